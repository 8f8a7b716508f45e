// Package fayetest tests Bayeux servers: an in-memory network, a small client
// that speaks raw Bayeux over long-polling or a WebSocket, and transcripts.
//
//	net := fayetest.Serve(t, server)
//	ann := net.WebSocket()
//	ann.Handshake()
//	ann.Connect()
//	ann.Subscribe("/news")
//	_ = server.Publish(ctx, "/news", json.RawMessage(`"hello"`))
//	got := ann.Next() // {"channel":"/news","data":"hello"}
//
// Everything works inside a testing/synctest bubble, so that holds, pings and
// expiries of minutes are tested in no time and without doubt.
package fayetest
