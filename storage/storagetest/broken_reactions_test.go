package storagetest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
)

// A reacting is SetReaction as a liar does it.
type reacting func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error)

func settingReaction(do reacting) lie {
	return func(l *liar) {
		l.setReaction = func(ctx context.Context, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
			return do(ctx, l, r, on, check)
		}
	}
}

// tallying replaces what Tallies returns.
func tallying(then func(all map[chat.MessageID][]chat.Tally)) lie {
	return func(l *liar) {
		l.tallies = func(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error) {
			all, err := l.Store.Tallies(ctx, ids)
			then(all)
			return all, err
		}
	}
}

// importingReactions replaces ImportReactions.
func importingReactions(do func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Reaction) (int, error)) lie {
	return func(l *liar) {
		l.importReactions = func(ctx context.Context, room chat.RoomID, list []chat.Reaction) (int, error) {
			return do(ctx, l, room, list)
		}
	}
}

// ghosts has Tallies show a message what it showed before it was cleared, with that Rev or
// another.
func ghosts(id chat.MessageID) lie {
	return func(l *liar) {
		var last []chat.Tally
		l.setReaction = func(ctx context.Context, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
			m, changed, err := l.Store.SetReaction(ctx, r, on, check)
			if all, err2 := l.Store.Tallies(ctx, []chat.MessageID{id}); err2 == nil {
				last = all[id]
			}
			return m, changed, err
		}
		l.tallies = func(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error) {
			all, err := l.Store.Tallies(ctx, ids)
			if slices.Contains(ids, id) && len(all[id]) == 0 && last != nil {
				all[id] = last
			}
			return all, err
		}
	}
}

var reactionLies = map[string]lie{
	"SetReaction adds the reaction under the next Rev, which becomes the message's": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		m, changed, err := l.Store.SetReaction(ctx, r, on, check)
		m.Rev = m.Seq
		return m, changed, err
	}),
	"SetReaction logs ReactionAdded and ReactionRemoved by the person": following(nil, func(events []chat.Event) []chat.Event {
		for i := range events {
			if events[i].Kind == chat.ReactionRemoved {
				events[i].Kind = chat.ReactionAdded
			}
		}
		return events
	}),
	"SetReaction of what is so already takes no Rev": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		m, changed, err := l.Store.SetReaction(ctx, r, on, check)
		if !changed {
			burn(ctx, l, 0)
		}
		return m, changed, err
	}),
	"SetReaction with on false removes that one and no other": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		if !on {
			_, _, err := l.Store.SetReaction(ctx, reaction("a", r.Emoji, "user-ann"), false, check) // all of that emoji
			if err != nil {
				return chat.Message{}, false, err
			}
		}
		return l.Store.SetReaction(ctx, r, on, check)
	}),
	"SetReaction of one reaction many times at once adds one": func(l *liar) {
		var n atomic.Int64
		l.setReaction = func(ctx context.Context, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
			burn(ctx, l, n.Add(1))
			return l.Store.SetReaction(ctx, r, on, check)
		}
	},
	"SetReaction shows check the current message and how many other emoji it has": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		return l.Store.SetReaction(ctx, r, on, func(m chat.Message, n int) error {
			if r.Emoji == "👍" {
				n++ // itself
			}
			return check(m, n)
		})
	}),
	"SetReaction returns the error of check, wrapped, and leaves no trace": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		var refused error
		m, changed, err := l.Store.SetReaction(ctx, r, on, func(m chat.Message, n int) error { refused = check(m, n); return nil })
		return m, changed, errors.Join(err, refused)
	}),
	"SetReaction many times at once is checked each time": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		return l.Store.SetReaction(ctx, r, on, func(m chat.Message, _ int) error { return check(m, 0) }) // as it was before
	}),
	"SetReaction to no message is ErrNotFound": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		m, changed, err := l.Store.SetReaction(ctx, r, on, check)
		return m, changed, swallow(err)
	}),
	"SetReaction compares emoji byte by byte": settingReaction(func(ctx context.Context, l *liar, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
		r.Emoji = strings.ToLower(r.Emoji)
		return l.Store.SetReaction(ctx, r, on, check)
	}),
	"Tallies are in the order in which emoji and people came": tallying(func(all map[chat.MessageID][]chat.Tally) {
		for _, list := range all {
			slices.SortFunc(list, func(a, b chat.Tally) int { return cmp.Compare(a.Emoji, b.Emoji) })
		}
	}),
	"Tallies count all and name the first": tallying(func(all map[chat.MessageID][]chat.Tally) {
		for _, list := range all {
			for i := range list {
				list[i].Count = len(list[i].Users)
			}
		}
	}),
	"Tallies share no memory with the store": func(l *liar) {
		cached := map[chat.MessageID][]chat.Tally{}
		l.tallies = func(ctx context.Context, ids []chat.MessageID) (all map[chat.MessageID][]chat.Tally, err error) {
			if len(cached) == 0 {
				cached, err = l.Store.Tallies(ctx, ids)
			}
			return cached, err
		}
	},
	"Reactions are those in the room above after, at most limit": func(l *liar) {
		l.reactions = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Reaction, error) {
			return l.Store.Reactions(ctx, room, after, limit+1)
		}
	},
	"ReactionsBy are the user's from all rooms, in the order of Room and Rev": func(l *liar) {
		l.reactionsBy = func(ctx context.Context, user chat.UserID, room chat.RoomID, rev int64, limit int) ([]chat.Reaction, error) {
			list, err := l.Store.ReactionsBy(ctx, user, "", 0, 100)
			list = slices.DeleteFunc(list, func(r chat.Reaction) bool { return r.Room < room || r.Rev <= rev }) // each by itself
			return list[:min(limit, len(list))], err
		}
	},
	"ImportReactions stores the reactions with their Rev, and takes none": importingReactions(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Reaction) (int, error) {
		for _, r := range list {
			if _, _, err := l.Store.SetReaction(ctx, r, true, gladly); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	}),
	"ImportReactions skips those that are there and those to no message of the room": importingReactions(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Reaction) (int, error) {
		_, err := l.Store.ImportReactions(ctx, room, list)
		return len(list), err
	}),
	"ImportReactions to no room is ErrNotFound": importingReactions(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Reaction) (int, error) {
		n, err := l.Store.ImportReactions(ctx, room, list)
		return n, swallow(err)
	}),
	"UpdateMessage removes the reactions when it stores a DeletedAt, and else not": ghosts("message-a"),
	"EraseUser removes their reactions and those to their messages":                ghosts("message-a"),
	"ExpireMessages removes the reactions too":                                     ghosts("message-a"),
}
