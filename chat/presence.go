package chat

import (
	"sync"
	"time"
)

// Status is whether somebody is there.
type Status string

const (
	// Online is who has a realtime session on which they are not away.
	Online Status = "online"
	// Away is who has realtime sessions, and is away on all of them.
	Away Status = "away"
	// Offline is who has none, for 10 seconds at least.
	Offline Status = "offline"
)

// presence is who has realtime sessions on this node.
type presence struct {
	mu     sync.Mutex
	people map[UserID]*attendee
	closed bool
}

// An attendee is one person with sessions, or with something left to tell.
type attendee struct {
	online, away int       // sessions
	left         time.Time // when the last one ended
	// seen is the status that was dealt with last, told what others see of it.
	seen, told Status
	last       time.Time // when something was told
	stale      bool      // others may have to see something else of the same status
	rooms      []RoomID  // that they joined since
	telling    bool      // something is being told
	timer      *time.Timer
}

// An Attendance is one realtime session of somebody. Whoever opened it ends it with End.
type Attendance struct {
	live *live
	user UserID
	// Guarded by the presence.
	status Status
	ended  bool
}

// Attend notes that the user has a session on this node; an empty user is nobody.
func (m *Module) Attend(user UserID) *Attendance {
	a := &Attendance{live: m.live, user: user, ended: user == ""}
	a.become(Online)
	return a
}

// SetStatus says whether the user is Online or Away in that session.
func (a *Attendance) SetStatus(s Status) error {
	if s != Online && s != Away {
		return opError("chat.SetStatus", &FieldError{Field: "status", Code: "oneof", Reason: "must be one of: online away"})
	}
	a.become(s)
	return nil
}

// End ends the session. Again is no error.
func (a *Attendance) End() { a.become(Offline) }

// Ended tells whether the session has ended.
func (a *Attendance) Ended() bool {
	a.live.presence.mu.Lock()
	defer a.live.presence.mu.Unlock()
	return a.ended
}

// become changes the status of a session that has not ended.
func (a *Attendance) become(s Status) {
	p := a.live.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || a.ended {
		return
	}
	who := p.people[a.user]
	if who == nil {
		who = &attendee{seen: Offline, told: Offline}
		p.people[a.user] = who
	}
	who.count(a.status, -1)
	who.count(s, 1)
	a.status, a.ended = s, s == Offline
	if who.online+who.away == 0 {
		who.left = a.live.now()
	}
	a.live.settle(a.user, who)
}

func (who *attendee) count(s Status, n int) {
	switch s {
	case Online:
		who.online += n
	case Away:
		who.away += n
	}
}

// status is what is to be seen now, and for how long it stays so by itself; 0: for good.
func (who *attendee) status(now time.Time) (Status, time.Duration) {
	switch grace := who.left.Add(presenceGrace).Sub(now); {
	case who.online > 0:
		return Online, 0
	case who.away > 0:
		return Away, 0
	case who.seen != Offline && grace > 0:
		return who.seen, grace
	}
	return Offline, 0
}

// settle has told what is new, as soon as it may be, and forgets those of whom there is
// nothing left to tell. Called with the lock held.
func (l *live) settle(user UserID, who *attendee) {
	now := l.now()
	status, lasts := who.status(now)
	quiet := who.last.Add(signalEvery).Sub(now)
	again := func() { l.resettle(user) }
	stop(who.timer)
	switch news := status != who.seen || who.stale || len(who.rooms) > 0; {
	case news && quiet > 0:
		who.timer = time.AfterFunc(quiet, again)
	case news:
		l.send(errand{what: tellPresence, user: user})
	case lasts > 0:
		who.timer = time.AfterFunc(lasts, again)
	case status == Offline && !who.telling:
		delete(l.presence.people, user)
	}
}

// resettle is settle for somebody who may be gone.
func (l *live) resettle(user UserID) {
	l.presence.mu.Lock()
	defer l.presence.mu.Unlock()
	if who := l.presence.people[user]; who != nil {
		l.settle(user, who)
	}
}

// joined has those in a room told of somebody who joined it.
func (l *live) joined(room RoomID, user UserID) {
	l.presence.mu.Lock()
	defer l.presence.mu.Unlock()
	if who := l.presence.people[user]; who != nil && len(who.rooms) < maxToldRooms {
		who.rooms = append(who.rooms, room)
		l.settle(user, who)
	}
}

// reconsider has others told anew what somebody wants them to see.
func (l *live) reconsider(user UserID) {
	l.presence.mu.Lock()
	defer l.presence.mu.Unlock()
	if who := l.presence.people[user]; who != nil {
		who.stale = true
		l.settle(user, who)
	}
}

// close forgets everybody.
func (p *presence) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, who := range p.people {
		stop(who.timer)
	}
	p.closed = true
	clear(p.people)
}
