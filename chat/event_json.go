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
	Room     RoomID    `json:"room"`
	Rev      int64     `json:"rev"`
	At       time.Time `json:"at"`
	Actor    User      `json:"actor"`
	ClientID string    `json:"clientId,omitempty"`
}

// memberJSON is a member with who it is.
type memberJSON struct {
	Room     RoomID     `json:"room"`
	User     UserID     `json:"user"`
	Role     Role       `json:"role,omitempty"`
	JoinedAt *time.Time `json:"joinedAt,omitempty"`
}

// MarshalJSON encodes the event as clients get it:
//
//	{"event":"message.created","payload":{…the message now…},"id":"<room>/7",
//	 "room":"…","rev":7,"at":"2026-11-22T10:00:00Z","actor":{…},"clientId":"…"}
//
// The payload is the full current state, so that applying it twice does no harm.
func (ev Event) MarshalJSON() ([]byte, error) {
	actor := User{ID: ev.Actor}
	if ev.By != nil {
		actor = *ev.By
	}
	return json.Marshal(eventJSON{
		Event: ev.Kind, Payload: ev.payload(), ID: fmt.Sprintf("%s/%d", ev.Room, ev.Rev),
		Room: ev.Room, Rev: ev.Rev, At: ev.At, Actor: actor, ClientID: ev.ClientID,
	})
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
	switch {
	case ev.Kind.aboutMessage():
		ev.Message = new(Message)
		if err := json.Unmarshal(payload, ev.Message); err != nil {
			return err
		}
		ev.Message.AuthorID, ev.Object = ev.Message.Author.ID, string(ev.Message.ID)
	case ev.Kind == MemberJoined:
		ev.Member = new(Member)
		if err := json.Unmarshal(payload, ev.Member); err != nil {
			return err
		}
		ev.Object = string(ev.Member.User)
	}
	return nil
}

// payload is the current state, or only the ID of what no longer exists.
func (ev Event) payload() any {
	switch {
	case ev.Message != nil:
		return ev.Message
	case ev.Kind == MemberJoined && ev.Member != nil:
		return memberJSON{Room: ev.Room, User: ev.Member.User, Role: ev.Member.Role, JoinedAt: &ev.Member.JoinedAt}
	case ev.Kind == MemberJoined:
		return memberJSON{Room: ev.Room, User: UserID(ev.Object)}
	}
	return map[string]string{"id": ev.Object}
}
