package faye

// disconnect ends the sender's session at its own wish. A connect that is held
// is answered before this.
func (x *exchange) disconnect(m *Message) *Message {
	r := m.answer()
	s := x.session(m)
	switch {
	case m.ClientID == "":
		return r.refuse(ParameterMissing("clientId"))
	case s == nil || !x.end(s):
		r.refuse(UnknownClient(m.ClientID))
		r.ClientID = ""
		return r
	}
	r.Successful = true
	return r
}

// end ends the session. Its own socket is closed only after the reply.
func (x *exchange) end(s *Session) bool {
	if x.socket == nil {
		return x.srv.end(s, byClient, nil)
	}
	if !x.srv.end(s, byClient, x.socket) {
		return false
	}
	x.goodbye = x.socket.serves(s)
	return true
}
