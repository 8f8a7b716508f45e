package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// enact adds an act, if there is one, to the audit log.
func (s *Store) enact(act *chat.Act) {
	if act != nil {
		a := *act
		a.At, a.Until = stamp(a.At), stamp(a.Until)
		s.acts[a.ID] = a
	}
}

// Acts implements chat.ActStore.
func (s *Store) Acts(ctx context.Context, q chat.ActQuery) ([]chat.Act, error) {
	var list []chat.Act
	err := s.do(ctx, "acts", "", func() error {
		if q.Limit < 1 {
			return errLimit
		}
		for _, a := range s.acts {
			if (q.Room == "" || a.Room == q.Room) && (q.User == "" || a.User == q.User) && (q.Before == "" || a.ID < q.Before) {
				list = append(list, a)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Act) int { return cmp.Compare(b.ID, a.ID) })
	return list[:min(len(list), max(q.Limit, 0))], err
}

// PruneActs implements chat.ActStore.
func (s *Store) PruneActs(ctx context.Context, before time.Time, limit int) (n int, err error) {
	err = s.do(ctx, "prune acts", "", func() error {
		if limit < 1 {
			return errLimit
		}
		var list []chat.Act
		for _, a := range s.acts {
			list = append(list, a)
		}
		slices.SortFunc(list, func(a, b chat.Act) int { return cmp.Compare(a.ID, b.ID) })
		n = oldest(list, limit, func(a chat.Act) bool { return a.At.Before(before) })
		for _, a := range list[:n] {
			delete(s.acts, a.ID)
		}
		return nil
	})
	return n, err
}
