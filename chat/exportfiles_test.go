package chat_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// TestExportFiles: a room comes with its files, byte for byte.
func TestExportFiles(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	large := bytes.Repeat([]byte("0123456789"), 100_000) // more than one line has
	msg := w.said(ann, "", w.sent(ann, "large.txt", large), w.sent(ann, "a.png", pngOf(600, 2)))
	w.said(bob, "mine", w.sent(bob, "b", []byte("bobs")))
	w.sent(ann, "waits", []byte("nobody has it yet"))
	lines := w.exported(w.Lobby())
	for line := range strings.Lines(lines) {
		if len(line) > 1<<20 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	content := func(t *testing.T, there *world, id chat.FileID) string {
		t.Helper()
		u, err := there.store.UserBySubject(t.Context(), "test", "ann")
		if err != nil {
			t.Fatal(err)
		}
		_, f, err := there.OpenFile(t.Context(), u.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	t.Run("TheRoom", func(t *testing.T) {
		there, report := imported(t, lines)
		got, err := there.Message(t.Context(), "", msg.ID)
		if err != nil || report.Files != 3 || !cmp.Equal(got.Attachments, msg.Attachments) {
			t.Fatalf("%+v, %v:\n%s", report, err, cmp.Diff(msg.Attachments, got.Attachments))
		}
		if content(t, there, (*msg.Attachments)[0].ID) != string(large) || content(t, there, (*msg.Attachments)[1].ID) != string(pngOf(600, 2)) {
			t.Error("the bytes are others")
		}
		blobs, size := there.stored()
		again, err := there.Import(t.Context(), strings.NewReader(lines), nil)
		if n, s := there.stored(); err != nil || again.Files != 0 || n != blobs || s != size || blobs != 4 {
			t.Errorf("again: %+v %v, %d blobs of %d, before %d of %d", again, err, n, s, blobs, size)
		}
	})
	t.Run("APersonGetsOnlyTheirs", func(t *testing.T) {
		s := w.exportedUser(bob.ID)
		if strings.Count(s, `"type":"file"`) != 1 || !strings.Contains(s, `"name":"b"`) || !strings.Contains(s, `"data":"Ym9icw=="`) {
			t.Error(s)
		}
	})
	t.Run("WithoutBlobsOnBothSides", func(t *testing.T) {
		poor := worldOver(t, w.store, func(o *chat.Options) { o.Blobs = nil })
		known := poor.exported(w.Lobby())
		if strings.Contains(known, `"type":"data"`) || strings.Count(known, `"type":"file"`) != 3 {
			t.Error(known)
		}
		there, report := imported(t, known)
		if n, _ := there.stored(); report.Files != 0 || report.Messages != 2 || n != 0 {
			t.Errorf("%+v, %d blobs", report, n)
		}
		poor = newWorld(t, func(o *chat.Options) { o.Blobs = nil })
		if report := poor.imported(lines, nil); report.Files != 0 || report.Messages != 2 {
			t.Errorf("%+v", report)
		}
	})
	t.Run("WhatHasNoPlaceLeavesNoBytes", func(t *testing.T) {
		there, _ := imported(t, lines)
		u, err := there.store.UserBySubject(t.Context(), "test", "ann")
		if err == nil {
			_, err = there.Delete(t.Context(), u.ID, msg.ID)
		}
		report, err2 := there.Import(t.Context(), strings.NewReader(lines), nil)
		if n, size := there.stored(); err != nil || err2 != nil || report.Files != 0 || n != 1 || size != 4 {
			t.Errorf("%+v %v %v, %d blobs of %d", report, err, err2, n, size)
		}
	})
	t.Run("TypesAreFoundOutAnew", func(t *testing.T) {
		swapped := strings.ReplaceAll(lines, `"name":"b"`, `"name":"../b.png"`)
		there, _ := imported(t, resummed(swapped))
		page, err := there.Messages(t.Context(), "", chat.MessageQuery{Room: there.Lobby(), Limit: 10})
		if err != nil || (*page.Items[1].Attachments)[0].Type != "text/plain" || (*page.Items[1].Attachments)[0].Name != "b.png" {
			t.Errorf("%+v %v", page.Items, err)
		}
	})
	refusesDamaged(t, lines, map[string][2]string{
		"ErrID":       {`("type":"file".*"id":")[^"]*"`, `${1}../x"`},
		"ErrRoom":     {`("type":"file","room":")`, `${1}no-`},
		"ErrMessage":  {`("type":"file".*"message":")`, `${1}no-`},
		"ErrSize":     {`("type":"file".*"size":)\d+`, `${1}0`},
		"ErrMissing":  {`("type":"file".*"size":4)`, `${1}4`},
		"ErrTooMuch":  {`("type":"file".*"size":)4`, `${1}3`},
		"ErrBase64":   {`"data":"Ym9icw=="`, `"data":"###"`},
		"ErrNoFile":   {`("type":"data","file":")`, `${1}no-`},
		"ErrNameText": {`"name":"b"`, `"name":"\u0000"`},
	})
}
