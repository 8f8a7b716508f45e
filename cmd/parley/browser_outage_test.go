package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/chat"
)

// say posts over REST.
func (one *person) say(text string) (m chat.Message) {
	one.p.t.Helper()
	one.must(201, "POST /api/v1/rooms/lobby/messages", chat.Draft{Text: text}, &m)
	return m
}

// killedServer: the server dies and comes back; both windows mend by themselves, and
// what was written meanwhile is sent once.
func killedServer(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	ann, bob := b.open(t, p.url), b.open(t, p.url)
	ann.joins("Ann")
	bob.joins("Bob")
	ann.says("before")
	bob.seqOf("before")
	for _, w := range []*window{ann, bob} {
		w.stays()
		w.expectsFailures()
	}

	p.kill()
	for _, w := range []*window{ann, bob} {
		w.sees(named("banner") + "[data-state=offline]")
	}
	ann.sends("meanwhile")
	ann.sees(".pending[data-state=waiting]")
	ann.reads(".pending .body", "meanwhile")

	p.restart()
	carol.say("right after")
	for _, w := range []*window{ann, bob} {
		w.seqOf("right after")
		w.seqOf("meanwhile")
		w.misses(named("banner"))
		w.misses(".pending")
	}
	want := p.toldBy(carol)
	if len(want) != 3 {
		t.Errorf("the server has %+v, want each of three messages once", want)
	}
	bob.says("after all")
	want = p.toldBy(carol)
	for _, w := range []*window{ann, bob} {
		w.shows(want)
		w.stayed()
	}
}

// longAbsence: more happens while a window is cut off than fits into a page of
// messages or of events; it ends with exactly what the server has.
func longAbsence(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	first := carol.say("first")
	gate := openGate(t, p.url)
	w := b.open(t, gate.url)
	w.shows(p.toldBy(carol))
	w.stays()
	w.expectsFailures()

	gate.close()
	w.sees(named("banner") + "[data-state=offline]")
	var last chat.Message
	for i := range 230 {
		last = carol.say(fmt.Sprint("missed ", i))
	}
	carol.must(200, "PATCH /api/v1/messages/"+string(first.ID), chat.Edit{Text: "first, changed"}, nil)
	carol.must(200, "DELETE /api/v1/messages/"+string(last.ID), nil, nil)
	gate.open()

	w.sees(rowOf(last.Seq) + ".deleted")
	want := p.toldBy(carol)
	if len(want) != 231 {
		t.Errorf("the server has %d messages", len(want))
	}
	w.endsWith(want, 100)
	w.misses(named("banner"))
	w.stayed()
}

// withoutBayeux: where Bayeux cannot be reached one still reads and writes, and new
// messages come, if later.
func withoutBayeux(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	carol.say("there before")
	w := b.blank(t)
	w.expectsFailures()
	w.watched()
	w.visit(proxy(t, p.url, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/faye") {
			http.Error(w, "no Bayeux here", http.StatusServiceUnavailable)
			return true
		}
		return false
	}, nil))
	w.shows(p.toldBy(carol))
	w.joins("Ann")
	w.says("posted")
	carol.say("new")
	w.seqOf("new")
	w.shows(p.toldBy(carol))
}

// unsentSurvivesAReload: what the server could not take, or took without being able to
// say so, is neither lost with the page nor there twice.
func unsentSurvivesAReload(t *testing.T, b *chromium) {
	const through, refused, swallowed = 0, 1, 2
	p := start(t)
	reader := p.nobody()
	var posts atomic.Int32
	answers := make(chan struct{}, 1)
	w := b.blank(t)
	w.watched()
	w.expectsFailures()
	url := proxy(t, p.url, func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/messages") || posts.Load() == through {
			return false
		}
		if posts.Load() == swallowed {
			forward(t, p.url).ServeHTTP(httptest.NewRecorder(), r)
			select {
			case answers <- struct{}{}:
			default:
			}
		}
		http.Error(w, "no answer", http.StatusBadGateway)
		return true
	}, nil)
	w.visit(url)
	w.joins("Ann")

	posts.Store(refused)
	w.sends("kept")
	w.sees(".pending[data-state=waiting]")
	w.write(named("composer"), "half a thou")
	w.visit(url)
	w.reads(".pending .body", "kept")
	if draft := eval[string](w, `$('[data-testid=composer]').value`); draft != "half a thou" {
		t.Errorf("of the draft %q is left", draft)
	}

	posts.Store(swallowed)
	<-answers
	w.seqOf("kept")
	posts.Store(through)
	w.misses(".pending")
	w.shows(p.toldBy(reader))
	if list := p.toldBy(reader); len(list) != 1 || list[0].Text != "kept" {
		t.Errorf("the server has %+v", list)
	}
}

// databaseGone: what is unsent survives a reload though the database was taken away meanwhile.
func databaseGone(t *testing.T, b *chromium) {
	p := start(t)
	w := b.open(t, p.url)
	w.joins("Ann")
	w.says("before")
	if gone := eval[string](w, `indexedDB.databases().then(([{ name }]) => new Promise((done) => {
		const request = indexedDB.deleteDatabase(name);
		request.onsuccess = () => done('gone');
		request.onblocked = () => done('in the way');
	}))`); gone != "gone" {
		t.Fatalf("the database is %s", gone)
	}
	w.cutsOff("POST")
	w.sends("after")
	w.sees(".pending[data-state=waiting]")
	w.visit(p.url)
	w.seqOf("after")
	w.misses(".pending")
}
