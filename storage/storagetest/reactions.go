package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// thumb is Bob's reaction to message a.
func thumb() chat.Reaction {
	return chat.Reaction{Message: "message-a", Emoji: "👍", User: "user-bob", At: noon}
}

// reaction is one of somebody's to a message.
func reaction(message, emoji string, user chat.UserID) chat.Reaction {
	return chat.Reaction{Message: chat.MessageID("message-" + message), Emoji: emoji, User: user, At: noon}
}

// gladly is a check that has nothing against it.
func gladly(chat.Message, int) error { return nil }

// reacted adds reactions, each of which must be new.
func reacted(ctx context.Context, s chat.Storage, list ...chat.Reaction) error {
	for _, r := range list {
		if _, changed, err := s.SetReaction(ctx, r, true, gladly); err != nil || !changed {
			return fmt.Errorf("adding %v: changed %t, %w", r, changed, orNone(err))
		}
	}
	return nil
}

// tallied wants a message to show this, each as "👍 user-ann,user-bob".
func tallied(ctx context.Context, s chat.Storage, message chat.MessageID, want ...string) error {
	all, err := s.Tallies(ctx, []chat.MessageID{message})
	var got []string
	for _, t := range all[message] {
		line := t.Emoji
		for i, u := range t.Users {
			line += []string{" ", ","}[min(i, 1)] + string(u)
		}
		got = append(got, line)
		err = errors.Join(err, same("count of "+t.Emoji, t.Count, len(t.Users)))
	}
	return errors.Join(err, sameList("reactions to "+string(message), got, want))
}

// withReactions wraps a check that needs messages a and b in the lobby, under a a thumb of
// Bob's, a heart of Ann's and of Bob's, and a thumb of Ann's, under b Bob's shortcode; the
// rev is 7.
func withReactions(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withNote(func(ctx context.Context, s chat.Storage) error {
		err := reacted(ctx, s, thumb(), reaction("a", "❤️", "user-ann"), reaction("a", "❤️", "user-bob"), reaction("a", "👍", "user-ann"),
			reaction("b", ":+1:", "user-bob"))
		return errors.Join(err, check(ctx, s))
	})
}

var reactionPromises = []promise{
	{"SetReaction adds the reaction under the next Rev, which becomes the message's", withNote(func(ctx context.Context, s chat.Storage) error {
		r := thumb()
		r.Room, r.Rev, r.At = "room-z", 99, noon.Add(100*time.Nanosecond).In(time.FixedZone("", 3600))
		got, changed, err := s.SetReaction(ctx, r, true, gladly)
		want := note("a")
		want.Seq, want.Rev = 1, 3
		stored, err2 := s.Message(ctx, "message-a")
		list, err3 := s.Reactions(ctx, "room-lobby", 0, 10)
		r.Room, r.Rev, r.At = "room-lobby", 3, noon
		return errors.Join(err, err2, err3, same("changed", changed, true), same("result", got, want), same("stored", stored, want),
			sameList("reactions", list, []chat.Reaction{r}), rev(ctx, s, 3))
	})},
	{"SetReaction logs ReactionAdded and ReactionRemoved by the person", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reacted(ctx, s, thumb())
		_, changed, err2 := s.SetReaction(ctx, thumb(), false, gladly)
		events, err3 := s.Events(ctx, "room-lobby", 2, 10)
		added := chat.Event{Room: "room-lobby", Rev: 3, Kind: chat.ReactionAdded, Object: "message-a", Actor: "user-bob", At: noon}
		removed := added
		removed.Rev, removed.Kind = 4, chat.ReactionRemoved
		return errors.Join(err, err2, err3, same("removed", changed, true), sameList("log", events, []chat.Event{added, removed}))
	})},
	{"SetReaction of what is so already takes no Rev", withReactions(func(ctx context.Context, s chat.Storage) error {
		want, err := s.Message(ctx, "message-a")
		got, changed, err2 := s.SetReaction(ctx, thumb(), true, gladly)
		got2, changed2, err3 := s.SetReaction(ctx, reaction("a", "🎉", "user-bob"), false, gladly)
		return errors.Join(err, err2, err3, same("added again", changed, false), same("result", got, want),
			same("removed what is not there", changed2, false), same("result", got2, want), rev(ctx, s, 7))
	})},
	{"SetReaction with on false removes that one and no other", withReactions(func(ctx context.Context, s chat.Storage) error {
		got, changed, err := s.SetReaction(ctx, thumb(), false, gladly)
		return errors.Join(err, same("changed", changed, true), same("Rev", got.Rev, 8), rev(ctx, s, 8),
			tallied(ctx, s, "message-a", "❤️ user-ann,user-bob", "👍 user-ann"), tallied(ctx, s, "message-b", ":+1: user-bob"))
	})},
	{"SetReaction of one reaction many times at once adds one", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(30, func(int) error { _, _, err := s.SetReaction(ctx, thumb(), true, gladly); return err })
		return errors.Join(err, rev(ctx, s, 3), tallied(ctx, s, "message-a", "👍 user-bob"))
	})},
	{"SetReaction shows check the current message and how many other emoji it has", withReactions(func(ctx context.Context, s chat.Storage) error {
		want, err := s.Message(ctx, "message-a")
		for emoji, others := range map[string]int{"👍": 1, "🎉": 2} {
			_, _, err2 := s.SetReaction(ctx, reaction("a", emoji, "user-eve"), false, func(m chat.Message, n int) error {
				return errors.Join(same("message", m, want), same("others than "+emoji, n, others))
			})
			err = errors.Join(err, err2)
		}
		return err
	})},
	{"SetReaction returns the error of check, wrapped, and leaves no trace", withReactions(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Message(ctx, "message-b")
		mine := errors.New("mine")
		no := func(chat.Message, int) error { return mine }
		_, _, added := s.SetReaction(ctx, reaction("b", "🎉", "user-bob"), true, no)
		_, _, removed := s.SetReaction(ctx, reaction("b", ":+1:", "user-bob"), false, no)
		after, err2 := s.Message(ctx, "message-b")
		return errors.Join(err, err2, is("adding", added, mine), is("removing", removed, mine), same("message", after, before),
			tallied(ctx, s, "message-b", ":+1: user-bob"), rev(ctx, s, 7))
	})},
	{"SetReaction many times at once is checked each time", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			_, _, err := s.SetReaction(ctx, reaction("a", fmt.Sprint(":", i, ":"), "user-bob"), true, func(_ chat.Message, others int) error {
				if others >= 3 {
					return chat.ErrFull
				}
				return nil
			})
			if errors.Is(err, chat.ErrFull) {
				return nil
			}
			return err
		})
		all, err2 := s.Tallies(ctx, []chat.MessageID{"message-a"})
		return errors.Join(err, err2, same("emoji", len(all["message-a"]), 3), rev(ctx, s, 5))
	})},
	{"SetReaction to no message is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		asked := false
		_, _, err := s.SetReaction(ctx, reaction("z", "👍", "user-bob"), true, func(chat.Message, int) error { asked = true; return nil })
		return errors.Join(is("SetReaction", err, chat.ErrNotFound), same("asked", asked, false), rev(ctx, s, 2))
	})},
	{"SetReaction compares emoji byte by byte", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reacted(ctx, s, reaction("a", "❤", "user-bob"), reaction("a", "❤\ufe0f", "user-bob"), reaction("a", ":a:", "user-bob"), reaction("a", ":A:", "user-bob"))
		return errors.Join(err, tallied(ctx, s, "message-a", "❤ user-bob", "❤\ufe0f user-bob", ":a: user-bob", ":A: user-bob"))
	})},
	{"Tallies are in the order in which emoji and people came", withReactions(func(ctx context.Context, s chat.Storage) error {
		all, err := s.Tallies(ctx, []chat.MessageID{"message-a", "message-z", "message-a", "message-b"})
		none, err2 := s.Tallies(ctx, nil)
		return errors.Join(err, err2, same("messages", len(all), 2), same("of no messages", len(none), 0),
			tallied(ctx, s, "message-a", "👍 user-bob,user-ann", "❤️ user-ann,user-bob"), tallied(ctx, s, "message-b", ":+1: user-bob"),
			tallied(ctx, s, "message-z"))
	})},
	{"Tallies count all and name the first", withNote(func(ctx context.Context, s chat.Storage) error {
		var want []chat.UserID
		for i := range chat.TallyUsers + 10 {
			user := chat.UserID(fmt.Sprint("user-", (i*37)%100)) // in no order of their IDs
			want = append(want, user)
			if err := reacted(ctx, s, reaction("a", "👍", user)); err != nil {
				return err
			}
		}
		all, err := s.Tallies(ctx, []chat.MessageID{"message-a"})
		if err := errors.Join(err, same("emoji", len(all["message-a"]), 1)); err != nil {
			return err
		}
		got := all["message-a"][0]
		return errors.Join(same("count", got.Count, len(want)), sameList("users", got.Users, want[:chat.TallyUsers]))
	})},
	{"Tallies share no memory with the store", withReactions(func(ctx context.Context, s chat.Storage) error {
		all, err := s.Tallies(ctx, []chat.MessageID{"message-b"})
		for _, t := range all["message-b"] {
			clear(t.Users)
		}
		clear(all["message-b"])
		return errors.Join(err, tallied(ctx, s, "message-b", ":+1: user-bob"))
	})},
	{"Reactions are those in the room above after, at most limit", withReactions(func(ctx context.Context, s chat.Storage) error {
		read := func(room chat.RoomID, after int64, limit int, want ...int64) error {
			list, err := s.Reactions(ctx, room, after, limit)
			var revs []int64
			for _, r := range list {
				revs = append(revs, r.Rev)
			}
			return errors.Join(err, sameList("revs", revs, want))
		}
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"))
		_, _, err2 := s.SetReaction(ctx, chat.Reaction{Message: "message-otherx", Emoji: "👍", User: "user-bob", At: noon}, true, gladly)
		return errors.Join(err, err2, read("room-lobby", 0, 10, 3, 4, 5, 6, 7), read("room-lobby", 4, 2, 5, 6), read("room-lobby", 7, 10),
			read("other", 0, 10, 2), read("nowhere", 0, 10))
	})},
	{"ReactionsBy are the user's from all rooms, in the order of Room and Rev", withReactions(reactionsBy)},
	{"ImportReactions stores the reactions with their Rev, and takes none", withNote(func(ctx context.Context, s chat.Storage) error {
		first, second := reaction("a", "👍", "user-bob"), reaction("b", ":+1:", "user-ann")
		first.Rev, second.Rev = 99, 50
		n, err := s.ImportReactions(ctx, "room-lobby", []chat.Reaction{first, second})
		first.Room, second.Room = "room-lobby", "room-lobby"
		list, err2 := s.Reactions(ctx, "room-lobby", 0, 10)
		m, err3 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, err3, same("stored", n, 2), sameList("reactions", list, []chat.Reaction{second, first}),
			same("Rev of the message", m.Rev, 1), rev(ctx, s, 2))
	})},
	{"ImportReactions skips those that are there and those to no message of the room", withReactions(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"))
		_, err2 := s.UpdateMessage(ctx, "message-b", remove(), erase)
		var list []chat.Reaction
		for _, to := range []string{"a", "a", "b", "z", "otherx"} {
			r := reaction(to, "👍", "user-bob")
			r.Rev = 99
			list = append(list, r)
		}
		list[1].Emoji = "🎉"
		n, err3 := s.ImportReactions(ctx, "room-lobby", list)
		again, err4 := s.ImportReactions(ctx, "room-lobby", list)
		return errors.Join(err, err2, err3, err4, same("stored", n, 1), same("stored again", again, 0), tallied(ctx, s, "message-b"), tallied(ctx, s, "message-otherx"),
			tallied(ctx, s, "message-a", "👍 user-bob,user-ann", "❤️ user-ann,user-bob", "🎉 user-bob"))
	})},
	{"ImportReactions to no room is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportReactions(ctx, "nowhere", []chat.Reaction{thumb()})
		return is("ImportReactions", err, chat.ErrNotFound)
	})},
	{"UpdateMessage removes the reactions when it stores a DeletedAt, and else not", withReactions(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-a", remove(), erase)
		_, err2 := s.UpdateMessage(ctx, "message-b", edit(), setText("edited"))
		return errors.Join(err, err2, tallied(ctx, s, "message-a"), tallied(ctx, s, "message-b", ":+1: user-bob"))
	})},
	{"EraseUser removes their reactions and those to their messages", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(reacted(ctx, s, reaction("a", "👍", "user-bob"), reaction("x", "👍", "user-ann"), reaction("x", "👍", "user-bob"),
			reaction("q", "👍", "user-ann")), erased(ctx, s, "room-joined", "room-lobby", "room-past", "room-quiet"))
		list, err2 := s.ReactionsBy(ctx, "user-ann", "", 0, 10)
		x, err3 := s.Message(ctx, "message-x")
		q, err4 := s.Message(ctx, "message-q")
		return errors.Join(err, err2, err3, err4, same("hers", len(list), 0), tallied(ctx, s, "message-a"), tallied(ctx, s, "message-x", "👍 user-bob"),
			same("Rev of another's message", x.Rev, 9), same("Rev of one in a room that she was not in", q.Rev, 3), rev(ctx, s, 9))
	})},
	{"ExpireMessages removes the reactions too", withReactions(func(ctx context.Context, s chat.Storage) error {
		err := expired(ctx, s, day(1), 1, 1, 2)
		_, added, err2 := s.AddMessage(ctx, note("a"))
		return errors.Join(err, err2, same("added again", added, true), tallied(ctx, s, "message-a"), tallied(ctx, s, "message-b", ":+1: user-bob"))
	})},
}

// reactionsBy pages through all that Bob put anywhere.
func reactionsBy(ctx context.Context, s chat.Storage) error {
	err := settle(ctx, s, "other")
	for _, client := range []string{"x", "1", "2", "3", "4", "5", "6", "7"} {
		err = errors.Join(err, postTo(ctx, s, "other", client)) // its rev is above those of the lobby
	}
	elsewhere := chat.Reaction{Message: "message-otherx", Emoji: "👍", User: "user-bob", At: noon}
	err = errors.Join(err, reacted(ctx, s, elsewhere))
	var got []string
	var room chat.RoomID
	var after int64
	for range 10 {
		list, err2 := s.ReactionsBy(ctx, "user-bob", room, after, 1)
		if err = errors.Join(err, err2); err != nil || len(list) == 0 {
			break
		}
		err = errors.Join(err, same("length of the page", len(list), 1))
		for _, r := range list {
			got = append(got, fmt.Sprint(r.Room, r.Rev))
			room, after = r.Room, r.Rev
		}
	}
	none, err2 := s.ReactionsBy(ctx, "user-eve", "", 0, 10)
	want := []string{"other9", "room-lobby3", "room-lobby5", "room-lobby7"}
	return errors.Join(err, err2, sameList("reactions", got, want), same("of nobody", len(none), 0), same("sorted", slices.IsSorted(got), true))
}
