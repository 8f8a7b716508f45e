package chat

import (
	"encoding/json"
	"fmt"
	"time"
)

// eventJSON is an event as clients get it, over Bayeux and over REST: a superset of
// the {event, payload} that the first version of this chat sent.
type eventJSON struct {
	Event    EventKind `json:"event"`
	Payload  any       `json:"payload"`
	ID       string    `json:"id"`
	Room     RoomID    `json:"room,omitempty"`
	User     UserID    `json:"user,omitempty"` // instead of Room, in a UserLog
	Rev      int64     `json:"rev"`
	At       time.Time `json:"at"`
	Actor    User      `json:"actor"`
	ClientID string    `json:"clientId,omitempty"`
}

// MarshalJSON encodes the event as clients get it:
//
//	{"event":"message.created","payload":{…the message now…},"id":"<room>/7",
//	 "room":"…","rev":7,"at":"2026-11-22T10:00:00Z","actor":{…},"clientId":"…"}
//
// The payload is the full current state, so that applying it twice does no harm: of the
// message, also when the event is about a reaction to it, the member or the room. Of what
// is no longer there, or no longer for the user whose log it is, only the ID is left:
// {"id":"…"}; clients pass over that, since the event that removed it follows. MessagesExpired has {"throughSeq":n}, UserErased
// {"user":"…"}. In a UserLog "user" stands in the place of "room".
func (ev Event) MarshalJSON() ([]byte, error) {
	actor := User{ID: ev.Actor}
	if ev.By != nil {
		actor = *ev.By
	}
	out := eventJSON{
		Event: ev.Kind, Payload: ev.payload(), ID: fmt.Sprintf("%s/%d", ev.Room, ev.Rev),
		Room: ev.Room, Rev: ev.Rev, At: ev.At, Actor: actor, ClientID: ev.ClientID,
	}
	if user, ok := ev.Room.Owner(); ok {
		out.Room, out.User = "", user
	}
	return json.Marshal(out)
}

// UnmarshalJSON decodes what MarshalJSON encodes, for Go clients and tests. Kinds that
// are newer than this package keep everything but their payload.
func (ev *Event) UnmarshalJSON(b []byte) error {
	var payload json.RawMessage
	in := eventJSON{Payload: &payload}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*ev = Event{Room: in.Room, Rev: in.Rev, Kind: in.Event, Actor: in.Actor.ID, ClientID: in.ClientID, At: in.At, By: &in.Actor}
	if in.User != "" {
		ev.Room = UserLog(in.User)
	}
	return ev.read(payload)
}
