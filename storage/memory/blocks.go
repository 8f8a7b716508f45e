package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// SetBlock implements chat.BlockStore.
func (s *Store) SetBlock(ctx context.Context, b chat.Block, on bool) (changed bool, err error) {
	b.At = stamp(b.At)
	err = s.do(ctx, "block of", string(b.User), func() error {
		list := s.blocks[b.User]
		i := slices.IndexFunc(list, func(x chat.Block) bool { return x.Other == b.Other })
		switch {
		case on == (i >= 0):
			return nil
		case on && len(list) >= chat.MaxBlocks:
			return chat.ErrFull
		}
		changed = true
		ev := chat.Event{Kind: chat.BlockAdded, Object: string(b.Other), Actor: b.User, At: b.At}
		if !on {
			ev.Kind = chat.BlockRemoved
			s.blocks[b.User] = slices.Delete(list, i, i+1)
		}
		s.tell(b.User, ev)
		if b.Rev = s.rooms[chat.UserLog(b.User)].Rev; on {
			s.blocks[b.User] = append(list, b)
		}
		return nil
	})
	return changed, err
}

// Blocks implements chat.BlockStore.
func (s *Store) Blocks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Block, error) {
	var list []chat.Block
	err := s.do(ctx, "blocks of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, b := range slices.Backward(s.blocks[user]) {
			if (before <= 0 || b.Rev < before) && len(list) < limit {
				list = append(list, b)
			}
		}
		return nil
	})
	return list, err
}

// BlocksAmong implements chat.BlockStore.
func (s *Store) BlocksAmong(ctx context.Context, users, others []chat.UserID) ([]chat.Block, error) {
	var list []chat.Block
	err := s.do(ctx, "blocks", "", func() error {
		for user, blocks := range s.blocks {
			for _, b := range blocks {
				if slices.Contains(users, user) && slices.Contains(others, b.Other) {
					list = append(list, b)
				}
			}
		}
		return nil
	})
	return list, err
}
