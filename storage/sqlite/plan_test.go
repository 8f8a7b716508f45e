package sqlite_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// spy collects the queries of a store.
type spy struct {
	mu      sync.Mutex
	queries []string
}

func (h *spy) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (h *spy) AfterQuery(_ context.Context, ev *bun.QueryEvent) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queries = append(h.queries, ev.Query)
}

// TestPlans asks SQLite how it would run the queries of each method: none may read a
// whole table or sort, and each must go by the index that is there for it.
func TestPlans(t *testing.T) {
	s := withRoom(t, file(t), nil)
	post(t, s, 3)
	if err := s.StartConsumer(t.Context(), "mirror"); err != nil {
		t.Fatal(err)
	}
	h := &spy{}
	s.Hook(h)
	ctx := t.Context()
	for name, c := range map[string]struct {
		index string
		do    func() error
	}{
		"History": {"sqlite_autoindex_chat_messages_2", func() error {
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", Before: 3, Limit: 10})
			return err
		}},
		"HistoryForwards": {"sqlite_autoindex_chat_messages_2", func() error {
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", After: 1, Limit: 10})
			return err
		}},
		"HistoryWithoutTombstones": {"chat_messages_visible", func() error {
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", After: 1, Before: 3, SkipDeleted: true, Limit: 10})
			return err
		}},
		"Events":       {"PRIMARY KEY (room_id=? AND rev>?)", func() error { _, err := s.Events(ctx, "lobby", 5000, 10); return err }},
		"MessageBySeq": {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq=?)", func() error { _, err := s.MessageBySeq(ctx, "lobby", 2); return err }},
		"Message":      {"sqlite_autoindex_chat_messages_1 (id=?)", func() error { _, err := s.Message(ctx, "message-1"); return err }},
		"SentAgain": {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)", func() error {
			_, _, err := s.AddMessage(ctx, note("1"))
			return err
		}},
		"AddMessage": {"sqlite_autoindex_chat_rooms_1 (id=?)", func() error { _, _, err := s.AddMessage(ctx, note("new")); return err }},
		"MessagesByID": {"sqlite_autoindex_chat_messages_1 (id=?)", func() error {
			_, err := s.MessagesByID(ctx, []chat.MessageID{"message-1", "message-2"})
			return err
		}},
		"UpdateMessage": {"sqlite_autoindex_chat_messages_1 (id=?)", func() error {
			_, err := s.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error { return nil })
			return err
		}},
		"ImportMessages": {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)", func() error {
			first, far := note("1"), note("far")
			first.Seq, far.Seq = 1, 1000
			_, err := s.ImportMessages(ctx, "lobby", []chat.Message{first, far})
			return err
		}},
		"SaveUser":      {"sqlite_autoindex_chat_users_2 (provider=? AND subject=?)", func() error { _, err := s.SaveUser(ctx, chat.User{ID: "ann", Subject: "1"}, []string{"2"}); return err }},
		"User":          {"sqlite_autoindex_chat_users_1 (id=?)", func() error { _, err := s.User(ctx, "ann"); return ignoreMissing(err) }},
		"UserBySubject": {"sqlite_autoindex_chat_users_2 (provider=? AND subject=?)", func() error { _, err := s.UserBySubject(ctx, "", "1"); return ignoreMissing(err) }},
		"Users":         {"sqlite_autoindex_chat_users_1 (id=?)", func() error { _, err := s.Users(ctx, []chat.UserID{"ann", "bob"}); return err }},
		"Room":          {"sqlite_autoindex_chat_rooms_1 (id=?)", func() error { _, err := s.Room(ctx, "lobby"); return err }},
		"RoomBySlug":    {"chat_rooms_slug (slug=?)", func() error { _, err := s.RoomBySlug(ctx, "lobby"); return err }},
		"Member":        {"PRIMARY KEY (room_id=? AND user_id=?)", func() error { _, err := s.Member(ctx, "lobby", "ann"); return ignoreMissing(err) }},
		"Members":       {"PRIMARY KEY (room_id=? AND user_id>?)", func() error { _, err := s.Members(ctx, "lobby", "a", 10); return err }},
		"Revoked":       {"PRIMARY KEY (token_id=?)", func() error { _, err := s.Revoked(ctx, "t", note("").CreatedAt); return err }},
		"Revoke":        {"chat_revocations_until (until<?)", func() error { return s.Revoke(ctx, "t", note("").CreatedAt) }},
		"Cursor":        {"PRIMARY KEY (consumer=? AND room_id=?)", func() error { _, err := s.Cursor(ctx, "mirror", "lobby"); return err }},
		"MoveCursor":    {"SEARCH n USING PRIMARY KEY (name=?)", func() error { return s.MoveCursor(ctx, "mirror", "lobby", 9) }},
		"MoveCursorFar": {"SEARCH r USING COVERING INDEX sqlite_autoindex_chat_rooms_1 (id=?)", func() error { return s.MoveCursor(ctx, "mirror", "lobby", 1) }},
		"Behind": {"SEARCH c USING PRIMARY KEY (consumer=? AND room_id=?)", func() error {
			_, err := s.Behind(ctx, "mirror", "a", 10)
			return err
		}},
		"BehindFromTheStart": {"SEARCH r USING INDEX sqlite_autoindex_chat_rooms_1 (id>?)", func() error {
			_, err := s.Behind(ctx, "mirror", "", 10)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h.queries = nil
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
			plan := explain(t, s, h.queries)
			for line := range strings.Lines(plan) {
				if strings.Contains(line, "SCAN") && !strings.Contains(line, "VALUES") && !strings.Contains(line, "CONSTANT") ||
					strings.Contains(line, "TEMP B-TREE") {
					t.Errorf("%s", line)
				}
			}
			if !strings.Contains(plan, c.index) {
				t.Errorf("%q is not used:\n%s", c.index, plan)
			}
		})
	}
	t.Run("Rooms", func(t *testing.T) {
		h.queries = nil
		if _, err := s.Rooms(ctx, chat.RoomQuery{Public: true, Member: "ann", After: "a", Limit: 10}); err != nil {
			t.Fatal(err)
		}
		plan := explain(t, s, h.queries)
		for _, index := range []string{"chat_rooms_kind (kind=? AND id>?)", "chat_members_user (user_id=? AND room_id>?)", "chat_rooms_1 (id=?)"} {
			if !strings.Contains(plan, index) {
				t.Errorf("%q is not used:\n%s", index, plan)
			}
		}
	})
}

func ignoreMissing(err error) error {
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	return err
}

// explain returns the plans of queries.
func explain(t *testing.T, s *sqlite.Store, queries []string) string {
	t.Helper()
	var plan strings.Builder
	for _, q := range queries {
		if q == "BEGIN" || q == "COMMIT" || q == "ROLLBACK" {
			continue
		}
		rows, err := s.Writer().DB.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(detail + "\n")
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return plan.String()
}
