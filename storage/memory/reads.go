package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// MarkRead implements chat.MemberStore.
func (s *Store) MarkRead(ctx context.Context, id chat.RoomID, user chat.UserID, seq int64, back bool) (m chat.Member, moved bool, err error) {
	err = s.do(ctx, "mark read", string(user), func() error {
		r, before, err := s.member(id, user)
		if err != nil {
			return err
		}
		m = before
		if m.ReadSeq = min(seq, r.Rev); !back {
			m.ReadSeq = max(before.ReadSeq, m.ReadSeq)
		}
		r.members[user], moved = m, m != before
		return nil
	})
	return m, moved, err
}

// UnreadIn implements chat.MemberStore.
func (s *Store) UnreadIn(ctx context.Context, id chat.RoomID, user chat.UserID) (u chat.Unread, err error) {
	err = s.do(ctx, "unread of", string(user), func() error {
		r, m, err := s.member(id, user)
		if err == nil {
			u = s.unread(r, m)
		}
		return err
	})
	return u, err
}

// Unread implements chat.MemberStore.
func (s *Store) Unread(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
	var list []chat.Unread
	err := s.do(ctx, "unread of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for id, r := range s.rooms {
			if m, ok := r.members[user]; ok && id > after {
				list = append(list, s.unread(r, m))
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Unread) int { return cmp.Compare(a.Room, b.Room) })
	return list[:min(len(list), max(limit, 0))], err
}

// unread counts from the newest message down to where the member has read.
func (s *Store) unread(r *room, m chat.Member) chat.Unread {
	u := chat.Unread{Room: r.ID, ReadSeq: m.ReadSeq, Mentions: s.unreadMentions(r, m), Notify: m.Notify}
	for _, msg := range slices.Backward(r.history) {
		if !msg.InMainFlow() {
			continue
		}
		u.LastSeq = max(u.LastSeq, msg.Seq)
		if msg.Seq <= m.ReadSeq || u.Count == chat.UnreadCap {
			break
		}
		if msg.AuthorID != m.User && !msg.Deleted() {
			u.Count++
		}
	}
	return u
}

// MessagesBy implements chat.MessageStore.
func (s *Store) MessagesBy(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error) {
	var list []chat.Message
	err := s.do(ctx, "messages by", string(author), func() error {
		if limit < 1 {
			return errLimit
		}
		for id, m := range s.messages {
			if m.AuthorID == author && id > after {
				list = append(list, *m)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Message) int { return cmp.Compare(a.ID, b.ID) })
	return list[:min(len(list), max(limit, 0))], err
}
