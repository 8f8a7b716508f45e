package chat_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// A cut is the end of a program: the nth thing that an import writes is not done, or it is
// and nobody hears of it.
type cut struct {
	left int
	done bool
}

func (c *cut) at(do func() error) error {
	c.left--
	if c.left == 0 && !c.done {
		return errDown
	}
	err := do()
	if c.left == 0 {
		err = errors.Join(err, errDown)
	}
	return err
}

func cutting[T any](c *cut, do func() (T, error)) (got T, err error) {
	err = c.at(func() (err error) { got, err = do(); return err })
	return got, err
}

// A cutStore is cut off on the way.
type cutStore struct {
	chat.Storage
	*cut
}

func (s cutStore) SaveUser(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
	return cutting(s.cut, func() (chat.User, error) { return s.Storage.SaveUser(ctx, u, formerly) })
}

func (s cutStore) EraseUser(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
	return cutting(s.cut, func() ([]chat.RoomID, error) { return s.Storage.EraseUser(ctx, blank, at) })
}

func (s cutStore) CreateRoom(ctx context.Context, r chat.Room, first []chat.Member) (chat.Room, error) {
	return cutting(s.cut, func() (chat.Room, error) { return s.Storage.CreateRoom(ctx, r, first) })
}

func (s cutStore) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportMessages(ctx, room, list) })
}

func (s cutStore) ImportMentions(ctx context.Context, room chat.RoomID, list []chat.Mention) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportMentions(ctx, room, list) })
}

func (s cutStore) ImportRevisions(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportRevisions(ctx, room, list) })
}

func (s cutStore) ImportFiles(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportFiles(ctx, room, list) })
}

func (s cutStore) ImportReactions(ctx context.Context, room chat.RoomID, list []chat.Reaction) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportReactions(ctx, room, list) })
}

func (s cutStore) ImportFollows(ctx context.Context, room chat.RoomID, list []chat.Follow) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportFollows(ctx, room, list) })
}

func (s cutStore) ImportOrder(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
	return cutting(s.cut, func() (int, error) { return s.Storage.ImportOrder(ctx, room, o) })
}

func (s cutStore) AdvanceRoom(ctx context.Context, room chat.RoomID, rev int64) error {
	return s.at(func() error { return s.Storage.AdvanceRoom(ctx, room, rev) })
}

func (s cutStore) AddMember(ctx context.Context, m chat.Member, by chat.UserID) (got chat.Member, added bool, err error) {
	err = s.at(func() error { got, added, err = s.Storage.AddMember(ctx, m, by); return err })
	return got, added, err
}

func (s cutStore) MarkRead(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (got chat.Member, moved bool, err error) {
	err = s.at(func() error { got, moved, err = s.Storage.MarkRead(ctx, room, user, seq, back); return err })
	return got, moved, err
}

// cutBlobs are cut off in the middle of what they append.
type cutBlobs struct {
	chat.Blobs
	*cut
}

func (b cutBlobs) Append(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
	bytes, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	if b.left == 1 && !b.done {
		bytes = bytes[:len(bytes)/2]
	}
	n, err := b.Blobs.Append(ctx, id, at, strings.NewReader(string(bytes)))
	return n, errors.Join(err, b.at(func() error { return nil }))
}

func (b cutBlobs) Seal(ctx context.Context, id chat.BlobID) error {
	return b.at(func() error { return b.Blobs.Seal(ctx, id) })
}

// TestImportCutOff: wherever an import of a room with all that can be in one is cut off, what
// is there can be read, and the same import again makes it whole, without doubles.
func TestImportCutOff(t *testing.T) {
	from, room := busy(t)
	lines := from.exported(room)
	blobs, size := from.stored()
	step := 1 // in memory everywhere, and at every twelfth place where a database takes its time
	onEachStorage(t, func(t *testing.T, fresh func(*testing.T) func() chat.Storage) {
		defer func() { step = 12 }()
		for n, ended := 1, true; ended && !t.Failed(); n += step {
			for when, c := range map[string]*cut{"Before": {left: n}, "After": {left: n, done: true}} {
				t.Run(fmt.Sprint(when, n), func(t *testing.T) {
					w := worldOver(t, fresh(t)())
					first := worldOver(t, cutStore{w.store, c}, func(o *chat.Options) { o.Blobs = cutBlobs{w.blobs, c} })
					before, err := first.Import(t.Context(), strings.NewReader(lines), nil)
					if ended = err != nil; ended && !errors.Is(err, errDown) {
						t.Fatal(err)
					}
					readable(t, w, room)
					again := w.imported(lines, nil)
					if diff := cmp.Diff(strings.Split(lines, "\n"), strings.Split(w.exported(room), "\n")); diff != "" {
						t.Errorf("%+v, %v; again %+v (-want +got):\n%s", before, err, again, diff)
					}
					if b, s := w.stored(); b != blobs || s != size {
						t.Errorf("%d blobs of %d bytes, want %d of %d", b, s, blobs, size)
					}
					if last := w.imported(lines, nil); last != (chat.ImportReport{Known: last.Known}) {
						t.Errorf("a third time %+v", last)
					}
				})
			}
			if !ended && n < 20 {
				t.Errorf("it was cut off in %d places only", n-1)
			}
		}
	})
}

// busy is a room with files, mentions, a bot, a thread and all else that can be in one.
func busy(t *testing.T) (*world, chat.RoomID) {
	w := newCalling(t, chat.Private)
	bot, _ := w.everywhere(chat.TokenDraft{Scopes: allScopes})
	large := bytes.Repeat([]byte("0123456789"), 30_000)
	root := w.posts(w.owner, "@member @room look")
	for name, content := range map[string][]byte{"large.txt": large, "b.txt": large[:100]} {
		up := w.sent(w.member, name, content)
		if _, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "@owner " + name, Attachments: []chat.FileID{up.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	w.posts(bot, "of the bot, for @owner")
	w.posts(w.moderator, "of who is erased")
	w.replies(w.member, root, "beside it")
	edited, gone := w.posts(w.member, "frist"), w.posts(w.member, "to be deleted")
	_, err := w.Edit(t.Context(), w.member.ID, edited.ID, chat.Edit{Text: "first"})
	_, err2 := w.Delete(t.Context(), w.member.ID, gone.ID)
	_, err3 := w.React(t.Context(), bot.ID, root.ID, "🎉")
	_, err4 := w.Pin(t.Context(), w.owner.ID, root.ID)
	_, err5 := w.MarkRead(t.Context(), w.member.ID, w.room.ID, edited.Seq)
	_, err6 := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.reader.ID, chat.SanctionDraft{Reason: "loud"})
	err7 := w.EraseUser(t.Context(), w.moderator.ID)
	if err := errors.Join(err, err2, err3, err4, err5, err6, err7); err != nil {
		t.Fatal(err)
	}
	return w.world, w.room.ID
}

// readable wants what is there of a room to be readable: each message, each of its files.
func readable(t *testing.T, w *world, room chat.RoomID) {
	t.Helper()
	members, err := w.store.Members(t.Context(), room, "", 1)
	if err != nil || len(members) == 0 {
		return // there is nothing yet
	}
	page, err := w.Messages(t.Context(), members[0].User, chat.MessageQuery{Room: room, Limit: 100})
	if err != nil {
		t.Error(err)
	}
	for _, msg := range page.Items {
		if msg.Attachments == nil {
			continue
		}
		for _, f := range *msg.Attachments {
			if _, in, err := w.OpenFile(t.Context(), members[0].User, f.ID); err != nil {
				t.Errorf("file %s: %v", f.Name, err)
			} else if n, err := io.Copy(io.Discard, in); err != nil || n != f.Size {
				t.Errorf("file %s has %d bytes of %d, %v", f.Name, n, f.Size, err)
			} else if err := in.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
