package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// doer is what a Module and a Tx have in common.
type doer interface {
	Post(ctx context.Context, author chat.UserID, room chat.RoomID, d chat.Draft) (chat.Message, bool, error)
	Edit(ctx context.Context, actor chat.UserID, id chat.MessageID, e chat.Edit) (chat.Message, error)
	Delete(ctx context.Context, actor chat.UserID, id chat.MessageID) (chat.Message, error)
	CreateRoom(ctx context.Context, owner chat.UserID, d chat.RoomDraft) (chat.Room, error)
	AddMember(ctx context.Context, by chat.UserID, room chat.RoomID, user chat.UserID) (chat.Member, error)
}

var _, _ doer = (*chat.Module)(nil), (*chat.Tx)(nil)

// hooking is a module whose hooks all call ask, which learns what each was asked.
type hooking struct {
	*world
	ann, bob chat.User
	msg      chat.Message // of ann's
	room     chat.Room    // of ann's
	ask      func(ctx context.Context, what string) error
}

func newHooking(t *testing.T) *hooking {
	t.Helper()
	h := &hooking{ask: func(context.Context, string) error { return nil }}
	h.world = newWorld(t, func(o *chat.Options) {
		o.Before = chat.Hooks{
			Post: func(ctx context.Context, author chat.User, room chat.Room, d *chat.Draft) error {
				return h.ask(ctx, fmt.Sprintf("%s posts %s in %s", author.DisplayName, d.Text, room.Slug))
			},
			Edit: func(ctx context.Context, actor chat.User, msg chat.Message, e *chat.Edit) error {
				return h.ask(ctx, fmt.Sprintf("%s edits %s of %s to %s", actor.DisplayName, msg.Text, msg.Author.DisplayName, e.Text))
			},
			Delete: func(ctx context.Context, actor chat.User, msg chat.Message) error {
				return h.ask(ctx, fmt.Sprintf("%s deletes %s of %s", actor.DisplayName, msg.Text, msg.Author.DisplayName))
			},
			CreateRoom: func(ctx context.Context, owner chat.User, d *chat.RoomDraft) error {
				return h.ask(ctx, fmt.Sprintf("%s makes %s %s with %d", owner.DisplayName, d.Kind, d.Slug, len(d.Members)))
			},
			AddMember: func(ctx context.Context, by chat.User, room chat.Room, user chat.User) error {
				return h.ask(ctx, fmt.Sprintf("%s adds %s to %s", by.DisplayName, user.DisplayName, room.Slug))
			},
		}
	})
	h.ann, h.bob = h.user("ann"), h.user("bob")
	h.msg, h.room = h.post(h.ann, "hello"), h.open(h.ann, "tea")
	return h
}

// operations are those that a hook is asked about, and what it is asked.
func (h *hooking) operations(ctx context.Context, m doer) map[string]func() error {
	return map[string]func() error{
		"ann posts again in lobby": func() error {
			_, _, err := m.Post(ctx, h.ann.ID, h.Lobby(), chat.Draft{Text: "again"})
			return err
		},
		"ann edits hello of ann to hi": func() error {
			_, err := m.Edit(ctx, h.ann.ID, h.msg.ID, chat.Edit{Text: "hi"})
			return err
		},
		"ann deletes hello of ann": func() error {
			_, err := m.Delete(ctx, h.ann.ID, h.msg.ID)
			return err
		},
		"ann makes private den with 1": func() error {
			_, err := m.CreateRoom(ctx, h.ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "den", Name: "Den", Members: []chat.UserID{h.bob.ID}})
			return err
		},
		"ann adds bob to tea": func() error {
			_, err := m.AddMember(ctx, h.ann.ID, h.room.ID, h.bob.ID)
			return err
		},
		" adds bob to tea": func() error { // the host itself
			_, err := m.AddMember(ctx, "", h.room.ID, h.bob.ID)
			return err
		},
	}
}

// state is how far everything is that the operations would change.
func (h *hooking) state() string {
	h.Helper()
	_, err := h.Room(h.Context(), h.ann.ID, "den")
	lobby, err1 := h.Room(h.Context(), "", "lobby")
	tea, err2 := h.Room(h.Context(), "", "tea")
	if err1 != nil || err2 != nil {
		h.Fatal(err1, err2)
	}
	return fmt.Sprint("den: ", err, " lobby: ", lobby.Rev, " tea: ", tea.Rev)
}

type ctxKey struct{}

// TestHooksAreAsked: about each operation, with who wants it and what it is about, and
// what they refuse leaves no trace.
func TestHooksAreAsked(t *testing.T) {
	for name, of := range map[string]func(h *hooking) doer{
		"Module": func(h *hooking) doer { return h.Module },
		"Within": func(h *hooking) doer {
			tx := h.Within(h.store)
			h.Cleanup(tx.Done)
			return tx
		},
	} {
		t.Run(name, func(t *testing.T) {
			for what := range newHooking(t).operations(t.Context(), nil) {
				t.Run(what, func(t *testing.T) {
					h := newHooking(t)
					before, asked := h.state(), []string(nil)
					refusal := chat.Refuse("not today")
					h.ask = func(ctx context.Context, what string) error {
						if ctx.Value(ctxKey{}) != "the caller's" {
							t.Error("not the caller's context")
						}
						asked = append(asked, what)
						return refusal
					}
					do := h.operations(context.WithValue(t.Context(), ctxKey{}, "the caller's"), of(h))[what]
					if err := do(); !errors.Is(err, chat.ErrForbidden) || !strings.Contains(err.Error(), "not today") {
						t.Errorf("refused: %v", err)
					}
					if diff := cmp.Diff([]string{what}, asked); diff != "" {
						t.Errorf("asked (-want +got):\n%s", diff)
					}
					if after := h.state(); after != before {
						t.Errorf("refused, but %s became %s", before, after)
					}
					refusal = nil
					if err := do(); err != nil || h.state() == before {
						t.Errorf("allowed: %v, %s", err, h.state())
					}
				})
			}
		})
	}
}

// TestHooksComeAfterTheRules: nobody is asked about what may not be or is out of order.
func TestHooksComeAfterTheRules(t *testing.T) {
	h := newHooking(t)
	h.ask = func(_ context.Context, what string) error { t.Errorf("asked: %s", what); return nil }
	ctx := t.Context()
	_, _, blank := h.Post(ctx, h.ann.ID, h.Lobby(), chat.Draft{Text: " "})
	_, _, nobody := h.Post(ctx, "", h.Lobby(), chat.Draft{Text: "x"})
	_, _, nowhere := h.Post(ctx, h.ann.ID, "nowhere", chat.Draft{Text: "x"})
	_, edit := h.Edit(ctx, h.bob.ID, h.msg.ID, chat.Edit{Text: "x"})
	_, remove := h.Delete(ctx, h.bob.ID, h.msg.ID)
	_, room := h.CreateRoom(ctx, h.ann.ID, chat.RoomDraft{Slug: "No Slug", Name: "x"})
	_, member := h.AddMember(ctx, h.ann.ID, h.room.ID, "nobody")
	for name, err := range map[string][2]error{
		"blank": {blank, chat.ErrInvalid}, "nobody": {nobody, chat.ErrUnauthenticated}, "nowhere": {nowhere, chat.ErrNotFound},
		"edit": {edit, chat.ErrForbidden}, "delete": {remove, chat.ErrForbidden},
		"room": {room, chat.ErrInvalid}, "member": {member, chat.ErrNotFound},
	} {
		if !errors.Is(err[0], err[1]) {
			t.Errorf("%s: %v, want %v", name, err[0], err[1])
		}
	}
}

// TestHooksOverHTTP: what the person who asked learns, and what only the log does.
func TestHooksOverHTTP(t *testing.T) {
	panics := errors.New("panic")
	for name, is := range map[string]struct {
		err          error
		status       int
		code, detail string
		logged       string
	}{
		"Refused":         {chat.Refuse("Please be kind."), 403, "forbidden", "Please be kind.", ""},
		"RefusedWrapped":  {fmt.Errorf("filter: %w", chat.Refuse("Please be kind.")), 403, "forbidden", "Please be kind.", ""},
		"RefusedSilently": {chat.Refuse(""), 403, "forbidden", "forbidden", ""},
		"Forbidden":       {fmt.Errorf("secret reason: %w", chat.ErrForbidden), 403, "forbidden", "forbidden", ""},
		"Field":           {&chat.FieldError{Field: "text", Code: "link", Reason: "must have no link"}, 422, "validation", "text must have no link", ""},
		"RateLimited":     {chat.ErrRateLimited, 429, "rate_limited", "rate limited", ""},
		"HostsFailure":    {errors.New("secret table is missing"), 500, "internal", "internal error", "secret table is missing"},
		"Panic":           {panics, 500, "internal", "internal error", "secret panic"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHooking(t)
			h.ask = func(context.Context, string) error {
				if errors.Is(is.err, panics) {
					panic("secret panic")
				}
				return is.err
			}
			res := h.asAnn("POST /api/v1/rooms/lobby/messages", `{"text":"hi"}`)
			var p struct {
				Status       int
				Code, Detail string
				Errors       []struct{ Pointer, Code, Detail string }
			}
			res.into(t, &p)
			if res.StatusCode != is.status || p.Status != is.status || p.Code != is.code || p.Detail != is.detail ||
				res.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(res.body, "secret") {
				t.Errorf("%s %s", res.Status, res.body)
			}
			if is.status == 422 && (len(p.Errors) != 1 || p.Errors[0].Pointer != "/text" || p.Errors[0].Code != "link") {
				t.Errorf("fields: %s", res.body)
			}
			if log := strings.Join(h.log.all(), "\n"); (is.logged != "") != (log != "") || !strings.Contains(log, is.logged) {
				t.Errorf("logged %q", log)
			}
			if old := h.asAnn("POST /api/messages", `{"content":"hi"}`); old.StatusCode < 400 || strings.Contains(old.body, "secret") {
				t.Errorf("on the old route: %s %s", old.Status, old.body)
			}
			if r, err := h.Room(t.Context(), "", "lobby"); err != nil || r.Rev != 1 {
				t.Errorf("it left a trace: %+v, %v", r, err)
			}
		})
	}
}

// asAnn asks as ann.
func (h *hooking) asAnn(route, body string) answer {
	h.Helper()
	return h.world.ask(route, body, "X-User: ann")
}
