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
//	live := fayechat.NewLive()
//	bus, err := faye.NewServer(live.Options(nil))    // refuses everything so far
//	pub := fayechat.NewPublisher(bus, fayechat.Part3)
//	module, err := chat.New(store, authn, &chat.Options{
//		Publisher: pub, Live: live, Realtime: bus, Revoked: fayechat.Cut(bus),
//	})
//	err = live.Serve(bus, module)                    // typing and presence
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
//	              in Rev order of their own log; for that user. Besides, without a Rev and
//	              never replayed, read.updated, thread.read, notify.updated and
//	              preferences.updated, so that all their devices are in step, and
//	              thread.updated
//	/rooms/{id}/live
//	              who types, who is there, who has read what (see chat.Signal), for
//	              whoever may read the room: never stored, never replayed, and the first
//	              to be left out for a slow client
//
// Who comes late or comes back asks how things are, after subscribing: GET
// /api/v1/unread, and in a room GET typing, presence and reads.
//
// A client that was away asks for what it missed with ext.replay and the last Rev it saw,
// on each of them; what the log no longer holds is answered with a reset.
//
// Clients subscribe to these and to nothing else, wildcards included, and publish
// nowhere: what is said goes through the REST API, which knows the rules. The exceptions
// are what they say about themselves:
//
//	/service/typing    {"room":"…"}: types there, like POST /api/v1/rooms/{id}/typing
//	/service/presence  {"status":"away"} or "online": of this session; a user is away who
//	                   is so in all of them
//
// A user is offline 10 seconds after their last session has ended, which for a connection
// that broke is after faye.Options.Grace.
package fayechat
