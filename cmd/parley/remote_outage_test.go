package main

import (
	"fmt"
	"testing"
)

// TestRemoteIsCutOff: the connection between the two breaks time and again while
// several people post. The bus and its subscribers live on, so that they show whether
// anything is lost.
func TestRemoteIsCutOff(t *testing.T) {
	t.Parallel()
	_, s, g, p := twoProcesses(t)
	posts := newPosting()
	for _, name := range []string{"a", "b", "c"} {
		one := p.guest(name)
		go posts.run(one, name, 0)
	}
	for range 3 {
		posts.wait(20)
		g.close()
		posts.wait(20)
		g.open()
		posts.wait(20)
	}
	g.close()
	posts.wait(1)
	p.kill() // with more than one batch to tell of
	posts.settle()
	g.open()
	p.restart()
	last := p.head()
	s.complete(s.through(last), 1, last)
}

// TestRemoteHearsThroughKills: the API is killed time and again while several people
// post, at other places in its work each time.
func TestRemoteHearsThroughKills(t *testing.T) {
	t.Parallel()
	_, s, _, p := twoProcesses(t)
	people := []*person{p.guest("a"), p.guest("b"), p.guest("c")}
	for round := range 4 {
		posts := newPosting()
		for i, one := range people {
			go posts.run(one, fmt.Sprint(round, "-", i, "-"), 0)
		}
		posts.wait(20 + 9*round)
		p.kill()
		posts.settle()
		p.restart()
	}
	last := p.head()
	s.complete(s.through(last), 1, last)
}

// TestRemoteIsKilled: the bus is killed while somebody posts, and another takes its
// place once its subscribers are back. Nothing is lost that the dead one had not taken.
func TestRemoteIsKilled(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*bus){
		"AfterAKill": func(b *bus) { b.kill() },
		"AfterAStop": func(b *bus) {
			if err := b.stop(); err != nil {
				b.t.Errorf("%v\n%s", err, b.stderr)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, s, g, p := twoProcesses(t)
			ann := p.guest("Ann")
			write(ann, 30)
			before := s.through(30)
			s.complete(before, 1, 30)
			posts := newPosting()
			go posts.run(ann, "more", 0)
			posts.wait(20)
			end(b)
			taken := p.head() + 1 // one may be under way
			posts.wait(20)
			g.close()
			b.launch()
			s.back()
			g.open()
			posts.wait(20)
			p.kill()
			posts.settle()
			p.restart()
			s.resumed(taken, p.head())
		})
	}
}

// TestRemoteIsToldLater: the API is killed with events that it could not tell of. The
// next one tells of them without being asked, in order.
func TestRemoteIsToldLater(t *testing.T) {
	t.Parallel()
	for name, end := range endings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, s, g, p := twoProcesses(t)
			ann := p.guest("Ann")
			write(ann, 3)
			s.complete(s.through(3), 1, 3)
			g.close()
			write(ann, 150) // more than is read at a time
			end(t, p)
			g.open()
			p.restart()
			s.complete(s.through(153), 4, 153)
		})
	}
}

// TestRemoteIsToldOfWhatIsLeft: of a message that was deleted meanwhile only its
// deletion is told on /messages, and everything in the room.
func TestRemoteIsToldOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	_, s, g, p := twoProcesses(t)
	ann := p.guest("Ann")
	write(ann, 1)
	s.through(1)
	g.close()
	ann.must(200, "POST /api/messages", map[string]string{"content": "regretted"}, nil)
	ann.must(200, "PUT /api/messages/2", map[string]string{"content": "still regretted"}, nil)
	ann.must(200, "DELETE /api/messages/2", nil, nil)
	p.kill() // with what it had read before
	g.open()
	p.restart()
	var rooms, old []told
	for len(old) == 0 {
		switch ev := s.event(); {
		case ev.number == 1 && ev.event != "deleteMessage": // again: its acknowledgement may have been cut off
		case ev.channel == "/messages":
			old = append(old, ev)
		default:
			rooms = append(rooms, ev)
		}
	}
	if want := (told{"/messages", "deleteMessage", 2, ""}); old[0] != want {
		t.Errorf("got %+v, want %+v", old[0], want)
	}
	kinds := ""
	for _, ev := range rooms {
		kinds += ev.event + " "
	}
	if kinds != "message.created message.updated message.deleted " {
		t.Errorf("got %s", kinds)
	}
}
