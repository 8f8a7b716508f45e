package drivertest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// An author writes things that can be found again in the bytes of a file.
type author struct {
	testing.TB
	chat.Storage
	user chat.UserID
	// needle is in everything that the author writes.
	needle string
	n      int
}

// text is of about that length, with the needle at its start, in its middle and at its
// end. The rest is nothing that could be compressed, which would hide the needle.
func (a *author) text(size int) string {
	a.n++
	var half strings.Builder
	for half.Len() < size/2 {
		half.WriteString(rand.Text())
	}
	filler := half.String()[:size/2]
	return fmt.Sprintf("%s-%d%s%s%s%s", a.needle, a.n, filler, a.needle, filler, a.needle)
}

// signIn makes the profile.
func (a *author) signIn() {
	a.Helper()
	_, err := a.SaveUser(a.Context(), chat.User{
		ID: a.user, Subject: a.text(1), DisplayName: a.text(1), AvatarURL: a.text(100), ProfileURL: a.text(5000),
	}, nil)
	if err != nil {
		a.Fatal(err)
	}
}

// say adds a message to the lobby and edits it.
func (a *author) say(size int) chat.Message {
	a.Helper()
	m := Note(a.text(1))
	m.ID, m.AuthorID, m.Text = chat.MessageID(rand.Text()), a.user, a.text(size)
	m.CreatedAt = m.CreatedAt.Add(time.Duration(a.n) * time.Second)
	if _, _, err := a.AddMessage(a.Context(), m); err != nil {
		a.Fatal(err)
	}
	if a.n%4 == 0 {
		a.send(m.ID)
	}
	c := chat.Change{Kind: chat.MessageUpdated, Actor: a.user, ClientID: a.text(1)}
	m, err := a.UpdateMessage(a.Context(), m.ID, c, func(m *chat.Message) error { m.Text = a.text(size / 2); return nil })
	if err != nil {
		a.Fatal(err)
	}
	return m
}

// send sends two files, of which one is attached to another message.
func (a *author) send(id chat.MessageID) {
	a.Helper()
	one, two := file("one-"+chat.FileID(id)), file("two-"+chat.FileID(id))
	one.User, two.User, one.Name, two.Name = a.user, a.user, a.text(200), a.text(50)
	m := Note(a.text(1))
	m.ID, m.AuthorID, m.Attachments = chat.MessageID(rand.Text()), a.user, &[]chat.Attachment{{ID: one.ID}}
	m.CreatedAt = m.CreatedAt.Add(time.Duration(a.n) * time.Second)
	err := errors.Join(send(a.Context(), a, one), send(a.Context(), a, two))
	if _, _, err2 := a.AddMessage(a.Context(), m); err != nil || err2 != nil {
		a.Fatal(err, err2)
	}
}

// react puts something under a message of another.
func (a *author) react(to chat.MessageID) {
	a.Helper()
	r := chat.Reaction{Message: to, Emoji: a.text(1), User: a.user, At: time.Now()}
	if _, _, err := a.SetReaction(a.Context(), r, true, func(chat.Message, int) error { return nil }); err != nil {
		a.Fatal(err)
	}
}

// keepOrder reports a message, and has somebody muted and acted upon.
func (a *author) keepOrder(said chat.MessageID, other chat.UserID) {
	a.Helper()
	_, _, err := a.AddReport(a.Context(), chat.Report{ID: chat.ReportID(rand.Text()), Message: said, Reporter: a.user, Reason: a.text(a.n % 700)})
	mute := chat.Sanction{Kind: chat.Mute, Room: Lobby, User: other, By: a.user, Reason: a.text(a.n % 700)}
	act := chat.Act{ID: chat.ActID(rand.Text()), Room: Lobby, Actor: a.user, User: other, Reason: a.text(a.n % 700)}
	err2 := a.SetSanction(a.Context(), mute, act, func(chat.Member, int) error { return nil })
	if err := errors.Join(err, err2); err != nil {
		a.Fatal(err)
	}
}

// index has everything so far be found, which the text of a message must survive no longer
// than the message does.
func (a *author) index() {
	a.Helper()
	if _, err := a.IndexMessages(a.Context(), Lobby, 1000); err != nil {
		a.Fatal(err)
	}
	list, err := a.SearchMessages(a.Context(), chat.SearchQuery{All: []chat.Phrase{{"needle", "of", string(a.user)}}, Limit: 1})
	if err != nil || len(list) == 0 {
		a.Fatalf("nothing is found of %s: %v", a.user, err)
	}
}

// edit edits a message so often.
func (a *author) edit(m chat.MessageID, times int) {
	a.Helper()
	for range times {
		_, err := a.UpdateMessage(a.Context(), m, chat.Change{Kind: chat.MessageUpdated, Actor: a.user}, func(m *chat.Message) error {
			m.Text = a.text(a.n % 700)
			return nil
		})
		if err != nil {
			a.Fatal(err)
		}
	}
}

// delete deletes a message, as a user does.
func (a *author) delete(m chat.MessageID) {
	a.Helper()
	erase := func(m *chat.Message) error { m.Text, m.DeletedAt = "", m.CreatedAt; return nil }
	if _, err := a.UpdateMessage(a.Context(), m, chat.Change{Kind: chat.MessageDeleted}, erase); err != nil {
		a.Fatal(err)
	}
}

// erase erases the author, and scrubs the files.
func (a *author) erase(s chat.Scrubber) {
	a.Helper()
	_, err := a.EraseUser(a.Context(), chat.User{ID: a.user, Provider: "erased", Subject: string(a.user)}, time.Now())
	if err := errors.Join(err, s.Scrub(a.Context())); err != nil {
		a.Fatal(err)
	}
}
