package sqlite_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
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
	drivertest.Post(t, s, 3)
	_, err := s.SaveUser(t.Context(), chat.User{ID: "bob", Subject: "bob"}, nil)
	bobs := drivertest.Note("bobs")
	bobs.AuthorID = "bob"
	_, _, err2 := s.AddMessage(t.Context(), bobs)
	_, err3 := s.CreateRoom(t.Context(), chat.Room{ID: "old"}, []chat.Member{{User: "bob"}})
	bobs.ID, bobs.Room = "message-old", "old"
	_, _, err4 := s.AddMessage(t.Context(), bobs)
	if err := errors.Join(err, err2, err3, err4, s.StartConsumer(t.Context(), "mirror")); err != nil {
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
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", After: 1, Before: 3, Main: true, SkipDeleted: true, Limit: 10})
			return err
		}},
		"MainFlow": {"chat_messages_main", func() error {
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", Before: 3, Main: true, Limit: 10})
			return err
		}},
		"Thread": {"chat_messages_thread (thread=? AND seq<?)", func() error {
			_, err := s.Messages(ctx, chat.MessageQuery{Room: "lobby", Before: 3, Thread: "message-1", Limit: 10})
			return err
		}},
		"Threads":      {"chat_messages_thread (thread=?)", func() error { _, err := s.Threads(ctx, []chat.MessageID{"message-1", "message-2"}); return err }},
		"Events":       {"PRIMARY KEY (room_id=? AND rev>?)", func() error { _, err := s.Events(ctx, "lobby", 5000, 10); return err }},
		"MessageBySeq": {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq=?)", func() error { _, err := s.MessageBySeq(ctx, "lobby", 2); return err }},
		"Message":      {"sqlite_autoindex_chat_messages_1 (id=?)", func() error { _, err := s.Message(ctx, "message-1"); return err }},
		"SentAgain": {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)", func() error {
			_, _, err := s.AddMessage(ctx, drivertest.Note("1"))
			return err
		}},
		"AddMessage": {"sqlite_autoindex_chat_rooms_1 (id=?)", func() error { _, _, err := s.AddMessage(ctx, drivertest.Note("new")); return err }},
		"MessagesByID": {"sqlite_autoindex_chat_messages_1 (id=?)", func() error {
			_, err := s.MessagesByID(ctx, []chat.MessageID{"message-1", "message-2"})
			return err
		}},
		"UpdateMessage": {"sqlite_autoindex_chat_messages_1 (id=?)", func() error {
			_, err := s.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error { return nil })
			return err
		}},
		"ImportMessages": {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)", func() error {
			first, far := drivertest.Note("1"), drivertest.Note("far")
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
		"Revoked":       {"PRIMARY KEY (token_id=?)", func() error { _, err := s.Revoked(ctx, "t", drivertest.Note("").CreatedAt); return err }},
		"Revoke":        {"chat_revocations_until (until<?)", func() error { return s.Revoke(ctx, "t", drivertest.Note("").CreatedAt) }},
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
		"UpdateRoom": {"SEARCH r USING INDEX sqlite_autoindex_chat_rooms_1 (id=?)", func() error {
			_, err := s.UpdateRoom(ctx, "lobby", chat.Change{}, func(*chat.Room) error { return nil })
			return err
		}},
		"AdvanceRoom": {"chat_events USING PRIMARY KEY (room_id=? AND rev<?)", func() error { return s.AdvanceRoom(ctx, "old", 9) }},
		"RoomsAll":    {"sqlite_autoindex_chat_rooms_1 (id>?)", func() error { _, err := s.Rooms(ctx, chat.RoomQuery{All: true, Limit: 10}); return err }},
		"MarkRead":    {"chat_members USING PRIMARY KEY (room_id=? AND user_id=?)", func() error { _, err := s.MarkRead(ctx, "lobby", "ann", 2); return ignoreMissing(err) }},
		"MessagesBy": {"chat_messages_author (author_id=? AND id>?)", func() error {
			_, err := s.MessagesBy(ctx, "ann", "message-1", 10)
			return err
		}},
		"ExpireMessages": {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq<?)", func() error {
			_, err := s.ExpireMessages(ctx, "old", drivertest.Note("").CreatedAt.AddDate(1, 0, 0), 1, time.Time{})
			return err
		}},
		"ExpireMessagesOfNone": {"SEARCH chat_messages USING INDEX sqlite_autoindex_chat_messages_2 (room_id=?)", func() error {
			_, err := s.ExpireMessages(ctx, "lobby", time.Time{}, 10, time.Time{})
			return err
		}},
		"PruneEvents": {"SEARCH e USING PRIMARY KEY (room_id=?)", func() error {
			_, err := s.PruneEvents(ctx, "lobby", time.Time{}, 10)
			return err
		}},
		"Letters": {"SEARCH l USING PRIMARY KEY (consumer=? AND (room_id,rev)>(?,?))", func() error {
			_, err := s.Letters(ctx, "mirror", "lobby", 1, 10)
			return err
		}},
		"AddLetter":    {"PRIMARY KEY", func() error { return s.AddLetter(ctx, chat.Letter{Consumer: "mirror", Room: "lobby", Rev: 3}) }},
		"RemoveLetter": {"PRIMARY KEY (consumer=? AND room_id=? AND rev=?)", func() error { return ignoreMissing(s.RemoveLetter(ctx, "mirror", "lobby", 1)) }},
		"DropConsumer": {"chat_cursors USING PRIMARY KEY (consumer=?)", func() error { return s.DropConsumer(ctx, "other") }},
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
	// These look through what they found before: that is no table.
	for name, c := range map[string]struct {
		indexes []string
		do      func() error
	}{
		"Rooms": {
			[]string{"chat_rooms_kind (kind=? AND id>?)", "chat_members_user (user_id=? AND room_id>?)", "chat_rooms_1 (id=?)"},
			func() error {
				_, err := s.Rooms(ctx, chat.RoomQuery{Public: true, Member: "ann", After: "a", Limit: 10})
				return err
			},
		},
		"Unread": {
			[]string{"chat_members_user (user_id=? AND room_id>?)", "chat_messages_visible (room_id=? AND seq>?)", "chat_messages_main (room_id=?)"},
			func() error { _, err := s.Unread(ctx, "bob", "a", 10); return err },
		},
		// The letters and cursors of one log are looked for among all.
		"EraseUser": {
			[]string{
				"chat_messages_author (author_id=?)", "chat_members_user (user_id=?)", "chat_events_named (actor_id=?)",
				"chat_messages_3 (room_id=? AND author_id=?", "chat_members USING PRIMARY KEY (room_id=? AND user_id=?)",
			},
			func() error {
				_, err := s.EraseUser(ctx, chat.User{ID: "bob", Subject: "erased"}, time.Time{})
				return err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h.queries = nil
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
			plan := explain(t, s, h.queries)
			for _, index := range c.indexes {
				if !strings.Contains(plan, index) {
					t.Errorf("%q is not used:\n%s", index, plan)
				}
			}
			for _, table := range []string{"users", "rooms", "members", "messages", "events"} {
				if strings.Contains(plan, "SCAN chat_"+table) {
					t.Errorf("all of %s is read:\n%s", table, plan)
				}
			}
		})
	}
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
		if err := explainOne(t.Context(), s, q, &plan); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return plan.String()
}

func explainOne(ctx context.Context, s *sqlite.Store, query string, plan *strings.Builder) error {
	rows, err := s.Writer().DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return err
		}
		plan.WriteString(detail + "\n")
	}
	return rows.Err()
}
