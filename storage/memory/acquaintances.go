package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// Acquaintances implements chat.MemberStore.
func (s *Store) Acquaintances(ctx context.Context, user, after chat.UserID, limit int) ([]chat.UserID, error) {
	var list []chat.UserID
	err := s.do(ctx, "acquaintances of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, r := range s.rooms {
			if _, in := r.members[user]; !in {
				continue
			}
			for other := range r.members {
				if other != user && other > after {
					list = append(list, other)
				}
			}
		}
		return nil
	})
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(len(list), max(limit, 0))], err
}

// ShareRoom implements chat.MemberStore.
func (s *Store) ShareRoom(ctx context.Context, a, b chat.UserID) (shared bool, err error) {
	err = s.do(ctx, "rooms of", string(a), func() error {
		for _, r := range s.rooms {
			_, one := r.members[a]
			_, other := r.members[b]
			shared = shared || one && other
		}
		return nil
	})
	return shared, err
}
