// Package chat is the chat that any Go web application can mount.
//
// A [Module] joins three interfaces: a [Storage] that keeps rooms and messages, an
// [Authenticator] that says who sent a request, and a [Publisher] that tells
// subscribers what happened. Each can be swapped alone. The module holds the rules
// and serves the page and the REST API as one http.Handler:
//
//	store, err := sqlite.Open(ctx, "chat.db", nil)
//	...
//	m, err := chat.New(store, chat.AuthenticatorFunc(whoIs), nil)
//	...
//	mux.Handle("/chat/", http.StripPrefix("/chat", m.Handler()))
//
// Package adapters/fayechat adds the realtime side, for every Faye and CometD
// client, in one call.
//
// # One counter per room
//
// Every change to a room raises its Rev by exactly one, in commit order, and is
// written to the room's log in the same transaction. After the commit the module
// reads the log and calls the Publisher in Rev order, again after an error: at least
// once, in order, without holes. A client that knows the last Rev it saw asks for
// the events after it and has missed nothing.
//
// # Errors
//
// Methods return errors to be matched with errors.Is against the sentinels of this
// package. What matches none of them is an outage.
package chat
