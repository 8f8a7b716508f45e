package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/faye"
)

// brief is a policy whose grants end soon.
type brief struct{ faye.Policy }

func (brief) Handshake(context.Context, *http.Request, *faye.Message) (faye.Grant, error) {
	const soon = 5 * time.Second // later than a busy processor takes to let them in
	return faye.Grant{Expires: time.Now().Add(soon)}, nil
}

// TestNothingIsLeftOfExpiredGrants has clients stay until their grants end, on every way
// in. The connect that waits is answered, the socket is closed, the stream ends.
func TestNothingIsLeftOfExpiredGrants(t *testing.T) {
	atFirst := goleak.IgnoreCurrent()
	srv, err := faye.NewServer(&faye.Options{Policy: brief{faye.Open()}})
	if err != nil {
		t.Fatal(err)
	}
	var own []net.Listener
	own, err = listen(t.Context(), "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	sites := []site{{own[0], (&fayeConfig{mount: "/faye"}).routes(srv)}, {own[1], statsOf(srv)}}
	go func() { ended <- serveOn(ctx, sites, srv.Shutdown, time.Minute, slog.New(slog.DiscardHandler)) }()
	b := &bus{process: &process{t: t, url: address(own[0]), stderr: &safeBuffer{}}, stats: &process{t: t, url: address(own[1])}}
	all := []coming{{"stays on its socket", staySocket}, {"stays in its poll", stayPoll}, {"stays on its stream", stayStream}}
	stay := func() {
		const n = 150
		crowd(t, n, n, func(i int) error { return all[i%len(all)].run(t, b.url) })
		b.waits(t, "the last of them to be gone", gone)
	}
	stay() // what is pooled or kept has its size by now
	serving, before := goleak.IgnoreCurrent(), inUse()
	for range 2 {
		stay()
	}
	if err := goleak.Find(serving); err != nil {
		t.Errorf("left while it serves: %v", err)
	}
	const leeway = 170 << 10 // 300 sessions with their timers take more than 300
	if after := inUse(); after > before+leeway {
		t.Errorf("%d bytes are in use, %d before", after, before)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := goleak.Find(atFirst); err != nil {
		t.Errorf("left when it has ended: %v", err)
	}
}

func staySocket(v *visit) error {
	conn, _, err := v.socket("/leak")
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	return notClosed(err)
}

func stayPoll(v *visit) error {
	id, err := v.join("/leak")
	if err != nil {
		return err
	}
	return v.answers(200, `"error":"401:`, connectAs(id, "long-polling"))
}

func stayStream(v *visit) error {
	_, err := v.listens()
	for line := ""; err == nil && line != "0\r\n"; { // the last chunk
		line, err = v.more[0].r.ReadString('\n')
	}
	return err
}
