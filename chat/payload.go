package chat

import (
	"encoding/json"
	"strconv"
	"time"
)

// memberJSON is a member with who it is.
type memberJSON struct {
	Room     RoomID     `json:"room"`
	User     UserID     `json:"user"`
	Role     Role       `json:"role,omitempty"`
	JoinedAt *time.Time `json:"joinedAt,omitempty"`
}

// idJSON is all there is to say of what no longer exists.
type idJSON struct {
	ID string `json:"id"`
}

// expiredJSON is up to where messages were removed.
type expiredJSON struct {
	ThroughSeq int64 `json:"throughSeq"`
}

// erasedJSON is who was erased, or blocked.
type erasedJSON struct {
	User UserID `json:"user"`
}

// payload is the current state, or only the ID of what no longer exists.
func (ev Event) payload() any {
	switch {
	case ev.Message != nil:
		return ev.Message
	case ev.About != nil:
		return ev.About
	case ev.Kind.aboutMember() && ev.Member != nil:
		return memberJSON{Room: ev.Room, User: ev.Member.User, Role: ev.Member.Role, JoinedAt: &ev.Member.JoinedAt}
	case ev.Kind.aboutMember():
		return memberJSON{Room: ev.Room, User: UserID(ev.Object)}
	case ev.Kind.aboutSanction() != "":
		return ev.restraint()
	case ev.Kind.aboutUser():
		return erasedJSON{UserID(ev.Object)}
	case ev.Kind == MessagesExpired:
		if seq, err := strconv.ParseInt(ev.Object, 10, 64); err == nil {
			return expiredJSON{seq}
		}
	}
	return idJSON{ev.Object}
}

// read is the other way round. What no longer existed stays nil, and of kinds that are
// newer than this package the payload is left.
func (ev *Event) read(payload json.RawMessage) (err error) {
	switch kind := ev.Kind; {
	case kind.aboutMessage():
		if ev.Message, err = readAs[Message](payload); err == nil {
			ev.Message.AuthorID, ev.Object = ev.Message.Author.ID, string(ev.Message.ID)
			if ev.Message.Seq == 0 {
				ev.Message = nil
			}
		}
	case kind.aboutMember():
		if ev.Member, err = readAs[Member](payload); err == nil {
			ev.Object = string(ev.Member.User)
			if ev.Member.Role == "" {
				ev.Member = nil
			}
		}
	case kind.aboutRoom():
		if ev.About, err = readAs[Room](payload); err == nil {
			ev.Object = string(ev.About.ID)
			if ev.About.Kind == "" {
				ev.About = nil
			}
		}
	case kind == MessagesExpired:
		var p *expiredJSON
		if p, err = readAs[expiredJSON](payload); err == nil {
			ev.Object = strconv.FormatInt(p.ThroughSeq, 10)
		}
	case kind.aboutSanction() != "":
		err = ev.readRestraint(payload)
	case kind.aboutUser():
		var p *erasedJSON
		if p, err = readAs[erasedJSON](payload); err == nil {
			ev.Object = string(p.User)
		}
	}
	return err
}

func readAs[T any](payload json.RawMessage) (*T, error) {
	v := new(T)
	return v, json.Unmarshal(payload, v)
}
