package faye

import "time"

// clientSession is what the server has said at the handshake and since.
type clientSession struct {
	id       string // "": none
	replays  bool   // the server can replay, and is to be asked
	noSocket bool   // the server does not offer WebSockets

	reconnect string
	interval  time.Duration
	hold      time.Duration
}

// heed takes over advice; the latest counts.
func (s *clientSession) heed(a *Advice) {
	if a == nil {
		return
	}
	if a.Reconnect != "" {
		s.reconnect = a.Reconnect
	}
	if a.Interval >= 0 {
		s.interval = a.Interval
	}
	if a.Timeout >= 0 {
		s.hold = a.Timeout
	}
}

// answer is how long a held connect may take until its answer is here.
func (s *clientSession) answer(margin time.Duration) time.Duration {
	const unsaid = time.Minute // what Faye's clients assume
	hold := s.hold
	if hold <= 0 {
		hold = unsaid
	}
	return hold + hold/5 + margin
}

// judgeConnect tells what the reply to a connect, or none, means for the session.
// It may be over though the connect went well, and go on though it did not.
func (s *clientSession) judgeConnect(in *clientInbound, err error) error {
	switch {
	case in == nil:
		return err
	case s.reconnect == "none":
		return clientOrRefusal(errClientAdvisedToStop, err)
	case err == nil:
		return nil
	case s.reconnect == "handshake" || s.unknown(in):
		return clientOrRefusal(errClientSessionLost, err)
	}
	return err
}
