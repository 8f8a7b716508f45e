// Package faye is Bayeux: publish and subscribe over WebSocket, EventSource,
// long-polling, cross-origin long-polling and callback-polling, for the clients
// of Faye 1.x and of CometD alike. Its [Server] is an [http.Handler], [Client] a
// client for Go; neither knows anything of chat.
//
//	server, err := faye.NewServer(&faye.Options{Policy: policy})
//	if err != nil {
//		return err
//	}
//	mux.Handle("/faye/", server) // clients use https://host/faye
//	mux.Handle("/faye", server)
//	mux.Handle("/faye.js", server) // the browser client, also /faye/client.js and .mjs
//	...
//	err = server.Publish(ctx, "/news", json.RawMessage(`{"hello":"world"}`))
//
// Nobody may subscribe or publish until a [Policy] allows it; [Open] allows
// everything, as Faye itself does. [Server.Publish] passes the policy by, and so
// does [Server.Client], a client within the program.
//
// # What is promised
//
//   - Each session gets a message at most once however many of its
//     subscriptions match, and the messages of one channel in one order.
//   - A slow or absent reader delays nobody. Its queue is bounded; when the
//     bound is passed the session ends and its client is told to shake hands
//     again, so that it knows of the gap. [Options.Droppable] names channels for
//     which that would be too much.
//   - What could not be written (a poll that was given up, a socket or stream
//     that broke) stays queued, in order, for the client's next connect.
//   - A client that acknowledges (CometD's extension "ack") gets again what it
//     has not confirmed, and has one order of all channels.
//   - A client that asks for a replay gets what it missed, then what is new, with
//     no hole and no repetition between, or is told that it must fetch afresh;
//     see [History] and [Replayer].
//   - Deliveries carry the channel and the data, and nothing else of what the
//     sender sent. The data's bytes arrive as they were sent.
//   - What is published to /service channels reaches the [Service] that
//     [Server.Handle] has for it, never another client.
//   - Pages of other sites are refused unless [Options.Origins] lists them.
//   - Everything that a client can fill is bounded; see [Options].
//
// # What the bounds come to
//
// Resident memory of "parley faye" with the defaults, measured by its tests on a
// virtual machine with 2 processors, amd64, Linux: 18 MiB when it begins; at most 72
// under any of the attacks that the tests have, deaf readers among them; 190 with a
// history that strangers have filled, which holds 64 MiB; 240 to 270 with 1,000,000
// subscriptions of 3,907 sessions; 390 to 470 with these and 100,000 sessions. The tests
// hold it to 128, 256 and 640.
//
// # How replays look on the wire
//
// The reply to the handshake offers "ext":{"replay":true}. A subscribe asks with
// "ext":{"replay":{"/rooms/x":1042}}, the position of the last message that was
// seen, a number or a string of digits; -1 is what is new, -2 all that is kept.
// From then on, or from a handshake that had "ext":{"replay":true}, deliveries
// have their position in "ext":{"replay":1043}. The reply has
// "ext":{"replay":{"/rooms/x":{"reset":true,"head":1100}}} when the position is
// gone, and {"head":1100} to one who asked for what is new.
//
// # How it is made fast
//
// A message is encoded once and its bytes are shared; a delivery appends a
// pointer to a session's queue. An idle session has no writer: a few goroutines,
// which run only while there is something to write, go round the sockets that
// need not wait, and a socket whose network is full gets one of its own until it
// has caught up. Everything that is queued leaves as one array in one frame. A
// session has one timer. No lock is held while the network is waited for.
package faye
