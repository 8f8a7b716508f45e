package chat

import (
	"context"
	"time"
)

// tellTyping tells what is due about a typist, and comes back when more will be.
func (l *live) tellTyping(ctx context.Context, room RoomID, user UserID) {
	if s, ok := l.nextTyping(room, user); ok {
		l.signal(ctx, s)
	}
}

// nextTyping finds out what to tell now; false: nothing.
func (l *live) nextTyping(room RoomID, user UserID) (Signal, bool) {
	ts, now := l.typing, l.now()
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.rooms[room][user]
	if t == nil {
		return Signal{}, false
	}
	due, again := t.step(now)
	if again <= 0 {
		stop(t.timer)
		ts.remove(room, user)
		return Signal{}, false
	}
	if t.timer == nil {
		t.timer = time.AfterFunc(again, func() { l.send(errand{what: tellTyping, user: user, room: room}) })
	} else {
		t.timer.Reset(again)
	}
	s := Signal{Kind: TypingStopped, Room: room, User: t.user}
	if t.told {
		s.Kind = TypingStarted
	}
	return s, due
}

// step tells whether something is to be told now, which then is t.told, and after how
// long to look again; 0: never.
func (t *typist) step(now time.Time) (due bool, again time.Duration) {
	types := now.Before(t.until)
	due = types && t.fresh || types != t.told
	quiet := t.last.Add(signalEvery).Sub(now)
	switch {
	case due && quiet > 0:
		return false, quiet
	case due:
		t.told, t.fresh, t.last = types, false, now
		if !types {
			return true, signalEvery // not to be forgotten before: it may begin again
		}
		return true, t.until.Sub(now)
	case types:
		return false, t.until.Sub(now)
	}
	return false, max(quiet, 0)
}
