package main

import (
	"context"
	"net/http"
	"strings"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
)

// chat mounts the chat: this, openRoom and whoIs are all that the shop does for it.
func (s *shop) chat(mux *http.ServeMux, store chat.Storage) (err error) {
	s.node, err = fayechat.New(store, chat.AuthenticatorFunc(s.whoIs), &fayechat.Options{
		Chat: &chat.Options{OpenRef: s.openRoom, LoginToRead: true},
	})
	if err != nil {
		return err
	}
	mux.Handle("/chat/", http.StripPrefix("/chat", s.node.Handler()))
	return nil
}

// whoIs hands the shop's own session on.
func (s *shop) whoIs(r *http.Request) (chat.Identity, error) {
	who := s.sessions.of(r)
	if who == "" {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	return identity(who), nil
}

func identity(who string) chat.Identity {
	return chat.Identity{Provider: "shop", Subject: who, Name: strings.ToUpper(who[:1]) + who[1:]}
}

// openRoom says what the room of an order shall be when one of its people comes first. For
// everybody else there is none.
func (s *shop) openRoom(ctx context.Context, viewer chat.User, ref string) (chat.RoomDraft, error) {
	id, ok := strings.CutPrefix(ref, "order:")
	o := s.orders[id]
	if !ok || !o.concerns(viewer.Subject) {
		return chat.RoomDraft{}, chat.ErrNotFound
	}
	d := chat.RoomDraft{Kind: chat.Private, Name: "Order " + id, Topic: o.What, Roles: map[chat.UserID]chat.Role{}}
	for _, who := range o.people() {
		u, err := s.node.Module.SignIn(ctx, identity(who))
		if err != nil {
			return chat.RoomDraft{}, err
		}
		d.Members, d.Roles[u.ID] = append(d.Members, u.ID), o.role(who)
	}
	return d, nil
}
