package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// SetReaction implements chat.ReactionStore.
func (s *Store) SetReaction(
	ctx context.Context, r chat.Reaction, on bool, check func(m chat.Message, others int) error,
) (m chat.Message, changed bool, err error) {
	err = s.do(ctx, "reaction to message", string(r.Message), func() error {
		stored := s.messages[r.Message]
		if stored == nil {
			return chat.ErrNotFound
		}
		if err := check(*stored, s.otherEmoji(r)); err != nil {
			return err
		}
		// What ended while check ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		i := s.findReaction(r)
		if changed = on == (i < 0); changed {
			s.react(stored, r, i)
		}
		m = *stored
		return nil
	})
	return m, changed, err
}

// react removes the reaction at i, or adds one if there is none.
func (s *Store) react(m *chat.Message, r chat.Reaction, i int) {
	r.Room, r.At = m.Room, stamp(r.At)
	ev := chat.Event{Kind: chat.ReactionAdded, Object: string(m.ID), Actor: r.User, At: r.At}
	list := s.reactions[m.ID]
	if i >= 0 {
		ev.Kind = chat.ReactionRemoved
		s.reactions[m.ID] = slices.Delete(list, i, i+1)
	}
	m.Rev = s.rooms[m.Room].next(ev)
	if r.Rev = m.Rev; i < 0 {
		s.reactions[m.ID] = append(list, r)
	}
}

// ImportReactions implements chat.ReactionStore.
func (s *Store) ImportReactions(ctx context.Context, room chat.RoomID, list []chat.Reaction) (n int, err error) {
	err = s.do(ctx, "import reactions into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, r := range list {
			m := s.messages[r.Message]
			if m == nil || m.Room != room || m.Deleted() || s.findReaction(r) >= 0 {
				continue
			}
			r.Room, r.At = room, stamp(r.At)
			all := append(s.reactions[m.ID], r)
			slices.SortStableFunc(all, func(a, b chat.Reaction) int { return cmp.Compare(a.Rev, b.Rev) })
			s.reactions[m.ID] = all
			n++
		}
		return nil
	})
	return n, err
}

// findReaction is where that one stands among those to its message; -1: nowhere.
func (s *Store) findReaction(r chat.Reaction) int {
	return slices.IndexFunc(s.reactions[r.Message], func(x chat.Reaction) bool { return x.Emoji == r.Emoji && x.User == r.User })
}

// otherEmoji is how many emoji the message has besides that one.
func (s *Store) otherEmoji(r chat.Reaction) int {
	others := map[string]bool{}
	for _, x := range s.reactions[r.Message] {
		others[x.Emoji] = true
	}
	delete(others, r.Emoji)
	return len(others)
}

// dropAnswers removes what goes with the text of a message.
func (s *Store) dropAnswers(id chat.MessageID) {
	delete(s.reactions, id)
	delete(s.revisions, id)
	delete(s.mentions, id)
}

// dropReactionsBy removes a user's reactions to a message, and tells whether there were any.
func (s *Store) dropReactionsBy(id chat.MessageID, user chat.UserID) bool {
	before := s.reactions[id]
	after := slices.DeleteFunc(slices.Clone(before), func(r chat.Reaction) bool { return r.User == user })
	if len(after) == len(before) {
		return false
	}
	s.reactions[id] = after
	return true
}

// Tallies implements chat.ReactionStore.
func (s *Store) Tallies(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error) {
	tallies := map[chat.MessageID][]chat.Tally{}
	err := s.do(ctx, "reactions to messages", "", func() error {
		for _, id := range ids {
			if list := s.reactions[id]; len(list) > 0 {
				tallies[id] = tally(list)
			}
		}
		return nil
	})
	return tallies, err
}

func tally(list []chat.Reaction) []chat.Tally {
	var tallies []chat.Tally
	for _, r := range list {
		i := slices.IndexFunc(tallies, func(t chat.Tally) bool { return t.Emoji == r.Emoji })
		if i < 0 {
			i = len(tallies)
			tallies = append(tallies, chat.Tally{Emoji: r.Emoji})
		}
		if t := &tallies[i]; t.Count < chat.TallyUsers {
			t.Users = append(t.Users, r.User)
		}
		tallies[i].Count++
	}
	return tallies
}

// Reactions implements chat.ReactionStore.
func (s *Store) Reactions(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Reaction, error) {
	return s.reactionsWhere(ctx, limit, func(r chat.Reaction) bool { return r.Room == room && r.Rev > after })
}

// ReactionsBy implements chat.ReactionStore.
func (s *Store) ReactionsBy(ctx context.Context, user chat.UserID, room chat.RoomID, rev int64, limit int) ([]chat.Reaction, error) {
	return s.reactionsWhere(ctx, limit, func(r chat.Reaction) bool {
		return r.User == user && (r.Room > room || r.Room == room && r.Rev > rev)
	})
}

func (s *Store) reactionsWhere(ctx context.Context, limit int, wanted func(chat.Reaction) bool) ([]chat.Reaction, error) {
	var list []chat.Reaction
	err := s.do(ctx, "reactions", "", func() error {
		if limit < 1 {
			return errLimit
		}
		for _, all := range s.reactions {
			for _, r := range all {
				if wanted(r) {
					list = append(list, r)
				}
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Reaction) int {
		return cmp.Or(cmp.Compare(a.Room, b.Room), cmp.Compare(a.Rev, b.Rev))
	})
	return list[:min(len(list), max(limit, 0))], err
}
