package main

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// cutOff is somebody who reads, high up in a conversation, when the server goes.
type cutOff struct {
	*window
	p          *process
	carol, bob *person
	said       []chat.Message // by Carol, before
	reads      int64          // the seq of the message that the reader looks at
	top        float64        // where it is
}

// newCutOff opens the window at url, or at the server itself.
func newCutOff(t *testing.T, b *chromium, url func(p *process) string) *cutOff {
	t.Helper()
	p := start(t)
	c := &cutOff{p: p, carol: p.guest("Carol"), bob: p.guest("Bob")}
	for i := range 60 {
		c.said = append(c.said, c.carol.say(archiveText(i)))
	}
	c.window = b.open(t, url(p))
	c.joins("Ann")
	c.sees(rowOf(c.said[59].Seq))
	c.stays()
	c.expectsFailures()
	return c
}

// writes has the reader write so many messages that cannot be sent, and go back to where
// they read.
func (c *cutOff) writes(count int) {
	c.t.Helper()
	c.sees(named("banner") + "[data-state=offline]")
	for i := range count {
		c.sends(fmt.Sprint("offline ", i))
	}
	until[bool](c.window, fmt.Sprintf(`$$('.pending').length === %d`, count))
	eval[bool](c.window, `(([s]) => { s.scrollTop = s.scrollHeight * 0.55; return true; })($$('.scroller'))`)
	c.rests()
	at := eval[[2]float64](c.window, `(([s]) => {
		const row = $$('.message[data-seq]').find((row) => row.getBoundingClientRect().top >= s.getBoundingClientRect().top);
		return [Number(row.dataset.seq), row.getBoundingClientRect().top];
	})($$('.scroller'))`)
	c.reads, c.top = int64(at[0]), at[1]
}

// happens is what others do meanwhile, above the message that the reader looks at, with it
// and below it.
func (c *cutOff) happens() {
	c.t.Helper()
	at := int(c.reads - c.said[0].Seq)
	for i, below := range []int{-12, -3, -1, 0, 2} {
		m := c.said[at+below]
		c.carol.must(200, "PATCH /api/v1/messages/"+string(m.ID), chat.Edit{Text: m.Text + fmt.Sprint("\n\nchanged\n\nmuch ", i)}, nil)
		c.bob.must(200, "PUT /api/v1/messages/"+string(m.ID)+"/reactions/👍", nil, nil)
	}
	for _, below := range []int{-15, -2, 3} {
		c.carol.must(200, "DELETE /api/v1/messages/"+string(c.said[at+below].ID), nil, nil)
	}
	for i := range 20 {
		c.bob.say(fmt.Sprint("meanwhile ", i))
	}
}

// ends finds the window in the state that the server has, with each unsent message sent once,
// in the order of writing, and the reader where they were.
func (c *cutOff) ends(offline int) {
	c.t.Helper()
	c.seqOf(fmt.Sprint("offline ", offline-1))
	c.misses(".pending")
	c.misses(named("banner"))
	want := c.p.toldBy(c.carol)
	c.endsWith(want, 50)
	sent := 0
	for _, m := range want {
		if m.Author == "Ann" {
			if m.Text != fmt.Sprint("offline ", sent) {
				c.t.Errorf("message %d of Ann is %q", sent, m.Text)
			}
			sent++
		}
	}
	if sent != offline {
		c.t.Errorf("the server has %d messages of Ann, want %d", sent, offline)
	}
	if got, want := eval[map[string]string](c.window, reactedJS), c.reactions(eval[int](c.window, firstSeqJS)); fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("the reactions are %v, want %v", got, want)
	}
	c.stayed()
}

// stoodStill fails if the message that the reader looks at is somewhere else.
func (c *cutOff) stoodStill() {
	c.t.Helper()
	c.rests()
	if top := c.window.top(c.reads); math.Abs(top-c.top) > 1.5 {
		c.t.Errorf("message %d, which one reads, moved from %.1f to %.1f", c.reads, c.top, top)
	}
}

// reactedJS computes what was reacted to which message, by its ID.
const reactedJS = `Object.fromEntries($$('.message[data-seq]').map((row) => [row.dataset.id,
	[...row.querySelectorAll('[data-testid=reaction]')].map((one) => one.dataset.emoji + one.querySelector('.count').textContent).join()]).filter(([, text]) => text))`

// reactions are the same as the server has them, from the seq on.
func (c *cutOff) reactions(from int) map[string]string {
	c.t.Helper()
	var got struct {
		Items []struct {
			ID        string
			Reactions []struct {
				Emoji string
				Count int
			}
		}
	}
	c.carol.must(200, fmt.Sprintf("GET /api/v1/rooms/lobby/messages?limit=200&after=%d", from-1), nil, &got)
	all := map[string]string{}
	for _, m := range got.Items {
		for _, r := range m.Reactions {
			all[m.ID] += fmt.Sprint(r.Emoji, r.Count)
		}
	}
	return all
}

// cutNetwork: the network is gone while others write, change, delete and react, and while the
// reader writes three messages.
func cutNetwork(t *testing.T, b *chromium) {
	for _, each := range []struct {
		name   string
		reload bool
	}{{"Stayed", false}, {"ReloadedMeanwhile", true}} {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			var network *gate
			c := newCutOff(t, b, func(p *process) string {
				network = openGate(t, p.url)
				return network.url
			})
			lasts, err := time.ParseDuration(cmp.Or(os.Getenv("PARLEY_OUTAGE"), "3s"))
			if err != nil {
				t.Fatal(err)
			}
			network.close()
			gone := time.After(lasts)
			c.writes(3)
			if each.reload {
				// The browser has nothing to show: the messages must outlive that too.
				c.reloads()
				until[bool](c.window, `!$('parley-app')`)
			}
			c.happens()
			<-gone // the outage itself
			network.open()
			if each.reload {
				c.visit(network.url)
				c.stays()
			}
			c.ends(3)
			if !each.reload {
				c.stoodStill()
			}
		})
	}
}

// killedUnderWriting: the server dies and is started again where it was.
func killedUnderWriting(t *testing.T, b *chromium) {
	c := newCutOff(t, b, func(p *process) string { return p.url })
	c.p.kill()
	c.writes(3)
	c.p.restart()
	c.happens()
	c.ends(3)
	c.stoodStill()
}
