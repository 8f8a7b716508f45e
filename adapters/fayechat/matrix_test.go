package fayechat_test

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/memory"
)

var update = flag.Bool("update", false, "write the files of testdata")

// whoConnects are the columns of the matrix, as those in package chat: the banned are so
// from the rooms, the barred from everything, and the blocked one is with the member in the
// direct room, who blocks them. The bots are members: one with a token that has every scope,
// and one whose scope is for nothing here.
var whoConnects = []string{"anonymous", "stranger", "reader", "member", "moderator", "owner", "admin", "banned", "barred", "blocked", "bot", "unscoped"}

// byName makes an admin of "admin".
var byName = chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
	id, err := byHeader(r)
	if id.Subject == "admin" {
		id.Roles = []string{chat.RoleAdmin}
	}
	return id, err
})

// TestMatrix has everybody subscribe and publish to every channel there is, and holds what
// they are told against testdata/matrix.txt; go test ./adapters/fayechat -run TestMatrix
// -update writes what is so now, for a person to read line by line.
func TestMatrix(t *testing.T) {
	m := newChannels(t)
	clients := map[string]*fayetest.Client{}
	var got strings.Builder
	line := func(what string, cell func(who string) string) {
		fmt.Fprintf(&got, "%-42s", what)
		for _, who := range whoConnects {
			fmt.Fprintf(&got, " %-*s", len(who), cell(who))
		}
		got.WriteString("\n")
	}
	line("#", func(who string) string { return who })
	line("handshake", func(who string) string {
		header := http.Header{"X-User": {strings.TrimPrefix(who, "anonymous")}}
		if secret, ok := m.secrets[who]; ok {
			header = http.Header{"Authorization": {"Bearer " + secret}}
		}
		c := m.net.WebSocket(header)
		reply := c.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []any{"websocket"}})
		if reply["successful"] == true {
			c.ID, _ = reply["clientId"].(string)
			clients[who] = c
		}
		return verdict(reply)
	})
	for _, verb := range []string{"subscribe", "publish"} {
		for _, ch := range m.channels {
			if ch.says != "" && verb == "subscribe" {
				continue // one with other data is the same channel
			}
			line(verb+" "+ch.name, func(who string) string {
				c := clients[who]
				if c == nil {
					return "-"
				}
				name := strings.ReplaceAll(ch.path, "{self}", string(m.ids[who]))
				if verb == "subscribe" {
					return verdict(c.Subscribe(name))
				}
				return verdict(c.Publish(name, ch.data))
			})
		}
	}
	const file = "testdata/matrix.txt"
	text := trimmed(got.String())
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Errorf("- in %s, + now:\n%s", file, diff)
	}
}

// trimmed has no spaces at the ends of its lines.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// verdict is "ok" or the code of a refusal.
func verdict(reply fayetest.Message) string {
	if reply["successful"] == true {
		return "ok"
	}
	code, _, _ := strings.Cut(fmt.Sprint(reply["error"]), ":")
	return code
}

// A channel of the matrix; says tells apart what is published to the same one.
type channel struct{ name, path, data, says string }

// channels are a world with somebody for every column.
type channels struct {
	*world
	ids      map[string]chat.UserID
	secrets  map[string]string // of those who come with a token
	channels []channel
}

func newChannels(t *testing.T) *channels {
	t.Helper()
	m := &channels{world: worldOver(t, memory.New(), byName, nil), ids: map[string]chat.UserID{}, secrets: map[string]string{}}
	for _, who := range whoConnects[1:] {
		m.ids[who] = m.user(who).ID
	}
	m.program("bot", chat.ScopeReadRooms, chat.ScopeWriteRooms, chat.ScopeReadMembers, chat.ScopeWriteMembers,
		chat.ScopeReadMessages, chat.ScopeWriteMessages, chat.ScopeReact)
	m.program("unscoped", chat.ScopeReact)
	m.ids["anonymous"] = "nobody"
	public, private := m.roomOf(chat.Public), m.roomOf(chat.Private)
	direct, _, err := m.Module.OpenRoom(t.Context(), m.ids["member"], chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{m.ids["blocked"]}})
	_, err2 := m.Module.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Ban, User: m.ids["barred"]})
	if err := errors.Join(err, err2, m.Module.Block(t.Context(), m.ids["member"], m.ids["blocked"])); err != nil {
		t.Fatal(err)
	}
	const data = `{"event":"message.created","payload":{"text":"forged"}}`
	for _, r := range []struct {
		name string
		id   chat.RoomID
	}{{"public", public}, {"private", private}, {"direct", direct.ID}, {"none", "none"}} {
		m.channels = append(m.channels,
			channel{"/rooms/" + r.name, "/rooms/" + string(r.id), data, ""},
			channel{"/rooms/" + r.name + "/live", "/rooms/" + string(r.id) + "/live", data, ""},
			channel{"/service/typing in " + r.name, "/service/typing", `{"room":"` + string(r.id) + `"}`, r.name})
	}
	for _, name := range []string{"/messages", "/users/{self}", "/users/{self}/live", "/service/typing", "/service/presence", "/service/other",
		"/rooms/*", "/rooms/**", "/users/*", "/**", "/meta/other"} {
		m.channels = append(m.channels, channel{name, name, `{"status":"away"}`, ""})
	}
	m.channels = append(m.channels, channel{"/users/{other}", "/users/" + string(m.user("somebody else").ID), data, ""})
	return m
}

// program makes a bot of the whole module, with a token.
func (m *channels) program(who string, scopes ...string) {
	m.Helper()
	ctx := chat.WithRoles(m.Context(), chat.RoleAdmin)
	b, err := m.Module.CreateBot(ctx, m.ids["admin"], "", chat.BotDraft{Name: who})
	if err != nil {
		m.Fatal(err)
	}
	m.ids[who] = b.User.ID
	if _, m.secrets[who], err = m.Module.CreateBotToken(ctx, m.ids["admin"], b.User.ID, chat.TokenDraft{Scopes: scopes}); err != nil {
		m.Fatal(err)
	}
}

// roomOf makes a room with somebody for every role.
func (m *channels) roomOf(kind chat.RoomKind) chat.RoomID {
	m.Helper()
	r, err := m.Module.CreateRoom(m.Context(), m.ids["owner"], chat.RoomDraft{Kind: kind, Slug: string(kind), Name: "Crew"})
	for who, role := range map[string]chat.Role{
		"moderator": chat.RoleModerator, "member": chat.RoleMember, "reader": chat.RoleReadOnly, "blocked": chat.RoleMember, "banned": chat.RoleMember,
		"bot": chat.RoleMember, "unscoped": chat.RoleMember,
	} {
		_, _, err2 := m.Module.ManageMember(m.Context(), "", r.ID, m.ids[who], role)
		err = errors.Join(err, err2)
	}
	_, err2 := m.Module.Ban(m.Context(), m.ids["moderator"], r.ID, m.ids["banned"], chat.SanctionDraft{})
	if err := errors.Join(err, err2); err != nil {
		m.Fatal(err)
	}
	return r.ID
}
