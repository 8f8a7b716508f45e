package chat_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// staff is a Directory of people by their names, which are their subjects and handles too.
type staff struct {
	names []string
	fail  func(ctx context.Context) error // nil: it answers
}

func (s *staff) identity(name string) chat.Identity {
	return chat.Identity{Provider: "test", Subject: name, Name: name, Handle: name}
}

// Search implements chat.Directory. A cursor is how many were told.
func (s *staff) Search(ctx context.Context, _ chat.User, q, cursor string, limit int) ([]chat.Identity, string, error) {
	if s.fail != nil {
		return nil, "", s.fail(ctx)
	}
	skip := 0
	_, _ = fmt.Sscan(cursor, &skip)
	var list []chat.Identity
	for i, name := range s.names {
		if i < skip || !strings.Contains(name, q) {
			continue
		}
		if len(list) == limit {
			return list, fmt.Sprint(i), nil
		}
		list = append(list, s.identity(name))
	}
	return list, "", nil
}

// Lookup implements chat.Directory.
func (s *staff) Lookup(ctx context.Context, refs []chat.Ref) ([]chat.Identity, error) {
	if s.fail != nil {
		return nil, s.fail(ctx)
	}
	var list []chat.Identity
	for _, r := range refs {
		if name := cmp.Or(r.Subject, r.Handle); slices.Contains(s.names, name) && (r.Provider == "" || r.Provider == "test") {
			list = append(list, s.identity(name))
		}
	}
	return list, nil
}

// newStaffed is a crew with a Directory that knows zoe and zac too, who never came.
func newStaffed(t *testing.T, kind chat.RoomKind, change ...func(*chat.Options)) (*crew, *staff) {
	t.Helper()
	s := &staff{names: []string{"owner", "member", "zoe", "zac"}}
	return newCalling(t, kind, append(change, func(o *chat.Options) { o.Directory = s })...), s
}

// found are the names of people.
func found(list []chat.User) string {
	var names []string
	for _, u := range list {
		names = append(names, u.DisplayName)
	}
	return strings.Join(names, " ")
}

func TestFindUsers(t *testing.T) {
	t.Run("ByTheDirectoryInPages", func(t *testing.T) {
		w, _ := newStaffed(t, chat.Private)
		list, next, err := w.FindUsers(t.Context(), w.owner.ID, "z", "", 1)
		more, end, err2 := w.FindUsers(t.Context(), w.owner.ID, "z", next, 5)
		if found(list) != "zoe" || found(more) != "zac" || end != "" || errors.Join(err, err2) != nil {
			t.Errorf("%q %q %q %q, %v, %v", found(list), next, found(more), end, err, err2)
		}
		if again, _, err := w.FindUsers(t.Context(), w.owner.ID, "zoe", "", 5); err != nil || again[0].ID != list[0].ID || list[0].Handle != "zoe" {
			t.Errorf("%+v, %v", again, err)
		}
	})
	t.Run("WithoutOneThoseWhoShareARoom", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		list, next, err := w.FindUsers(t.Context(), w.owner.ID, "", "", 10)
		names := strings.Fields(found(list))
		if slices.Sort(names); err != nil || next != "" || !slices.Equal(names, []string{"member", "moderator", "reader"}) {
			t.Errorf("%v, %q, %v", names, next, err)
		}
		if list, _, err := w.FindUsers(t.Context(), w.owner.ID, "@MEM", "", 10); err != nil || found(list) != "member" {
			t.Errorf("%q, %v", found(list), err)
		}
		if list, _, err := w.FindUsers(t.Context(), w.nobody.ID, "", "", 10); err != nil || len(list) != 0 {
			t.Errorf("a stranger finds %q, %v", found(list), err)
		}
		var all []string
		for after, more := "", true; more; more = after != "" {
			var list []chat.User
			if list, after, err = w.FindUsers(t.Context(), w.owner.ID, "", after, 1); err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.Fields(found(list))...)
		}
		if slices.Sort(all); !slices.Equal(all, names) {
			t.Errorf("in pages %v", all)
		}
	})
	t.Run("NobodyWhomThePolicyHides", func(t *testing.T) {
		policy := chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, target chat.Target) error {
			if action == chat.ActionFindUser && (actor.DisplayName == "reader" || target.User != nil && target.User.DisplayName == "zoe") {
				return chat.ErrForbidden
			}
			return chat.RoomRoles{}.Can(ctx, actor, action, target)
		})
		w, _ := newStaffed(t, chat.Public, func(o *chat.Options) { o.Policy = policy })
		if list, _, err := w.FindUsers(t.Context(), w.owner.ID, "z", "", 10); err != nil || found(list) != "zac" {
			t.Errorf("finds %q, %v", found(list), err)
		}
		if _, _, err := w.FindUsers(t.Context(), w.reader.ID, "z", "", 10); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
		if _, err := w.FindUser(t.Context(), w.owner.ID, "ref:test:zoe"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		if m := w.posts(w.owner, "@zoe and @zac"); len(calls(*m.Nodes)) != 1 {
			t.Errorf("calls %v", calls(*m.Nodes))
		}
	})
	t.Run("ErrNotLoggedIn", func(t *testing.T) {
		w, _ := newStaffed(t, chat.Public)
		if _, _, err := w.FindUsers(t.Context(), "", "z", "", 10); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v", err)
		}
	})
	for name, q := range map[string]string{"ErrTooLong": strings.Repeat("x", 101), "ErrNUL": "a\x00"} {
		t.Run(name, func(t *testing.T) {
			w, _ := newStaffed(t, chat.Public)
			if _, _, err := w.FindUsers(t.Context(), w.owner.ID, q, "", 10); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFindUser(t *testing.T) {
	w, _ := newStaffed(t, chat.Private)
	for _, c := range []struct {
		name, who string
		want      error
	}{
		{"Oneself", string(w.owner.ID), nil}, {"WhoSharesARoom", string(w.reader.ID), nil}, {"WhoSharesARoomByRef", "ref:test:reader", nil},
		{"WhomTheDirectoryKnows", "ref:test:zoe", nil}, {"ErrAStranger", string(w.nobody.ID), chat.ErrNotFound},
		{"ErrAStrangerByRef", "ref:test:nobody", chat.ErrNotFound}, {"ErrNobody", "x", chat.ErrNotFound}, {"ErrAnotherProvider", "ref:app:zoe", chat.ErrNotFound},
		{"ErrNoRef", "ref:", chat.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			if u, err := w.FindUser(t.Context(), w.owner.ID, c.who); !errors.Is(err, c.want) || c.want == nil && u.ID == "" {
				t.Errorf("%+v, %v", u, err)
			}
		})
	}
}

// TestStrangers: who never opened the chat is called, added and written to.
func TestStrangers(t *testing.T) {
	w, _ := newStaffed(t, chat.Public)
	m := w.posts(w.member, "Hi @zoe")
	zoe, err := w.store.UserBySubject(t.Context(), "test", "zoe")
	if err != nil || !slices.Equal(calls(*m.Nodes), []string{string(zoe.ID)}) || w.mentions(zoe) != m.Text {
		t.Errorf("%+v, %v", m.Nodes, err)
	}
	room := "/api/v1/rooms/" + string(w.room.ID)
	for _, c := range []struct {
		name, route, body string
		want              int
		in                string
	}{
		{"Search", "GET /api/v1/users?q=zac", "", 200, `"displayName":"zac"`},
		{"Profile", "GET /api/v1/users/ref:test:zac", "", 200, `"handle":"zac"`},
		{"Added", "PUT " + room + "/members/ref:test:zac", "", 201, `"displayName":"zac"`},
		{"Removed", "DELETE " + room + "/members/ref:test:zac", "", 204, ""},
		{"WrittenTo", "POST /api/v1/rooms", `{"kind":"direct","members":["ref:test:zac"]}`, 201, `"kind":"direct"`},
		{"WrittenToAgain", "POST /api/v1/rooms", `{"kind":"direct","members":["ref:test:zac"]}`, 200, `"kind":"direct"`},
		{"ErrAddedNobody", "PUT " + room + "/members/ref:test:xyz", "", 404, "not_found"},
		{"ErrWrittenToNobody", "POST /api/v1/rooms", `{"kind":"direct","members":["ref:test:xyz"]}`, 422, `members`},
		{"ErrQuery", "GET /api/v1/users?q=" + strings.Repeat("x", 101), "", 422, `"/q"`},
	} {
		if a := w.ask(c.route, c.body, "X-User: owner"); a.StatusCode != c.want || !strings.Contains(a.body, c.in) {
			t.Errorf("%s: %d %s", c.name, a.StatusCode, a.body)
		}
	}
}

// TestDirectoryOutage: who searches hears of it, and what is said is not lost.
func TestDirectoryOutage(t *testing.T) {
	for name, fail := range map[string]func(ctx context.Context) error{
		"AnError":     func(context.Context) error { return errors.New("secret: ldap down") },
		"NotFound":    func(context.Context) error { return chat.ErrNotFound },
		"APanic":      func(context.Context) error { panic("ldap") },
		"Hanging":     func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"DeafHanging": func(context.Context) error { time.Sleep(time.Hour); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &staff{fail: fail}
				w := newCalling(t, chat.Public, func(o *chat.Options) { o.Directory = s })
				for _, route := range []string{"GET /api/v1/users?q=z", "GET /api/v1/users/ref:test:zoe", "GET /api/v1/users/" + string(w.nobody.ID),
					"PUT /api/v1/rooms/" + string(w.room.ID) + "/members/ref:test:zoe"} {
					start := time.Now()
					a := w.ask(route, "", "X-User: owner")
					if a.StatusCode != 503 || strings.Contains(a.body, "ldap") || time.Since(start) > 2*time.Second {
						t.Errorf("%s: %d %s after %v", route, a.StatusCode, a.body, time.Since(start))
					}
				}
				m := w.posts(w.owner, "@zoe @member")
				if m.Nodes == nil || !slices.Equal(calls(*m.Nodes), []string{string(w.member.ID)}) {
					t.Errorf("%+v", m.Nodes)
				}
				time.Sleep(2 * time.Hour) // what hangs ends
			})
		})
	}
	t.Run("ARefusalIsTold", func(t *testing.T) {
		w := newCalling(t, chat.Public, func(o *chat.Options) {
			o.Directory = &staff{fail: func(context.Context) error { return chat.Refuse("not for you") }}
		})
		if a := w.ask("GET /api/v1/users?q=z", "", "X-User: owner"); a.StatusCode != 403 || !strings.Contains(a.body, "not for you") {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("ManyThatHangAreNotWaitedFor", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newCalling(t, chat.Public, func(o *chat.Options) {
				o.Directory = &staff{fail: func(context.Context) error { time.Sleep(time.Hour); return nil }}
			})
			for range 64 {
				go func() { _, _, _ = w.FindUsers(t.Context(), w.owner.ID, "z", "", 1) }()
			}
			synctest.Wait()
			start := time.Now()
			if _, _, err := w.FindUsers(t.Context(), w.owner.ID, "z", "", 1); err == nil || time.Since(start) > 0 {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			time.Sleep(2 * time.Hour)
		})
	})
	t.Run("ErrTimeout", func(t *testing.T) {
		if _, err := chat.New(memory.New(), byHeader, &chat.Options{DirectoryTimeout: -1}); err == nil {
			t.Error("made")
		}
	})
}
