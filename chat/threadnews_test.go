package chat_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/chat"
)

// TestThreadNews: the devices of who follows a thread learn of answers, for as long as they
// may read them.
func TestThreadNews(t *testing.T) {
	tuned(t, "Followers", func(t *testing.T, w *crew, r *radio) {
		root := w.posts(w.owner, "root")
		said := w.replies(w.member, root, "one")
		hearsFor(t, r, said.Seq, root, w.owner, w.member)
		w.posts(w.member, "elsewhere")
		hearsFor(t, r, 0, root)
		if err := w.RemoveMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.UnfollowThread(t.Context(), w.owner.ID, root.ID); err != nil {
			t.Fatal(err)
		}
		said = w.replies(w.moderator, root, "two")
		hearsFor(t, r, said.Seq, root, w.moderator)
	})
}

// TestThreadRead: all devices of who reads a thread on one of them learn of it, and nobody
// else.
func TestThreadRead(t *testing.T) {
	tuned(t, "OwnDevices", func(t *testing.T, w *crew, r *radio) {
		root := w.posts(w.owner, "root")
		first := w.replies(w.member, root, "one")
		last := w.replies(w.member, root, "two")
		r.signals()
		reads := func(u chat.User, seq int64, want ...chat.Signal) {
			t.Helper()
			if err := w.FollowThread(t.Context(), u.ID, first.ID, seq); err != nil {
				t.Fatal(err)
			}
			got := slices.DeleteFunc(r.signals(), func(s chat.Signal) bool { return s.Kind != chat.ThreadRead })
			for i := range got {
				got[i].At = time.Time{}
			}
			if d := cmp.Diff(got, want, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("up to %d: %s", seq, d)
			}
		}
		told := chat.Signal{Kind: chat.ThreadRead, For: w.owner.ID, Room: w.room.ID, User: chat.User{ID: w.owner.ID}, Thread: root.ID,
			Unread: chat.Unread{Room: w.room.ID, ReadSeq: first.Seq, LastSeq: last.Seq, Count: 1}}
		reads(w.owner, first.Seq, told)
		reads(w.owner, first.Seq) // nothing moved
		told.Unread.ReadSeq, told.Unread.Count = last.Seq, 0
		reads(w.owner, last.Seq, told)
		reads(w.owner, first.Seq)
		reads(w.moderator, first.Seq) // who begins to follow has read it all
	})
}

// hearsFor wants exactly the devices of these to be told of an answer.
func hearsFor(t *testing.T, r *radio, seq int64, root chat.Message, want ...chat.User) {
	t.Helper()
	for _, s := range r.signals() {
		i := slices.IndexFunc(want, func(u chat.User) bool { return u.ID == s.For })
		switch {
		case s.Kind != chat.ThreadUpdated:
			continue
		case i < 0 || s.Thread != root.ID || s.Unread.LastSeq != seq || s.Room != root.Room:
			t.Errorf("told %+v", s)
		default:
			want = slices.Delete(want, i, i+1)
		}
	}
	if len(want) > 0 {
		t.Errorf("nobody told %+v", want)
	}
}
