package faye

import (
	"fmt"
	"hash/maphash"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye/client"
)

// Server is a Bayeux server. It is an http.Handler, all of whose methods may be
// called by many goroutines at once. Make one with NewServer.
type Server struct {
	opts       Options
	started    time.Time
	log        *slog.Logger
	transports []string // those on offer
	upgrader   *websocket.Upgrader
	policy     atomic.Pointer[Policy]

	sessions *sessions
	locals   locals
	sockets  sockets
	index    *index
	history  *history // nil: there is none, or not ours
	replayer atomic.Pointer[Replayer]
	strikes  *strikes
	services services
	seed     maphash.Seed
	order    [64]sync.Mutex // by channel: see distribute

	batches   batches
	deflaters deflaters
	buffers   buffers
	held      *shares   // polls
	hint      sync.Once // see claimed
	stranger  sync.Once // see refuseOrigin
	counts    counts
	scripts   http.Handler
	gate      *gate // holds sockets, polls, timers and publishes
}

// NewServer makes a server. opts may be nil. An error says which option is wrong.
func NewServer(opts *Options) (*Server, error) {
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	s := &Server{
		opts:       o,
		started:    time.Now(),
		log:        o.Logger,
		transports: o.transports(),
		upgrader:   newUpgrader(&sync.Pool{}),
		sessions:   newSessions(newShares(o.MaxSessions, o.MaxSessionsPerAddress)),
		sockets:    sockets{open: map[*socket]struct{}{}, shares: newShares(o.MaxSockets, o.MaxSocketsPerAddress)},
		held:       newShares(o.MaxHeld, o.MaxHeldPerAddress),
		index:      newIndex(int64(o.MaxAllSubscriptions)),
		strikes:    newStrikes(),
		services:   services{byPattern: map[string]Service{}},
		seed:       maphash.MakeSeed(),
		scripts:    client.Handler(),
		gate:       newGate(),
	}
	if o.Replayer != nil {
		s.replayer.Store(&o.Replayer)
	}
	if o.History != nil {
		s.history = newHistory(o.History)
	}
	s.SetPolicy(o.Policy)
	return s, nil
}

// clock tells how long the server has been running.
func (s *Server) clock() time.Duration { return time.Since(s.started) }

// open registers a new session, unless there are as many as there may be.
func (s *Server) open(session *Session) error {
	switch s.claimed("sessions", session.address, s.sessions.shares.claim(session.address)) {
	case noneLeft:
		return &Error{Code: 503, Text: "Too many sessions"}
	case hasShare:
		return &Error{Code: 429, Text: "Too many sessions from one address"}
	}
	s.sessions.add(session)
	s.counts.handshakes.Add(1)
	session.mu.Lock()
	session.arm()
	session.mu.Unlock()
	return nil
}

// end takes a session out of everything, once. The outlet spared, which still
// has to carry a reply, is left open.
func (s *Server) end(session *Session, why outcome, spared outlet) bool {
	h, out, lost, ok := session.close()
	if !ok {
		return false
	}
	s.sessions.remove(session)
	removed := s.index.removeAll(session)
	s.counts.dropped.Add(int64(lost))
	if h != nil {
		h.answer(why)
	}
	if out != nil && out != spared {
		out.finish(websocket.CloseNormalClosure)
	}
	if session.local == nil {
		s.counts.disconnects.Add(1)
		s.opts.Listener.unsubscribe(session, removed)
		s.opts.Listener.disconnect(session)
	}
	return true
}

// close marks a session as ended and gives back what it held.
func (s *Session) close() (h *hold, out outlet, lost int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, nil, 0, false
	}
	s.ended = true
	if s.times.timer != nil {
		s.times.timer.Stop()
	}
	if s.queue != nil {
		lost = len(s.queue.events)
		s.srv.batches.put(s.queue)
	}
	if s.acks != nil {
		lost += s.acks.count
		s.acks.sent, s.acks.count, s.acks.bytes = nil, 0, 0
	}
	h, out = s.hold, s.outlet
	if s.parked != nil {
		s.parked.finish(0)
	}
	s.hold, s.outlet, s.parked, s.queue, s.inflight = nil, nil, nil, nil, nil
	return h, out, lost, true
}

// survive keeps a panic in the program's own policy, extension or listener from
// ending the process. To be deferred.
func (s *Server) survive(where string) {
	if v := recover(); v != nil {
		s.logPanic(where, v)
	}
}

func (s *Server) logPanic(where string, v any) {
	s.log.Error("faye: panic", "in", where, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
}
