package faye

// State is what has become of a client's connection.
type State uint8

const (
	// StateConnecting says that the client opens a connection and a session.
	StateConnecting State = iota + 1
	// StateConnected says that the server has answered a connect: messages flow.
	StateConnected
	// StateDisconnected says that the connection or the session is lost; the
	// client comes back by itself, after a pause.
	StateDisconnected
	// StateStopped says that the server has told the client not to come back.
	// Calls under way have failed; the next call tries again.
	StateStopped
)

// String gives the state in a word.
func (s State) String() string {
	switch s {
	case StateConnecting:
		return "connecting"
	case StateConnected:
		return "connected"
	case StateDisconnected:
		return "disconnected"
	case StateStopped:
		return "stopped"
	}
	return "unknown"
}
