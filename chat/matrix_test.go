package chat_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// whoAsks are the columns of the matrix.
var whoAsks = []string{"anonymous", "stranger", "reader", "member", "moderator", "owner", "admin"}

// bodies are what a request needs that shall be granted, by its pattern.
var matrixBodies = map[string]string{
	"POST /api/messages":                      `{"content":"hi"}`,
	"PUT /api/messages/{id}":                  `{"content":"other"}`,
	"POST /api/v1/rooms":                      `{"slug":"new","name":"New"}`,
	"PATCH /api/v1/rooms/{room}":              `{"topic":"tea"}`,
	"PATCH /api/v1/me":                        `{"preferences":{"presence":false}}`,
	"DELETE /api/v1/me":                       `{"confirm":true}`,
	"PUT /api/v1/rooms/{room}/read":           `{"seq":1}`,
	"POST /api/v1/rooms/{room}/messages":      `{"text":"hi"}`,
	"PATCH /api/v1/messages/{message}":        `{"text":"other"}`,
	"PUT /api/v1/rooms/{room}/members/{user}": `{}`,
	"POST /api/v1/rooms/{room}/invites":       `{}`,
}

// TestMatrix asks for every route as everybody there is, in a public and in a private room,
// and holds the statuses against testdata/matrix.txt. A route that is not in it fails, and
// so does any status that has become another; go test ./chat -run TestMatrix -update
// writes what is so now, for a person to read line by line.
func TestMatrix(t *testing.T) {
	var got strings.Builder
	for _, kind := range []chat.RoomKind{chat.Public, chat.Private} {
		fmt.Fprintf(&got, "%-55s %s\n", "# "+kind, strings.Join(whoAsks, " "))
		patterns := newWorld(t).Routes()
		slices.SortFunc(patterns, func(a, b string) int {
			return strings.Compare(strings.SplitN(a, " ", 2)[1]+a, strings.SplitN(b, " ", 2)[1]+b)
		})
		for _, pattern := range patterns {
			var statuses []string
			for _, who := range whoAsks {
				statuses = append(statuses, fmt.Sprintf("%-*s", len(who), strconv.Itoa(matrixCell(t, kind, pattern, who))))
			}
			fmt.Fprintf(&got, "%-55s %s\n", pattern, strings.TrimSpace(strings.Join(statuses, " ")))
		}
	}
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("- in %s, + now:\n%s", file, diff)
	}
}

// matrixCell is the status of one request in a world of its own. The message is the
// member's, edited once, in the crew's room; that of the old routes in the lobby.
func matrixCell(t *testing.T, kind chat.RoomKind, pattern, who string) int {
	t.Helper()
	c := newCrew(t, kind)
	ctx := t.Context()
	msg, _, err := c.Post(ctx, c.member.ID, c.room.ID, chat.Draft{Text: "first"})
	if err == nil {
		msg, err = c.Edit(ctx, c.member.ID, msg.ID, chat.Edit{Text: "then"})
	}
	old, _, err2 := c.Post(ctx, c.member.ID, c.Lobby(), chat.Draft{Text: "old"})
	inv, token, err3 := c.CreateInvite(ctx, c.owner.ID, c.room.ID, chat.InviteDraft{})
	revisions, _, err4 := c.Revisions(ctx, c.member.ID, msg.ID, 0, 1)
	for _, err := range []error{err, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	other := c.user("somebody else")
	route := strings.NewReplacer("{room}", string(c.room.ID), "{message}", string(msg.ID), "{user}", string(other.ID),
		"{invite}", string(inv.ID), "{token}", token, "{emoji}", "%F0%9F%91%8D", "{n}", fmt.Sprint(revisions[0].N),
		"{id}", fmt.Sprint(old.Seq)).Replace(pattern)
	var headers []string
	switch who {
	case "anonymous":
	case "admin":
		headers = []string{"X-User: admin", "X-Admin: 1"}
	case "stranger":
		headers = []string{"X-User: nobody"}
	default:
		headers = []string{"X-User: " + who}
	}
	return c.ask(route, matrixBodies[pattern], headers...).StatusCode
}
