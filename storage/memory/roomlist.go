package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// RoomList implements chat.RoomStore.
func (s *Store) RoomList(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error) {
	var list []chat.RoomEntry
	err := s.do(ctx, "room list of", string(q.Member), func() error {
		if q.Limit < 1 {
			return errLimit
		}
		for id, r := range s.rooms {
			if id > q.After && r.matches(q) {
				list = append(list, s.entry(r, q.Member))
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.RoomEntry) int { return cmp.Compare(a.Room.ID, b.Room.ID) })
	return list[:min(len(list), max(q.Limit, 0))], err
}

// entry is a room with all that a list shows of it.
func (s *Store) entry(r *room, user chat.UserID) chat.RoomEntry {
	e := chat.RoomEntry{Room: r.Room}
	if m, ok := r.members[user]; ok {
		e.Member, e.Unread = m, s.unread(r, m)
	}
	for _, m := range slices.Backward(r.history) {
		if !m.InMainFlow() {
			continue
		}
		e.Last = chat.Preview{ID: m.ID, Seq: m.Seq, Text: m.Text,
			CreatedAt: m.CreatedAt, DeletedAt: m.DeletedAt, Author: chat.User{ID: m.AuthorID}}
		if u := s.users[m.AuthorID]; u != nil {
			e.Last.Author = chat.User{ID: u.ID, DisplayName: u.DisplayName, AvatarURL: u.AvatarURL, ProfileURL: u.ProfileURL,
				Handle: u.Handle, ErasedAt: u.ErasedAt}
		}
		e.Last.Author.Blocked = slices.ContainsFunc(s.blocks[user], func(b chat.Block) bool { return b.Other == m.AuthorID })
		break
	}
	return e
}
