package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestServeRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
		code int
		word string
	}{
		"ErrCommand":         {[]string{"fly"}, nil, 2, "fly"},
		"ErrFlag":            {[]string{"--wings"}, nil, 2, "parley serve -h"},
		"ErrArgument":        {[]string{"serve", "now"}, nil, 2, "now"},
		"ErrGitHubHalf":      {[]string{"--github-id", "x"}, nil, 2, "go together"},
		"ErrSeedNames":       {[]string{"--seed-names", "part9"}, nil, 2, "part9"},
		"ErrPublicURL":       {[]string{"--public-url", "chat.example.com"}, nil, 2, "public-url"},
		"ErrPublicURLPath":   {[]string{"--public-url", "https://example.com/chat"}, nil, 2, "public-url"},
		"ErrAfterLogin":      {[]string{"--after-login", "javascript:alert(1)"}, nil, 2, "after-login"},
		"ErrAfterLoginHost":  {[]string{"--after-login", "//evil.example"}, nil, 2, "after-login"},
		"ErrAfterLoginSlash": {[]string{"--after-login", `/\evil.example`}, nil, 2, "after-login"},
		"ErrAfterLoginWord":  {[]string{"--after-login", "chat"}, nil, 2, "after-login"},
		"ErrEnvironment":     {nil, map[string]string{"PARLEY_LOG_LEVEL": "loud"}, 2, "PARLEY_LOG_LEVEL"},
		"ErrEnvironmentBool": {nil, map[string]string{"PARLEY_GUEST": "maybe"}, 2, "PARLEY_GUEST"},
		"ErrLimit":           {[]string{"--limit-posts", "many"}, nil, 2, "limit-posts"},
		"ErrEnvironmentRate": {nil, map[string]string{"PARLEY_LIMIT_REQUESTS": "10"}, 2, "PARLEY_LIMIT_REQUESTS"},
		"ErrShortKey":        {[]string{"--jwt-key", "short"}, nil, 1, "32"},
		"ErrOrigins":         {[]string{"--origins", "example.com"}, nil, 1, "example.com"},
		"ErrAddress":         {[]string{"--addr", "127.0.0.1:99999"}, nil, 1, "listen"},
		"ErrDirectory":       {[]string{"--db", dir}, nil, 1, dir},
		"ErrPostgres":        {[]string{"--db", "postgres://localhost:x/y"}, nil, 2, "PostgreSQL"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs safeBuffer
			env := func(name string) (string, bool) {
				v, ok := c.env[name]
				if !ok && name == "PARLEY_DB" {
					return filepath.Join(dir, "parley.db"), true
				}
				return v, ok
			}
			code := run(t.Context(), c.args, env, &out, &errs)
			if code != c.code || !strings.Contains(errs.String(), c.word) || out.String() != "" {
				t.Errorf("%d %s %s, want %d and %q", code, out.String(), errs.String(), c.code, c.word)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"serve", "-h"}, {"import-seed", "--help"}, {"version"}} {
		code, out, errs := parley(args...)
		if code != 0 || out+errs == "" {
			t.Errorf("%v: %d %s %s", args, code, out, errs)
		}
	}
	for _, command := range []string{"serve", "faye", "migrate", "export", "import", "erase", "sweep", "import-seed"} {
		t.Run(command, func(t *testing.T) {
			_, _, help := parley(command, "-h")
			explained := regexp.MustCompile(`(?m)^  -(\S+).*\n    \t(.*)$`).FindAllStringSubmatch(help, -1)
			if len(explained) == 0 || len(explained) != len(regexp.MustCompile(`(?m)^  -`).FindAllString(help, -1)) {
				t.Errorf("flags without an explanation in:\n%s", help)
			}
			for _, e := range explained {
				env := "[PARLEY_" + strings.ToUpper(strings.ReplaceAll(e[1], "-", "_")) + "]"
				if words, _, named := strings.Cut(e[2], " "+env); !named || len(strings.Fields(words)) < 3 {
					t.Errorf("-%s is explained by %q, and its variable is %s", e[1], e[2], env)
				}
			}
		})
	}
	_, _, help := parley("serve", "-h")
	for _, flag := range []string{"addr", "db", "guest", "github-id", "github-secret", "jwt-key", "public-url", "origins", "after-login"} {
		if !strings.Contains(help, "\n  -"+flag) {
			t.Errorf("the help does not explain -%s", flag)
		}
	}
}

func TestGuestIsOnUnlessThereIsGitHub(t *testing.T) {
	none := func(string) (string, bool) { return "", false }
	for _, c := range []struct {
		args []string
		want bool
	}{
		{nil, true},
		{[]string{"--github-id", "a", "--github-secret", "b"}, false},
		{[]string{"--github-id", "a", "--github-secret", "b", "--guest"}, true},
		{[]string{"--guest=false"}, false},
	} {
		got, err := serveConfig(c.args, none, &safeBuffer{})
		if err != nil || got.guest != c.want {
			t.Errorf("%v: guest %v, %v", c.args, got.guest, err)
		}
	}
}

func TestEnvironmentStandsInForFlags(t *testing.T) {
	env := func(name string) (string, bool) {
		v, ok := map[string]string{"PARLEY_ADDR": "127.0.0.1:1", "PARLEY_DB": "env.db", "PARLEY_GUEST": "false"}[name]
		return v, ok
	}
	got, err := serveConfig([]string{"--db", "flag.db"}, env, &safeBuffer{})
	if err != nil || got.addr != "127.0.0.1:1" || got.db != "flag.db" || got.guest {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestServe: the program as a person uses it first.
func TestServe(t *testing.T) {
	p := start(t)
	ann := p.guest("Ann")
	var me struct{ Data chat.SeedUser }
	ann.must(200, "GET /auth/me", nil, &me)
	if me.Data.DisplayName != "Ann" || string(me.Data.ID) != ann.id {
		t.Errorf("got %+v", me)
	}
	t.Run("KeyIsKeptBesideTheDatabase", func(t *testing.T) {
		info, err := os.Stat(p.db + ".key")
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v", info, err)
		}
	})
	t.Run("StaysLoggedInAfterARestart", func(t *testing.T) {
		if err := p.stop(); err != nil {
			t.Fatalf("stop: %v\n%s", err, p.stderr)
		}
		p.restart()
		ann.must(200, "GET /api/v1/me", nil, nil)
	})
	t.Run("LogOut", func(t *testing.T) {
		res, _, err := ann.do("POST /auth/logout", nil)
		if err != nil || res.StatusCode >= 400 {
			t.Fatalf("%v %v", res, err)
		}
		ann.must(401, "GET /api/v1/me", nil, nil)
	})
	t.Run("Page", func(t *testing.T) {
		res, body, err := p.nobody().do("GET /", nil)
		if err != nil || res.StatusCode != 200 || !strings.Contains(body, "<script type=\"module\"") {
			t.Errorf("%v %v %s", res, err, body)
		}
	})
	t.Run("NothingIsLoggedAsAnError", func(t *testing.T) {
		if lines := p.errors(); len(lines) > 0 {
			t.Errorf("%q", lines)
		}
	})
}

func TestD9_LoggedOutTokenIsWorthless(t *testing.T) {
	p := start(t)
	ann := p.guest("Ann")
	u := ann.client.Jar
	before := u.Cookies(mustURL(t, p.url))
	if _, _, err := ann.do("POST /auth/logout", nil); err != nil {
		t.Fatal(err)
	}
	thief := p.nobody()
	thief.client.Jar.SetCookies(mustURL(t, p.url), before)
	thief.must(401, "GET /api/v1/me", nil, nil)
	thief.must(403, "POST /api/messages", map[string]string{"content": "x"}, nil)
}

func TestD4_PostingWorksOnARealDatabase(t *testing.T) {
	p := start(t)
	ann := p.guest("Ann")
	ann.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	var list struct{ Data []chat.SeedMessage }
	p.nobody().must(200, "GET /api/messages", nil, &list)
	if len(list.Data) != 1 || list.Data[0].Content != "hello" || string(list.Data[0].UserID) != ann.id || list.Data[0].User.DisplayName != "Ann" {
		t.Errorf("got %+v", list.Data)
	}
}

func TestD9_CookieAttributes(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"Plain":              {nil, "Path=/; HttpOnly; SameSite=Lax"},
		"HTTPS":              {[]string{"--public-url", "https://chat.example.com"}, "Path=/; HttpOnly; Secure; SameSite=Lax"},
		"OtherPagesOfOrigin": {[]string{"--origins", "http://localhost:8000"}, "Path=/; HttpOnly; SameSite=Lax"},
		"OtherSites":         {[]string{"--public-url", "https://chat.example.com", "--origins", "https://www.example.org"}, "Path=/; HttpOnly; Secure; SameSite=None"},
	} {
		t.Run(name, func(t *testing.T) {
			res, _, err := start(t, c.args...).nobody().do("POST /auth/guest", map[string]string{"name": "Ann"})
			if err != nil {
				t.Fatal(err)
			}
			_, attributes, _ := strings.Cut(res.Header.Get("Set-Cookie"), "; ")
			got := regexp.MustCompile(`(Expires|Max-Age)=[^;]*; `).ReplaceAllString(attributes, "")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
