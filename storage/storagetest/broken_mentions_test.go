package storagetest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// calledAs changes whom a message calls.
func calledAs(change func(c *chat.Calls)) lie {
	return func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if m.Calls != nil {
				c := *m.Calls
				c.Users = slices.Clone(c.Users)
				m.Calls = &c
				change(m.Calls)
			}
			return l.Store.AddMessage(ctx, m)
		}
	}
}

// countingMentions changes what Unread counts.
func countingMentions(change func(n int) int) lie {
	return func(l *liar) {
		l.unreadIn = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
			u, err := l.Store.UnreadIn(ctx, room, user)
			u.Mentions = change(u.Mentions)
			return u, err
		}
		l.unread = func(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
			list, err := l.Store.Unread(ctx, user, after, limit)
			for i := range list {
				list[i].Mentions = change(list[i].Mentions)
			}
			return list, err
		}
	}
}

// listingMentions changes what MentionsOf returns.
func listingMentions(change func(list []chat.MessageID) []chat.MessageID) lie {
	return func(l *liar) {
		l.mentionsOf = func(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.MessageID, error) {
			list, err := l.Store.MentionsOf(ctx, user, before, limit)
			return change(list), err
		}
	}
}

// stillCalling says that the message calls somebody whom it does not any more.
func stillCalling(id chat.MessageID, user chat.UserID) lie {
	return func(l *liar) {
		l.mentions = func(ctx context.Context, ids []chat.MessageID) ([]chat.Mention, error) {
			list, err := l.Store.Mentions(ctx, ids)
			x := chat.Mention{Message: id, User: user}
			if slices.Contains(ids, id) && !slices.Contains(list, x) {
				list = append(list, x)
			}
			return list, err
		}
	}
}

var mentionLies = map[string]lie{
	"AddMessage and UpdateMessage do not tell those who are Quiet, whom they call all the same": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if m.Calls != nil {
				calls := *m.Calls
				calls.Quiet, m.Calls = nil, &calls
			}
			return l.Store.AddMessage(ctx, m)
		}
	},
	"Unread and UnreadIn tell what the member wants to be told of": eachUnread(func(_ context.Context, _ *liar, u *chat.Unread) {
		u.Notify.MuteUntil = time.Time{}
	}),
	"AddMessage stores whom it calls, each once, and returns none of it": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			got.Calls = m.Calls
			return got, added, err
		}
	},
	"AddMessage tells those whom it calls in their UserLogs, but not the author": calledAs(func(c *chat.Calls) { c.Tell = nil }),
	"AddMessage again calls nobody again": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			if err == nil && !added {
				_, err = l.Store.ImportMentions(ctx, m.Room, []chat.Mention{{Message: got.ID, User: m.Calls.Users[0]}})
			}
			return got, added, err
		}
	},
	"UpdateMessage replaces whom it calls and tells those who are new": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		before, _ := l.Store.Mentions(ctx, []chat.MessageID{id})
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			err := change(m)
			if m.Calls != nil {
				calls := *m.Calls
				for _, x := range before {
					calls.Users = append(slices.Clone(calls.Users), x.User)
				}
				m.Calls = &calls
			}
			return err
		})
	}),
	"UpdateMessage without Calls leaves them": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			err := change(m)
			if m.Calls == nil {
				m.Calls = &chat.Calls{}
			}
			return err
		})
	}),
	"UpdateMessage that deletes removes whom it calls":                  stillCalling("message-a", "user-bob"),
	"Unread counts the mentions above ReadSeq, also those of everybody": calledAs(func(c *chat.Calls) { c.Room = false }),
	"Unread counts no mention in one's own messages":                    countingMentions(func(n int) int { return n + 1 }),
	"Unread counts mentions up to UnreadCap":                            countingMentions(func(n int) int { return n + n/chat.UnreadCap }),
	"Mentions takes any number of IDs, once each": func(l *liar) {
		l.mentions = func(ctx context.Context, ids []chat.MessageID) ([]chat.Mention, error) {
			return l.Store.Mentions(ctx, ids[:min(len(ids), 1000)])
		}
	},
	"MentionsOf are messages of others, the newest first, in pages": listingMentions(func(list []chat.MessageID) []chat.MessageID {
		slices.Reverse(list)
		return list
	}),
	"MentionsOf has each message once, and those of everybody for members": func(l *liar) {
		l.removeMember = func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
			_, _ = l.Store.ImportMentions(ctx, room, []chat.Mention{{Message: "message-b", User: user}})
			return l.Store.RemoveMember(ctx, room, user, c, check)
		}
	},
	"ImportMentions stores those of messages of the room and tells nobody": func(l *liar) {
		l.importMentions = func(ctx context.Context, room chat.RoomID, list []chat.Mention) (int, error) {
			_, err := l.Store.ImportMentions(ctx, room, list)
			return len(list), err
		}
	},
	"EraseUser removes who called them, under the new Rev, and whom they called": stillCalling("message-i", "user-ann"),
	"ExpireMessages removes the mentions too":                                    stillCalling("message-a", "user-bob"),
	"Two who call the same people at once both do":                               calledAs(func(c *chat.Calls) { c.Users = c.Users[:1] }),
}

var handleLies = map[string]lie{
	"SaveUser stores the Handle, and another one for a known key": savingHandle(func(l *liar, u *chat.User) {
		if old, err := l.Store.UserBySubject(context.Background(), u.Provider, u.Subject); err == nil {
			u.Handle = old.Handle
		}
	}),
	"SaveUser takes nobody's Handle": savingHandle(func(l *liar, u *chat.User) {
		list, _ := l.Store.UsersByHandle(context.Background(), []string{u.Handle})
		for _, other := range list {
			if other.ID != u.ID {
				other.Handle = ""
				_, _ = l.Store.SaveUser(context.Background(), other, nil)
			}
		}
	}),
	"SaveUser of many with one Handle at once gives it to one": savingHandle(func(_ *liar, u *chat.User) { u.Handle += string(u.ID) }),
	"UsersByHandle are told apart byte by byte, once each": func(l *liar) {
		l.usersByHandle = func(ctx context.Context, handles []string) ([]chat.User, error) {
			folded := make([]string, len(handles))
			for i, h := range handles {
				folded[i] = strings.ToLower(h)
			}
			return l.Store.UsersByHandle(ctx, folded)
		}
	},
	"EraseUser frees the Handle": func(l *liar) {
		l.user = func(ctx context.Context, id chat.UserID) (chat.User, error) {
			u, err := l.Store.User(ctx, id)
			u.Handle = "ann"
			return u, err
		}
	},
}

// savingHandle changes whom SaveUser stores.
func savingHandle(change func(l *liar, u *chat.User)) lie {
	return func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			change(l, &u)
			return l.Store.SaveUser(ctx, u, formerly)
		}
	}
}
