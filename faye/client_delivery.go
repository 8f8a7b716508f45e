package faye

import "encoding/json"

// Delivery is one message that was published to a channel.
type Delivery struct {
	Channel  string          // where it was published, never a wildcard
	Data     json.RawMessage // as the server sent it; it may be kept, not changed
	Ext      json.RawMessage // nil: none; servers other than ours pass on what senders put there
	Position int64           // where to replay from to get what came after it; 0: unknown
}
