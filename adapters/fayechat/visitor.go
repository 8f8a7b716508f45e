package fayechat

import (
	"context"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// A visitor is who a session is of: Session.Value.
type visitor struct {
	user  chat.UserID // empty: nobody
	roles []string    // that the host gave them
	grant *chat.Grant // what their token is limited to
	seat  *seat       // the same as long as the session lasts
}

func visitorOf(s *faye.Session) *visitor {
	if v, ok := s.Value().(*visitor); ok {
		return v
	}
	return &visitor{seat: new(seat)}
}

// in is a context in which the visitor acts.
func (v *visitor) in(ctx context.Context) context.Context {
	return chat.WithGrant(chat.WithRoles(ctx, v.roles...), v.grant)
}
