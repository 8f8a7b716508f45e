package chat_test

import (
	"slices"
	"testing"

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
