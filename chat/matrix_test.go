package chat_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// whoAsks are the columns of the matrix: the banned are so from the room, the barred from
// everything, and the blocked one is a member whom all the others block. The bot, of the room
// but for a direct one, has every scope, and the other one all but that which the route takes.
var whoAsks = []string{"anonymous", "stranger", "reader", "member", "moderator", "owner", "admin", "banned", "barred", "blocked", "bot", "unscoped"}

// matrixKinds are its parts. In a direct room of two there are only the member and the
// blocked one, and the message is the member's.
var matrixKinds = []chat.RoomKind{chat.Public, chat.Private, chat.Direct}

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

	"PUT /api/v1/rooms/{room}/notify":             `{"level":"mentions"}`,
	"POST /api/v1/rooms/{room}/webhooks/incoming": `{"name":"hook"}`,
	"POST /api/v1/webhooks/outgoing":              `{"url":"https://192.0.2.1/"}`,
	"POST /api/v1/rooms/{room}/webhooks/outgoing": `{"url":"https://192.0.2.1/"}`,
	"PATCH /api/v1/webhooks/outgoing/{hook}":      `{"events":["message.created"]}`,
	"POST /hooks/{hook}":                          `{"text":"ping"}`,
	"POST /api/v1/bots":                           `{"name":"robot"}`,
	"POST /api/v1/rooms/{room}/bots":              `{"name":"robot"}`,
	"POST /api/v1/bots/{bot}/tokens":              `{"scopes":["rooms:read"]}`,
	"POST /api/v1/messages/{message}/report":      `{"reason":"rude"}`,
	"PATCH /api/v1/rooms/{room}/reports/{report}": `{"status":"dismissed"}`,
	"PATCH /api/v1/admin/reports/{report}":        `{"status":"dismissed"}`,
	"POST /api/v1/uploads":                        `{"name":"a.txt","size":3}`,
	"PATCH /api/v1/uploads/{upload}":              "end",
}

// matrixHeaders are what it needs besides.
var matrixHeaders = map[string][]string{
	"PATCH /api/v1/uploads/{upload}": {"Content-Type: application/offset+octet-stream", "Upload-Offset: 0"},
}

// matrixQueries are what stands behind the path then.
var matrixQueries = map[string]string{"GET /api/v1/search": "?q=then&room={room}"}

// TestMatrix asks for every route as everybody there is, in a public, a private and a direct room,
// and holds the statuses against testdata/matrix.txt. A route that is not in it fails, and
// so does any status that has become another; go test ./chat -run TestMatrix -update
// writes what is so now, for a person to read line by line.
func TestMatrix(t *testing.T) {
	var got strings.Builder
	for _, kind := range matrixKinds {
		fmt.Fprintf(&got, "%-55s %s\n", "# "+kind, strings.Join(whoAsks, " "))
		patterns := newWorld(t).Routes()
		slices.SortFunc(patterns, func(a, b string) int {
			return strings.Compare(strings.SplitN(a, " ", 2)[1]+a, strings.SplitN(b, " ", 2)[1]+b)
		})
		part := matrixPart{kind: kind}
		for _, pattern := range patterns {
			fmt.Fprintf(&got, "%-55s %s\n", pattern, part.row(t, pattern))
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

// A matrixPart asks one world until something in it has changed, and then the next.
type matrixPart struct {
	kind chat.RoomKind
	in   *matrixWorld
}

// row is what everybody gets.
func (p *matrixPart) row(t *testing.T, pattern string) string {
	t.Helper()
	body := matrixBodies[pattern]
	if p.kind == chat.Direct && pattern == "POST /api/v1/rooms" {
		body = `{"kind":"direct","members":["{member}"]}`
	}
	var statuses []string
	for _, who := range whoAsks {
		if p.in == nil {
			p.in = newMatrixWorld(t, p.kind)
		}
		status, changed := p.in.cell(pattern, body, who)
		if changed {
			p.in = nil
		}
		statuses = append(statuses, fmt.Sprintf("%-*s", len(who), strconv.Itoa(status)))
	}
	return strings.TrimSpace(strings.Join(statuses, " "))
}

// cell is the status of one request, and whether the world may be another by it.
func (m *matrixWorld) cell(pattern, body, who string) (status int, changed bool) {
	headers := slices.Clone(matrixHeaders[pattern])
	switch who {
	case "anonymous":
	case "admin":
		headers = append(headers, "X-User: admin", "X-Admin: 1")
	case "stranger":
		headers = append(headers, "X-User: nobody")
	case "bot":
		headers = append(headers, m.bot("")...)
	case "unscoped":
		headers = append(headers, m.bot(chat.RouteScope(pattern))...)
	default:
		headers = append(headers, "X-User: "+who)
	}
	status = m.ask(m.names.Replace(m.programs().Replace(pattern+matrixQueries[pattern])), m.names.Replace(body), headers...).StatusCode
	return status, status < 400 && !strings.HasPrefix(pattern, "GET ")
}

// A matrixWorld has something to find under every name in a route. The message is the
// member's, edited once, in the crew's room, where they attached a picture too, and began to
// send another file; that of the old routes is in the lobby. Somebody
// else is there to be added, and to be blocked; the report is by the owner, and where there
// is none in the room by the member.
type matrixWorld struct {
	*crew
	names *strings.Replacer
	kind  chat.RoomKind
	machines
}

func newMatrixWorld(t *testing.T, kind chat.RoomKind) *matrixWorld {
	t.Helper()
	ctx := t.Context()
	var c *crew
	if kind == chat.Direct {
		c = newCrew(t, chat.Private, withWebhooks)
	} else {
		c = newCrew(t, kind, withWebhooks)
	}
	banned, barred, blocked, other := c.user("banned"), c.user("barred"), c.user("blocked"), c.user("somebody else")
	var all []error
	did := func(err error) { all = append(all, err) }
	if kind == chat.Direct {
		r, _, err := c.OpenRoom(ctx, c.member.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{blocked.ID}})
		did(err)
		c.room = r
	} else {
		_, _, err := c.ManageMember(ctx, "", c.room.ID, blocked.ID, chat.RoleMember)
		_, err2 := c.ManageSanction(ctx, chat.Sanction{Kind: chat.Ban, Room: c.room.ID, User: banned.ID})
		did(errors.Join(err, err2))
	}
	_, err := c.ManageSanction(ctx, chat.Sanction{Kind: chat.Ban, User: barred.ID})
	did(err)
	msg, _, err := c.Post(ctx, c.member.ID, c.room.ID, chat.Draft{Text: "first"})
	did(err)
	msg, err = c.Edit(ctx, c.member.ID, msg.ID, chat.Edit{Text: "then"})
	did(err)
	old, _, err := c.Post(ctx, c.member.ID, c.Lobby(), chat.Draft{Text: "old"})
	did(err)
	revisions, _, err := c.Revisions(ctx, c.member.ID, msg.ID, 0, 1)
	did(err)
	half, err := c.CreateUpload(ctx, c.member.ID, chat.UploadDraft{Name: "half", Size: 3})
	did(err)
	file, err := c.attach(c.member, c.room.ID, "a.png", pngOf(2, 2))
	did(err)
	reporter := blocked
	if kind != chat.Direct {
		reporter = c.reader
	}
	report := c.reported(reporter, msg.ID)
	invite, token := "none", "none"
	if kind != chat.Direct {
		inv, secret, err := c.CreateInvite(ctx, c.owner.ID, c.room.ID, chat.InviteDraft{})
		did(err)
		invite, token = string(inv.ID), secret
	}
	for _, u := range []chat.User{c.owner, c.moderator, c.member, c.reader} {
		did(c.Block(ctx, u.ID, blocked.ID))
	}
	if err := errors.Join(all...); err != nil {
		t.Fatal(err)
	}
	return &matrixWorld{crew: c, kind: kind, names: strings.NewReplacer("{room}", string(c.room.ID), "{message}", string(msg.ID), "{user}", string(other.ID),
		"{invite}", invite, "{token}", token, "{emoji}", "%F0%9F%91%8D", "{n}", fmt.Sprint(revisions[0].N),
		"{id}", fmt.Sprint(old.Seq), "{report}", report, "{member}", string(c.member.ID),
		"{upload}", string(half.ID), "{file}", string(file), "{name}", "a.png")}
}
