package main

import (
	"testing"
	"time"
)

// TestStockCometD: the client that npm has of CometD, with its acknowledgements and
// without, over both of its transports.
func TestStockCometD(t *testing.T) {
	needNode(t)
	t.Parallel()
	c := &crew{bus: startBus(t, "--open", "--timeout", holds)}
	for _, script := range []string{"interop_cometd", "interop_cometd-ack"} {
		for _, transport := range []string{"websocket", "long-polling"} {
			c.join(connect(t, c.bus.process, nil, library{script, transport}))
		}
	}
	c.story(t)
}

// TestAcknowledgedSurvivesACut: of what is published while the network first swallows
// and then refuses everything, a client that acknowledges hears all, in order and once.
func TestAcknowledgedSurvivesACut(t *testing.T) {
	needNode(t)
	t.Parallel()
	c := &crew{bus: startBus(t, "--open", "--timeout", holds)}
	network := dig(t, c.bus.url)
	behind := *c.bus.process // the server as the clients see it
	behind.url = network.url
	for _, transport := range []string{"websocket", "long-polling"} {
		r := connect(t, &behind, nil, library{"interop_cometd-ack", transport})
		c.join(r)
		r.subscribe("/story/one")
	}
	c.settled(t)
	c.tell(t, "/story/one", 0, 5)
	c.settled(t)

	network.swallow()
	c.post(t, "/story/one", 5, 6)
	network.swallowed(len(c.all), `"n":5`) // both answers are on their way to nowhere
	c.post(t, "/story/one", 6, 8)
	network.cut()
	beat := time.NewTicker(100 * time.Millisecond)
	defer beat.Stop()
	for n := 8; n < 17; n++ {
		<-beat.C
		c.post(t, "/story/one", n, n+1)
	}
	network.mend()
	c.post(t, "/story/one", 17, 20)
	for _, r := range c.all {
		r.hearsNumbers("/story/one", 5, 20)
	}
	c.settled(t)
	c.tell(t, "/story/one", 20, 21) // and nothing was left to come again
	for _, r := range c.all {
		if got := r.counts().Handshakes; got != 1 {
			t.Errorf("%s shook hands %d times", r.library, got)
		}
	}
}
