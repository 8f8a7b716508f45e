// Package fayechat joins a chat.Module to a faye.Server, so that every Faye and
// CometD client can follow rooms live. It holds no rules of its own.
//
// One call wires one node:
//
//	node, err := fayechat.New(store, authn, nil)
//	...
//	mux.Handle("/chat/", http.StripPrefix("/chat", node.Handler()))
//	...
//	defer node.Shutdown(ctx)
//
// By hand the same takes the three parts in one order, bus, module, then policy:
//
//	bus, err := faye.NewServer(nil)                  // refuses everything so far
//	pub := fayechat.NewPublisher(bus, fayechat.Part3)
//	module, err := chat.New(store, authn, &chat.Options{
//		Publisher: pub, Realtime: bus, Revoked: fayechat.Cut(bus),
//	})
//	pub.Mirror(module.Lobby())                       // /messages shows the lobby
//	err = pub.OfferReplay(bus, module)               // ext.replay reads the log
//	bus.SetPolicy(fayechat.NewPolicy(module, bus))
//
// # Log-outs
//
// Who a client is, is told at the handshake and again about every minute (see
// faye.Options.Recheck). What Module.SignOut, Revoke and EraseUser say ends sessions at
// once.
//
// # Channels
//
//	/messages     the default room in the words of the first version of this chat:
//	              {event, payload}; for whoever may read that room
//	/rooms/{id}   every event of a room as chat.Event encodes it, in Rev order; for
//	              whoever may read the room
//	/users/{id}   what concerns one user only, such as that they were added to a room,
//	              in Rev order of their own log; for that user
//
// A client that was away asks for what it missed with ext.replay and the last Rev it saw,
// on each of them; what the log no longer holds is answered with a reset.
//
// Clients subscribe to these and to nothing else, wildcards included, and publish
// nowhere: what is said goes through the REST API, which knows the rules.
package fayechat
