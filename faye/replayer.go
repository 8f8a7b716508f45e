package faye

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
)

// ErrPruned says that a Replayer no longer has, or never had, all that came after
// a position. The client is told, so that it can fetch afresh.
var ErrPruned = errors.New("faye: position pruned")

// Retained is a message that a Replayer has kept.
type Retained struct {
	Channel  string
	Position int64 // rises from message to message of a channel
	Data     json.RawMessage

	kept *keptEvent // of the built-in history: encoded already
}

// Replayed is what a Replayer answers.
type Replayed struct {
	// Messages yields what was asked for, oldest first, or an error and no more.
	// It is walked at most once, and not to its end when the client cannot take
	// so much. nil: there are none.
	Messages iter.Seq2[Retained, error]
	// Head is the position of the newest message at some moment not before the
	// call; 0: unknown. With ErrPruned it is given as well.
	Head int64
}

// Replayer gives back what was published, for clients that ask by "ext.replay".
// Many goroutines use it at once. The Policy has allowed the subscription before
// it is asked.
type Replayer interface {
	// Replay gives the messages of a channel whose position is greater than
	// after, none missing. After ReplayAll, everything that is retained; after
	// ReplayNew, nothing but the Head. ErrPruned when messages after the position
	// may be missing. A published message must be found here before PublishAt is
	// called with it. channel may be a wildcard; a Replayer whose positions are
	// not comparable from channel to channel gives ErrPruned for those, and
	// nothing but a Head of 0 after ReplayNew. Any other error refuses the
	// subscription, as an error of a Policy does.
	Replay(ctx context.Context, s *Session, channel string, after int64) (Replayed, error)
}

// SetReplayer replaces Options.Replayer for whatever is asked from now on; nil
// takes it away. It serves programs in which the Replayer needs something that
// needs the server; clients that shake hands before are not offered replays. A
// server that has a History refuses.
func (s *Server) SetReplayer(r Replayer) error {
	switch {
	case s.history != nil:
		return errors.New("faye: set replayer: the server has a History")
	case r == nil:
		s.replayer.Store(nil)
	default:
		s.replayer.Store(&r)
	}
	return nil
}

// currentReplayer is the program's or the server's own; nil: there is none.
func (s *Server) currentReplayer() Replayer {
	if s.history != nil {
		return s.history
	}
	if r := s.replayer.Load(); r != nil {
		return *r
	}
	return nil
}
