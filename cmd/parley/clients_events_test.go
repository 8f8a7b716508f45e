package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"sync"
	"testing"
)

// TestClientsSeeTheSeedsEvents: the npm clients, subscribed to /messages as they always
// were, get each event in the shape of the version that they were written for.
func TestClientsSeeTheSeedsEvents(t *testing.T) {
	needNode(t)
	for names, words := range map[string][3]string{
		"part3": {"createMessage", "updateMessage", "deleteMessage"},
		"part4": {"receivedMessage", "updateMessage", "deletedMessage"},
	} {
		t.Run(names, func(t *testing.T) {
			p := start(t, "--seed-names", names)
			all := connectAll(t, p, nil)
			for _, r := range all {
				r.subscribe("/messages")
			}
			say(p.guest("Ann"), words, func(want map[string]any) {
				for _, r := range all {
					if got := r.next(); got.Channel != "/messages" || !reflect.DeepEqual(got.Data, want) {
						t.Errorf("%s:\ngot  %v\nwant %v", r.library, got, want)
					}
				}
			})
		})
	}
}

// say has one post, edit and delete a message over REST. After each it waits until the
// event that tells of it in these words is heard: nobody is told of an edit of what is
// deleted by then.
func say(one *person, words [3]string, hear func(want map[string]any)) {
	one.p.t.Helper()
	var made struct{ Data map[string]any }
	one.must(200, "POST /api/messages", map[string]string{"content": "<b>hi</b> \u2028 👋"}, &made)
	id := made.Data["id"].(float64)
	hear(map[string]any{"event": words[0], "payload": map[string]any{
		"id": id, "content": "&lt;b>hi&lt;/b> \u2028 👋", "userId": one.id, "created": made.Data["created"],
		"user": map[string]any{"id": one.id, "displayName": "Ann", "profileUrl": "", "avatarUrl": ""}}})
	path := fmt.Sprintf("/api/messages/%.0f", id)
	one.must(200, "PUT "+path, map[string]string{"content": "a < b"}, nil)
	hear(map[string]any{"event": words[1], "payload": map[string]any{"id": id, "content": "a &lt; b"}})
	one.must(200, "DELETE "+path, nil, nil)
	hear(map[string]any{"event": words[2], "payload": map[string]any{"id": id}})
}

// TestClientsSeeFiftyConcurrentPosts: every subscriber gets revs 1 to n, in order, once.
func TestClientsSeeFiftyConcurrentPosts(t *testing.T) {
	needNode(t)
	const posts = 50
	p := start(t)
	all, lobby := connectAll(t, p, nil), p.lobby()
	for _, r := range all {
		r.subscribe(lobby, "/messages")
	}
	ann := p.guest("Ann")
	var wg sync.WaitGroup
	for i := range posts {
		wg.Go(func() {
			res, text, err := ann.do("POST /api/messages", map[string]string{"content": fmt.Sprint("post ", i)})
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("post %d: %v %s", i, err, text)
			}
		})
	}
	wg.Wait()
	// The last one: whatever came twice stands before it.
	ann.must(200, "POST /api/messages", map[string]string{"content": "the last"}, nil)
	for _, r := range all {
		t.Run(r.library.String(), func(t *testing.T) {
			revs, ids := r.numbers(2 * (posts + 1))
			if want := upTo(posts + 1); !reflect.DeepEqual(revs, want) || !reflect.DeepEqual(ids, want) {
				t.Errorf("revs %v\nids %v", revs, ids)
			}
		})
	}
}

// numbers are, of the next n deliveries, the revs of the room's and the IDs of those on
// /messages.
func (r *reader) numbers(n int) (revs, ids []int64) {
	for range n {
		got := r.next()
		b, err := json.Marshal(got.Data)
		if err != nil {
			r.t.Fatal(err)
		}
		var ev struct {
			Rev     int64
			Payload struct{ ID json.RawMessage }
		}
		if err := json.Unmarshal(b, &ev); err != nil {
			r.t.Fatal(err)
		}
		if got.Channel != "/messages" {
			revs = append(revs, ev.Rev)
			continue
		}
		var id int64
		if err := json.Unmarshal(ev.Payload.ID, &id); err != nil {
			r.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return revs, ids
}

func upTo(n int64) (all []int64) {
	for i := int64(1); i <= n; i++ {
		all = append(all, i)
	}
	return all
}
