package main

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// committed reads the room by the API: the messages, and the log, which has to have
// every rev from 1 to the last.
func committed(one *person) (room map[string]said, head int64) {
	one.p.t.Helper()
	room = map[string]said{}
	for after, more := int64(0), true; more; {
		var page struct {
			Items []chat.Message
			Page  struct {
				HasAfter bool
				After    int64
			}
		}
		one.must(200, fmt.Sprintf("GET /api/v1/rooms/lobby/messages?limit=100&after=%d", after), nil, &page)
		for _, m := range page.Items {
			if twice, ok := room[m.ClientID]; ok {
				one.p.t.Errorf("message %s is there twice: %+v, %+v", m.ClientID, twice, m)
			}
			room[m.ClientID] = saidBy(m)
		}
		more, after = page.Page.HasAfter, page.Page.After
	}
	for more := true; more; {
		var page struct {
			Items    []chat.Event
			HasAfter bool
		}
		one.must(200, fmt.Sprintf("GET /api/v1/rooms/lobby/events?limit=200&after=%d", head), nil, &page)
		for _, ev := range page.Items {
			if head++; ev.Rev != head {
				one.p.t.Fatalf("the log has rev %d where %d is due", ev.Rev, head)
			}
		}
		more = page.HasAfter
	}
	return room, head
}

// keeps checks what was acknowledged against what is there.
func (p *promised) keeps(t *testing.T, room map[string]said) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	late := 0
	for id := range room {
		if _, ok := p.acked[id]; !ok {
			late++
			if !p.abandoned[id] {
				t.Errorf("nobody wrote %s", id)
			}
		}
	}
	there := map[string]said{}
	for id := range p.acked {
		if s, ok := room[id]; ok {
			there[id] = s
		}
	}
	if diff := differences(there, p.acked); diff != "" {
		t.Errorf("of what was acknowledged the room has%s", diff)
	}
	t.Logf("%d messages acknowledged, %d requests repeated, %d posts given up of which %d were stored", len(p.acked), p.repeats, len(p.abandoned), late)
	if len(p.acked) < kills/3 || p.repeats == 0 {
		t.Error("that is too little to show anything")
	}
}

// sound asks the database itself; every count must be 0.
func sound(t *testing.T, db string, messages int, head int64) {
	t.Helper()
	driver := "sqlite"
	if isPostgres(db) {
		driver = "pgx"
	}
	pool, err := sql.Open(driver, db)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ask := func(query string) (n int64) {
		t.Helper()
		if err := pool.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(query, err)
		}
		return n
	}
	lobby := ` room_id = (SELECT id FROM chat_rooms WHERE slug = 'lobby')`
	for query, want := range map[string]int64{
		`SELECT rev FROM chat_rooms WHERE slug = 'lobby'`:                                                                        head,
		`SELECT count(*) FROM chat_events WHERE` + lobby:                                                                         head,
		`SELECT max(rev) FROM chat_events WHERE` + lobby:                                                                         head,
		`SELECT count(*) FROM chat_messages WHERE` + lobby:                                                                       int64(messages),
		`SELECT count(*) FROM (SELECT DISTINCT author_id, client_id FROM chat_messages) AS m`:                                    int64(messages),
		`SELECT count(*) FROM (SELECT DISTINCT object_id FROM chat_events WHERE kind = 'message.created' AND` + lobby + `) AS m`: int64(messages),
		`SELECT count(*) FROM chat_messages m LEFT JOIN chat_events e ON e.room_id = m.room_id AND e.rev = m.seq
			AND e.object_id = m.id AND e.kind = 'message.created' WHERE e.rev IS NULL`: 0,
		`SELECT count(*) FROM chat_messages m LEFT JOIN chat_events e ON e.room_id = m.room_id AND e.rev = m.rev
			AND e.object_id = m.id WHERE e.rev IS NULL`: 0,
		`SELECT count(*) FROM chat_messages m WHERE m.rev <> (SELECT max(e.rev) FROM chat_events e
			WHERE e.room_id = m.room_id AND e.object_id = m.id)`: 0,
	} {
		if got := ask(query); got != want {
			t.Errorf("%s: %d, want %d", strings.Join(strings.Fields(query), " "), got, want)
		}
	}
	if driver == "sqlite" {
		var word string
		if err := pool.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&word); err != nil || word != "ok" {
			t.Errorf("the file is not sound: %s %v", word, err)
		}
	}
}
