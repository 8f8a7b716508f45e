package storagetest_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Sealed is a driver of one's own: it keeps the texts of messages encrypted in another
// one, which never sees them. Everything through which no text passes is the other's.
type Sealed struct {
	chat.Storage
	aead cipher.AEAD
}

// Seal returns inner with texts sealed by an AES key of 16, 24 or 32 bytes.
func Seal(inner chat.Storage, key []byte) (*Sealed, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Sealed{inner, aead}, err
}

// Close closes the other store.
func (s *Sealed) Close() error {
	if c, ok := s.Storage.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// prefix tells what was sealed.
const prefix = "sealed:"

// seal is the text as it is kept: bound to its message, so that nobody who can write the
// database can put one person's words under another's name. No text stays none: those who
// delete and erase leave it behind, and they do not know the key.
func (s *Sealed) seal(id chat.MessageID, text string) string {
	if text == "" {
		return ""
	}
	return prefix + base64.StdEncoding.EncodeToString(s.aead.Seal(nil, nil, []byte(text), []byte(id)))
}

// open undoes seal for what a method of the other store returned.
func (s *Sealed) open(m chat.Message, err error) (chat.Message, error) {
	if err != nil || m.Text == "" {
		return m, err
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Text, prefix))
	if err == nil {
		raw, err = s.aead.Open(nil, nil, raw, []byte(m.ID))
	}
	if err != nil {
		return chat.Message{}, fmt.Errorf("sealed: message %q: %w", m.ID, err)
	}
	m.Text = string(raw)
	return m, nil
}

func (s *Sealed) openAll(list []chat.Message, err error) ([]chat.Message, error) {
	for i := range list {
		if list[i], err = s.open(list[i], err); err != nil {
			return nil, err
		}
	}
	return list, err
}

// AddMessage implements chat.MessageStore.
func (s *Sealed) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	m.Text = s.seal(m.ID, m.Text)
	got, added, err := s.Storage.AddMessage(ctx, m)
	got, err = s.open(got, err)
	return got, added, err
}

// UpdateMessage implements chat.MessageStore. What change sees is open.
func (s *Sealed) UpdateMessage(
	ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error,
) (chat.Message, error) {
	return s.open(s.Storage.UpdateMessage(ctx, id, c, func(m *chat.Message) (err error) {
		if *m, err = s.open(*m, nil); err != nil {
			return err
		}
		err = change(m)
		m.Text = s.seal(id, m.Text)
		return err
	}))
}

// SetReaction implements chat.ReactionStore. What check sees is open.
func (s *Sealed) SetReaction(
	ctx context.Context, r chat.Reaction, on bool, check func(m chat.Message, others int) error,
) (chat.Message, bool, error) {
	got, changed, err := s.Storage.SetReaction(ctx, r, on, func(m chat.Message, others int) error {
		m, err := s.open(m, nil)
		if err != nil {
			return err
		}
		return check(m, others)
	})
	got, err = s.open(got, err)
	return got, changed, err
}

// ImportMessages implements chat.MessageStore.
func (s *Sealed) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	list = slices.Clone(list)
	for i, m := range list {
		list[i].Text = s.seal(m.ID, m.Text)
	}
	return s.Storage.ImportMessages(ctx, room, list)
}

// Message implements chat.MessageStore.
func (s *Sealed) Message(ctx context.Context, id chat.MessageID) (chat.Message, error) {
	return s.open(s.Storage.Message(ctx, id))
}

// MessageBySeq implements chat.MessageStore.
func (s *Sealed) MessageBySeq(ctx context.Context, room chat.RoomID, seq int64) (chat.Message, error) {
	return s.open(s.Storage.MessageBySeq(ctx, room, seq))
}

// MessagesByID implements chat.MessageStore.
func (s *Sealed) MessagesByID(ctx context.Context, ids []chat.MessageID) ([]chat.Message, error) {
	return s.openAll(s.Storage.MessagesByID(ctx, ids))
}

// MessagesBy implements chat.MessageStore.
func (s *Sealed) MessagesBy(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error) {
	return s.openAll(s.Storage.MessagesBy(ctx, author, after, limit))
}

// Pins implements chat.PinStore.
func (s *Sealed) Pins(ctx context.Context, room chat.RoomID, before int64, limit int) ([]chat.Message, error) {
	return s.openAll(s.Storage.Pins(ctx, room, before, limit))
}

// Revisions implements chat.RevisionStore.
func (s *Sealed) Revisions(ctx context.Context, message chat.MessageID, before int64, limit int) ([]chat.Revision, error) {
	list, err := s.Storage.Revisions(ctx, message, before, limit)
	for i, r := range list {
		m, err := s.open(chat.Message{ID: message, Text: r.Text}, nil)
		if err != nil {
			return nil, err
		}
		list[i].Text = m.Text
	}
	return list, err
}

// ImportRevisions implements chat.RevisionStore.
func (s *Sealed) ImportRevisions(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error) {
	list = slices.Clone(list)
	for i, r := range list {
		list[i].Text = s.seal(r.Message, r.Text)
	}
	return s.Storage.ImportRevisions(ctx, room, list)
}

// Messages implements chat.MessageStore.
func (s *Sealed) Messages(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
	page, err := s.Storage.Messages(ctx, q)
	page.Items, err = s.openAll(page.Items, err)
	return page, err
}

// SearchMessages implements chat.SearchStore. There is no index of what nobody may see, so
// this opens everything to which the rest of the query applies.
func (s *Sealed) SearchMessages(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
	rest, link := q, func(f chat.Feature) bool { return f == chat.FeatureLink }
	rest.All, rest.None = nil, nil
	rest.Has = slices.DeleteFunc(slices.Clone(q.Has), link)
	rest.HasNot = slices.DeleteFunc(slices.Clone(q.HasNot), link)
	var found []chat.Message
	for {
		list, err := s.openAll(s.Storage.SearchMessages(ctx, rest))
		if err != nil || len(list) == 0 {
			return found, err
		}
		for _, m := range list {
			if q.Said(m.Text) && len(found) < q.Limit {
				found = append(found, m)
			}
		}
		if rest.Before = list[len(list)-1].ID; len(found) == q.Limit {
			return found, nil
		}
	}
}

// RoomList implements chat.RoomStore.
func (s *Sealed) RoomList(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error) {
	list, err := s.Storage.RoomList(ctx, q)
	for i := range list {
		last := &list[i].Last
		m, err := s.open(chat.Message{ID: last.ID, Text: last.Text}, err)
		if err != nil {
			return nil, err
		}
		last.Text = m.Text
	}
	return list, err
}

// A store around a store: what it must take care of, the suite tells; see TestSealed.
func Example_sealed() {
	ctx := context.Background()
	key := make([]byte, 32)
	_, _ = rand.Read(key) // keep it somewhere safe
	inner := memory.New()
	store, err := Seal(inner, key)
	if err != nil {
		log.Fatal(err)
	}
	_, err = store.CreateRoom(ctx, chat.Room{ID: "1", Kind: chat.Public}, nil)
	m, _, err2 := store.AddMessage(ctx, chat.Message{ID: "2", Room: "1", AuthorID: "ann", ClientID: "c", Text: "Hello"})
	kept, err3 := inner.Message(ctx, "2")
	fmt.Println(m.Text, strings.Contains(kept.Text, "Hello"), errors.Join(err, err2, err3))
	// Output: Hello false <nil>
}
