package chat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// exported is the room as lines of JSON.
func (w *world) exported(room chat.RoomID) string {
	w.Helper()
	var out bytes.Buffer
	if err := w.ExportRoom(w.Context(), &out, room); err != nil {
		w.Fatal(err)
	}
	return out.String()
}

// imported takes an export in, which has to go well.
func (w *world) imported(export string, opts *chat.ImportOptions) chat.ImportReport {
	w.Helper()
	report, err := w.Import(w.Context(), strings.NewReader(export), opts)
	if err != nil {
		w.Fatal(err)
	}
	return report
}

// lived makes a private room in which everything happened that can: of ann, bob and eve,
// who was erased, with what was edited, deleted, read, reacted to, pinned
// and bookmarked.
func lived(w *world) (room chat.Room, ann, bob, eve chat.User) {
	w.Helper()
	ann, bob, eve = w.user("ann"), w.user("bob"), w.user("eve")
	room, err := w.CreateRoom(w.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "den", Name: "Den <&> 🏠",
		Topic: "tea", RetentionDays: 365, Members: []chat.UserID{eve.ID}})
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.AddMember(w.Context(), ann.ID, room.ID, bob.ID); err != nil {
		w.Fatal(err)
	}
	w.say(ann, room.ID, "hello \"you\" <b>&\u2028 🎉")
	edited, gone := w.say(bob, room.ID, "frist"), w.say(bob, room.ID, "to be deleted")
	w.say(eve, room.ID, "of eve, to be erased")
	if _, err := w.Edit(w.Context(), bob.ID, edited.ID, chat.Edit{Text: "first"}); err != nil {
		w.Fatal(err)
	}
	if _, err := w.Delete(w.Context(), bob.ID, gone.ID); err != nil {
		w.Fatal(err)
	}
	if _, err := w.MarkRead(w.Context(), bob.ID, room.ID, edited.Seq); err != nil {
		w.Fatal(err)
	}
	if err := w.EraseUser(w.Context(), eve.ID); err != nil {
		w.Fatal(err)
	}
	w.say(ann, room.ID, "last")
	_, err = w.React(w.Context(), bob.ID, edited.ID, "🎉")
	_, err2 := w.React(w.Context(), ann.ID, edited.ID, "🎉")
	_, err3 := w.Pin(w.Context(), ann.ID, edited.ID)
	if err := errors.Join(err, err2, err3, w.AddBookmark(w.Context(), bob.ID, edited.ID)); err != nil {
		w.Fatal(err)
	}
	return room, ann, bob, eve
}

// rooms makes one of each kind of room that there can be, with what an export of it gives.
func rooms(w *world) map[chat.RoomID]chat.ImportReport {
	w.Helper()
	den, ann, bob, _ := lived(w)
	w.kept(den, ann, bob, w.say(bob, den.ID, "rude"))
	pair, err := w.CreateRoom(w.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
	if err != nil {
		w.Fatal(err)
	}
	w.say(bob, pair.ID, "between us")
	order, err := w.CreateRoom(w.Context(), ann.ID, chat.RoomDraft{Ref: "order:42", Name: "Order 42"})
	if err != nil {
		w.Fatal(err)
	}
	if _, _, err := w.ManageMember(w.Context(), "", order.ID, bob.ID, chat.RoleModerator); err != nil {
		w.Fatal(err)
	}
	if _, err := w.ManageRoom(w.Context(), "", order.ID, chat.RoomEdit{Archived: to(true)}); err != nil {
		w.Fatal(err)
	}
	return map[chat.RoomID]chat.ImportReport{
		den.ID:   {Rooms: 1, Members: 2, Messages: 6, Reactions: 2, Order: 7},
		pair.ID:  {Rooms: 1, Members: 2, Messages: 1},
		order.ID: {Rooms: 1, Members: 2, Order: 1},
	}
}

// TestExportGoesRound: an export that was imported elsewhere is the same export there,
// byte for byte, whatever the databases are.
func TestExportGoesRound(t *testing.T) {
	kinds := storageKinds()
	for _, from := range kinds {
		t.Run(from.name, func(t *testing.T) {
			first := worldOver(t, from.fresh(t)())
			all := rooms(first)
			exports := map[chat.RoomID]string{}
			for room := range all {
				exports[room] = first.exported(room)
			}
			for i, to := range append(kinds, from) {
				t.Run(fmt.Sprint(i+1, to.name), func(t *testing.T) {
					start := to.fresh(t)
					for room, want := range all {
						next := worldOver(t, start())
						report := next.imported(exports[room], nil)
						report.Users = 0 // who came with another room is known
						got := next.exported(room)
						if diff := cmp.Diff(strings.Split(exports[room], "\n"), strings.Split(got, "\n")); diff != "" || report != want {
							t.Fatalf("%+v, want %+v (-want +got):\n%s", report, want, diff)
						}
						next.end()
					}
				})
			}
		})
	}
}

func TestExportRoom(t *testing.T) {
	t.Run("HoldsTheRoomAndNothingElse", func(t *testing.T) {
		w := newWorld(t)
		room, ann, bob, _ := lived(w)
		w.post(w.user("stranger"), "elsewhere")
		export := w.exported(room.ID)
		for _, no := range []string{"stranger", "elsewhere", "to be deleted", "of eve", `"eve"`} {
			if strings.Contains(export, no) {
				t.Errorf("it holds %q:\n%s", no, export)
			}
		}
		if err := orderly(export); err != nil {
			t.Errorf("%v:\n%s", err, export)
		}
		for _, want := range []string{string(ann.ID), string(bob.ID), `"readSeq":3`, `"text":"first"`, `"text":"frist"`, "Den <&> 🏠"} {
			if !strings.Contains(export, want) {
				t.Errorf("it lacks %q:\n%s", want, export)
			}
		}
	})
	t.Run("ErrNotFound", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		w.open(ann, "tea")
		for _, id := range []chat.RoomID{"nowhere", "", chat.UserLog(ann.ID)} {
			if err := w.ExportRoom(t.Context(), &bytes.Buffer{}, id); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
	t.Run("WhatCannotBeWrittenIsAnError", func(t *testing.T) {
		w := newWorld(t)
		room, _, _, _ := lived(w)
		if err := w.ExportRoom(t.Context(), brokenPipe{}, room.ID); !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("OneThatWasCancelledIsNotWhole", func(t *testing.T) {
		w := newWorld(t, unpublished)
		room := w.talkative(1000, 0)
		ctx, cancel := context.WithCancel(t.Context())
		out := &cancelling{cancel: cancel}
		if err := w.ExportRoom(ctx, out, room.ID); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if strings.Contains(out.String(), `"type":"end"`) {
			t.Error("it has an end line")
		}
		next := newWorld(t)
		if _, err := next.Import(t.Context(), strings.NewReader(out.String()), nil); !errors.Is(err, chat.ErrInvalid) {
			t.Errorf("imported: %v", err)
		}
	})
}

// orderly tells what is out of order in an export: everybody stands before what names
// them, a room before its members, and they before its messages, which ascend.
func orderly(export string) error {
	rank, last, seq, users := map[string]int{"room": 1, "member": 2, "message": 3, "revision": 3, "reaction": 4,
		"sanction": 5, "report": 6, "act": 7, "block": 8, "bookmark": 9, "end": 10}, 0, 0.0, map[any]bool{nil: true}
	lines := strings.Split(strings.TrimSuffix(export, "\n"), "\n")
	for _, line := range lines[1:] {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			return err
		}
		if l["type"] == "user" {
			users[l["id"]] = true
			continue
		}
		at := rank[l["type"].(string)]
		for _, field := range []string{"user", "author", "createdBy", "deletedBy", "pinnedBy", "replacedBy", "by", "actor", "reporter", "closedBy"} {
			if !users[l[field]] {
				return fmt.Errorf("%s comes before %s", line, l[field])
			}
		}
		if n, counts := l["seq"].(float64); at < max(last, 1) || counts && n <= seq {
			return fmt.Errorf("%s comes too late", line)
		}
		if last = at; l["seq"] != nil {
			seq = l["seq"].(float64)
		}
	}
	if last != 10 {
		return errors.New("no end")
	}
	return nil
}

// brokenPipe takes nothing.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errDown }

// cancelling cancels with the first write.
type cancelling struct {
	bytes.Buffer
	cancel context.CancelFunc
}

func (c *cancelling) Write(b []byte) (int, error) {
	c.cancel()
	return c.Buffer.Write(b)
}

// unpublished is for what nobody listens to.
func unpublished(o *chat.Options) { o.Publisher = nil }

// talkative makes a public room with so many messages and members besides its owner.
func (w *world) talkative(messages, members int) chat.Room {
	w.Helper()
	ann := w.user("ann")
	room := w.open(ann, "busy")
	for i := range members {
		u := w.user(fmt.Sprint("member-", i))
		if _, err := w.AddMember(w.Context(), ann.ID, room.ID, u.ID); err != nil {
			w.Fatal(err)
		}
	}
	for i := range messages {
		w.say(ann, room.ID, fmt.Sprint("message ", i))
	}
	return room
}
