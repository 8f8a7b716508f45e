package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// everybody is the user of a mention of all who are in the room.
const everybody = chat.UserID("")

// call keeps whom a message calls, and tells those whom it did not call before.
func (s *Store) call(m chat.Message, calls *chat.Calls, c chat.Change) {
	if calls == nil || m.Deleted() {
		return
	}
	before := s.mentions[m.ID]
	now := slices.DeleteFunc(slices.Clone(calls.Users), func(u chat.UserID) bool { return u == everybody })
	told := slices.DeleteFunc(slices.Clone(now), func(u chat.UserID) bool { return slices.Contains(calls.Quiet, u) })
	if calls.Room {
		now = append(now, everybody)
		if !slices.Contains(before, everybody) {
			told = append(told, calls.Tell...)
		}
	}
	slices.Sort(now)
	delete(s.mentions, m.ID)
	if now = slices.Compact(now); len(now) > 0 {
		s.mentions[m.ID] = now
	}
	slices.Sort(told)
	for _, user := range slices.Compact(told) {
		if user != m.AuthorID && !slices.Contains(before, user) {
			s.tell(user, chat.Event{Kind: chat.MentionAdded, Object: string(m.ID), Actor: c.Actor, At: stamp(c.At)})
		}
	}
}

// dropMention removes a mention of a user, and tells whether there was one.
func (s *Store) dropMention(id chat.MessageID, user chat.UserID) bool {
	before := s.mentions[id]
	after := slices.DeleteFunc(slices.Clone(before), func(u chat.UserID) bool { return u == user })
	if len(after) == len(before) {
		return false
	}
	s.mentions[id] = after
	return true
}

// calls tells whether a message calls the user, who did not write it: by name, or with
// everybody if that is for them too.
func (s *Store) calls(m *chat.Message, user chat.UserID, shared bool) bool {
	list := s.mentions[m.ID]
	return m.AuthorID != user && user != everybody &&
		(slices.Contains(list, user) || shared && slices.Contains(list, everybody))
}

// unreadMentions counts those above what the member has read.
func (s *Store) unreadMentions(r *room, m chat.Member) int {
	n := 0
	for _, msg := range slices.Backward(r.history) {
		if msg.Seq <= m.ReadSeq || n == chat.UnreadCap {
			break
		}
		if s.calls(msg, m.User, true) {
			n++
		}
	}
	return n
}

// Mentions implements chat.MentionStore.
func (s *Store) Mentions(ctx context.Context, ids []chat.MessageID) (list []chat.Mention, err error) {
	err = s.do(ctx, "mentions", "", func() error {
		seen := make(map[chat.MessageID]bool, len(ids))
		for _, id := range ids {
			for _, user := range s.mentions[id] {
				if !seen[id] {
					list = append(list, chat.Mention{Message: id, User: user})
				}
			}
			seen[id] = true
		}
		return nil
	})
	return list, err
}

// MentionsOf implements chat.MentionStore.
func (s *Store) MentionsOf(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.MessageID, error) {
	var list []chat.MessageID
	err := s.do(ctx, "mentions of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for id := range s.mentions {
			m := s.messages[id]
			_, member := s.rooms[m.Room].members[user]
			if s.calls(m, user, member) && (before == "" || id < before) {
				list = append(list, id)
			}
		}
		return nil
	})
	slices.Sort(list)
	slices.Reverse(list)
	return list[:min(len(list), max(limit, 0))], err
}

// ImportMentions implements chat.MentionStore.
func (s *Store) ImportMentions(ctx context.Context, room chat.RoomID, list []chat.Mention) (n int, err error) {
	err = s.do(ctx, "import mentions into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, x := range list {
			m := s.messages[x.Message]
			if m == nil || m.Room != room || m.Deleted() || slices.Contains(s.mentions[m.ID], x.User) {
				continue
			}
			s.mentions[m.ID] = append(s.mentions[m.ID], x.User)
			n++
		}
		return nil
	})
	return n, err
}
