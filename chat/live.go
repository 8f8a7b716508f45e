package chat

import (
	"context"
	"errors"
	"time"
)

const (
	// signalEvery is the least time between two signals of one kind about one person in
	// one room.
	signalEvery = time.Second
	// typingLasts is for how long somebody types who says so once.
	typingLasts = 6 * time.Second
	// presenceGrace is how long somebody is still there whose last session has ended.
	presenceGrace = 10 * time.Second

	// maxTypists is how many type in one room at most, and maxTypingIn in how many rooms
	// one person does; others are not told of.
	maxTypists  = 100
	maxTypingIn = 5
	// maxToldRooms is in how many of their rooms it is told that somebody comes or goes.
	maxToldRooms = 1000
	// maxToldFollowers is how many followers of a thread are told of an answer.
	maxToldFollowers = 200
)

// live is what is known of people on this node and kept nowhere.
type live struct {
	*core
	ctx      context.Context // ends with the module
	end      context.CancelFunc
	errands  *errands
	typing   *typing
	presence *presence
}

func newLive(c *core) *live {
	l := &live{core: c}
	l.ctx, l.end = context.WithCancel(context.Background())
	l.errands = &errands{do: l.run, state: map[errand]errandState{}}
	l.typing = &typing{rooms: map[RoomID]map[UserID]*typist{}, in: map[UserID]map[RoomID]bool{}}
	l.presence = &presence{people: map[UserID]*attendee{}}
	return l
}

// send has something told.
func (l *live) send(e errand) {
	if l.opts.Live == nil && (e.what == tellRead || e.what == tellPreferences || e.what == tellThread || e.what == tellThreadRead) {
		return // there is nobody who tells, and nothing to keep in mind
	}
	if !l.errands.send(e) {
		l.opts.Logger.Warn("chat: too much to tell at once, some of it is left out", "waiting", maxErrands)
	}
}

// run does an errand. What fails is logged, and tried again.
func (l *live) run(e errand) error {
	ctx, cancel := context.WithTimeout(l.ctx, l.opts.RequestTimeout)
	defer cancel()
	var err error
	switch e.what {
	case tellTyping:
		l.tellTyping(ctx, e.room, e.user)
	case tellPresence:
		err = l.tellPresence(ctx, e.user)
	case tellRead:
		err = l.tellRead(ctx, e.room, e.user)
	case tellPreferences:
		err = l.tellPreferences(ctx, e.user)
	case tellNotify:
		err = l.tellNotify(ctx, e.room, e.user)
	case tellThread:
		err = l.tellThread(ctx, e.room, e.thread)
	case tellThreadRead:
		err = l.tellThreadRead(ctx, e.user, e.thread)
	}
	if err != nil && l.ctx.Err() == nil {
		l.opts.Logger.Warn("chat: cannot find out what to tell, trying again", "user", e.user, "room", e.room, "err", err)
	}
	return err
}

// signal hands a signal to whoever tells it. One that fails is lost.
func (l *live) signal(ctx context.Context, s Signal) {
	if l.opts.Live == nil {
		return
	}
	s.At = l.now()
	err := l.calmly("Live", func() error { return l.opts.Live.Signal(ctx, s) })
	if err != nil && l.ctx.Err() == nil && !errors.Is(err, ErrClosed) {
		l.opts.Logger.Warn("chat: signal lost", "kind", s.Kind, "room", s.Room, "err", err)
	}
}

// close forgets everybody, and waits for what is being told, or until ctx ends.
func (l *live) close(ctx context.Context) error {
	l.errands.close()
	l.end()
	l.typing.close()
	l.presence.close()
	return wait(ctx, &l.errands.running)
}

// attentive is a Publisher that sees events pass which say something about who types, is
// there, or follows a thread.
type attentive struct {
	next Publisher // nil: nobody else wants to know
	live *live
}

// Publish implements Publisher.
func (a attentive) Publish(ctx context.Context, ev Event) error {
	if a.next != nil {
		if err := a.next.Publish(ctx, ev); err != nil {
			return err
		}
	}
	switch ev.Kind {
	case MessageCreated:
		a.live.types(ev.Room, User{ID: ev.Actor}, false)
		if ev.Message != nil && ev.Message.Thread != "" {
			a.live.send(errand{what: tellThread, room: ev.Room, thread: ev.Message.Thread})
		}
	case MemberLeft:
		a.live.types(ev.Room, User{ID: UserID(ev.Object)}, false)
	case UserErased:
		a.live.types(ev.Room, User{ID: UserID(ev.Object), ErasedAt: ev.At}, false)
	case MemberJoined:
		a.live.joined(ev.Room, UserID(ev.Object))
	}
	return nil
}
