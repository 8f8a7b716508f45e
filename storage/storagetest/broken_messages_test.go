package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
)

// adding replaces what AddMessage stores, and what it returns.
func adding(before func(l *liar, m *chat.Message), after func(m, got *chat.Message, added *bool, err *error)) lie {
	return func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			given := m
			if before != nil {
				before(l, &m)
			}
			got, added, err := l.Store.AddMessage(ctx, m)
			if after != nil {
				after(&given, &got, &added, &err)
			}
			return got, added, err
		}
	}
}

// burn takes a rev of the lobby for nothing.
func burn(ctx context.Context, l *liar, n int64) {
	m := note(fmt.Sprint("burnt", n))
	_, _, _ = l.Store.AddMessage(ctx, m)
}

var addLies = map[string]lie{
	"AddMessage stores the message under the next Rev": adding(nil, func(_, got *chat.Message, _ *bool, _ *error) { got.Seq++ }),
	"AddMessage logs MessageCreated": func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			events, err := l.Store.Events(ctx, room, after, limit)
			for i := range events {
				events[i].ClientID = ""
			}
			return events, err
		}
	},
	"AddMessage neither keeps nor fills Author": adding(nil, func(m, got *chat.Message, _ *bool, _ *error) { got.Author = m.Author }),
	"Fifty writers at once take the Revs 1 to 50 once each": func(l *liar) {
		var n atomic.Int64
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if n.Add(1) == 25 {
				burn(ctx, l, 0)
			}
			return l.Store.AddMessage(ctx, m)
		}
	},
	"Each room counts by itself": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			if m.Room != "room-lobby" {
				r, _ := l.Store.Room(ctx, "room-lobby")
				got.Seq += r.Rev
			}
			return got, added, err
		}
	},
	"AddMessage again is the same message as it is now": adding(nil, func(m, got *chat.Message, added *bool, _ *error) {
		if !*added {
			got.Text = m.Text
		}
	}),
	"AddMessage again takes no Rev": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			if !added {
				burn(ctx, l, 0)
			}
			return got, added, err
		}
	},
	"AddMessage of one message many times at once adds one": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			m.ClientID += string(m.ID)
			return l.Store.AddMessage(ctx, m)
		}
	},
	"The same client ID of another author or in another room is another message": adding(func(_ *liar, m *chat.Message) {
		m.AuthorID = "user-ann"
	}, nil),
	"AddMessage to no room is ErrNotFound": adding(nil, func(_, _ *chat.Message, _ *bool, err *error) { *err = swallow(*err) }),
	"AddMessage with the ID of another message is ErrExists": adding(nil, func(_, _ *chat.Message, _ *bool, err *error) {
		if errors.Is(*err, chat.ErrExists) {
			*err = nil
		}
	}),
	"AddMessage that failed left no trace": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			if err != nil {
				burn(ctx, l, 0)
			}
			return got, added, err
		}
	},
}

// updating replaces UpdateMessage, with the honest one at hand.
func updating(do func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error)) lie {
	return func(l *liar) {
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			return do(ctx, l, id, c, change)
		}
	}
}

var updateLies = map[string]lie{
	"UpdateMessage stores the change under the next Rev": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			err := change(m)
			m.DeletedBy = ""
			return err
		})
	}),
	"UpdateMessage moves Rev, not Seq": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		m.Seq = m.Rev
		return m, err
	}),
	"UpdateMessage logs the change": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		c.Kind = chat.MessageUpdated
		return l.Store.UpdateMessage(ctx, id, c, change)
	}),
	"UpdateMessage changes nothing else about the message": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		var changed chat.Message
		m, err := l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			err := change(m)
			changed = *m
			return err
		})
		m.ClientID = changed.ClientID
		return m, err
	}),
	"UpdateMessage shows the current message to change, also to many at once": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			m.Text = "" // as if nobody had edited in between
			return change(m)
		})
	}),
	"UpdateMessage returns the error of change, wrapped": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		if err != nil {
			err = errors.New(err.Error())
		}
		return m, err
	}),
	"UpdateMessage with an error from change leaves no trace": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		var failure error
		m, err := l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			failure = change(m)
			return nil
		})
		return m, errors.Join(err, failure)
	}),
	"UpdateMessage with ErrUnchanged returns the current message and no error": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		var changed chat.Message
		_, err := l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			err := change(m)
			changed = *m
			return err
		})
		return changed, err
	}),
	"UpdateMessage with ErrUnchanged leaves no trace": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			_ = change(m)
			return nil
		})
	}),
	"UpdateMessage of no message is ErrNotFound": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		return m, swallow(err)
	}),
	"Message that does not exist is ErrNotFound": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			m, err := l.Store.Message(ctx, id)
			return m, swallow(err)
		}
	},
	"MessagesByID returns those that exist, once each": func(l *liar) {
		l.messagesByID = func(ctx context.Context, ids []chat.MessageID) (list []chat.Message, err error) {
			for _, id := range ids {
				one, err := l.Store.MessagesByID(ctx, []chat.MessageID{id})
				if err != nil {
					return nil, err
				}
				list = append(list, one...)
			}
			return list, nil
		}
	},
	"MessagesByID takes any number of IDs": func(l *liar) {
		l.messagesByID = func(ctx context.Context, ids []chat.MessageID) ([]chat.Message, error) {
			return l.Store.MessagesByID(ctx, ids[:min(len(ids), 999)])
		}
	},
	"MessageBySeq that does not exist is ErrNotFound": func(l *liar) {
		l.messageBySeq = func(ctx context.Context, room chat.RoomID, seq int64) (chat.Message, error) {
			m, err := l.Store.MessageBySeq(ctx, room, seq)
			return m, swallow(err)
		}
	},
	"MessageBySeq returns the message of that room": func(l *liar) {
		l.messageBySeq = func(ctx context.Context, _ chat.RoomID, seq int64) (chat.Message, error) {
			return l.Store.MessageBySeq(ctx, "room-lobby", seq)
		}
	},
	"A deleted message stays as a tombstone": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			m, err := l.Store.Message(ctx, id)
			if m.Deleted() {
				return chat.Message{}, chat.ErrNotFound
			}
			return m, err
		}
	},
	"A deleted message sent again is the tombstone": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if old, err := l.Store.Message(ctx, m.ID); err == nil && old.Deleted() {
				m.ID += "-2"
				m.ClientID += "-2"
			}
			return l.Store.AddMessage(ctx, m)
		}
	},
}
