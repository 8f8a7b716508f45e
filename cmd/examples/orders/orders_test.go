package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/memory"
)

// serve runs the shop until the test ends.
func serve(t *testing.T, built fs.FS) string {
	t.Helper()
	s, err := newShop(memory.New(), built)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := s.node.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		srv.Close()
	})
	return srv.URL
}

// as is a client that has logged in; nobody logs in as "".
func as(t *testing.T, url, who string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	t.Cleanup(c.CloseIdleConnections)
	if who != "" {
		if got := post(t, c, url+"/login", who, who); got != http.StatusOK {
			t.Fatalf("log-in of %s: %d", who, got)
		}
	}
	return c
}

func post(t *testing.T, c *http.Client, to, name, password string) int {
	t.Helper()
	res, err := c.PostForm(to, url.Values{"name": {name}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

func get(t *testing.T, c *http.Client, url string) *http.Response {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res
}

// An order, and the room about it, is there for those whom it concerns.
func TestWhoMay(t *testing.T) {
	url := serve(t, nil)
	for _, c := range []struct {
		who        string
		page, room int
	}{
		{"eve", 404, 404}, {"", 200, 404}, {"ann", 200, 200}, {"sam", 200, 200}, {"eve", 404, 404},
	} {
		t.Run(fmt.Sprintf("%sGets%d", c.who, c.room), func(t *testing.T) {
			client := as(t, url, c.who)
			page, room := get(t, client, url+"/orders/42"), get(t, client, url+"/chat/api/v1/rooms/ref:order:42")
			if page.StatusCode != c.page || room.StatusCode != c.room {
				t.Errorf("page %d, want %d; room %d, want %d", page.StatusCode, c.page, room.StatusCode, c.room)
			}
			if login := strings.HasSuffix(page.Request.URL.Path, "/login"); login != (c.who == "") {
				t.Errorf("at %s", page.Request.URL)
			}
		})
	}
}

// Whoever comes first: the room is the clerk's.
func TestTheClerkOwnsTheRoom(t *testing.T) {
	url := serve(t, nil)
	for _, c := range []struct{ who, role string }{{"ann", "member"}, {"sam", "owner"}} {
		res, err := as(t, url, c.who).Get(url + "/chat/api/v1/rooms/ref:order:42")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var room struct{ Viewer struct{ Role string } }
		if err := json.NewDecoder(res.Body).Decode(&room); err != nil || room.Viewer.Role != c.role {
			t.Errorf("%s is %q, %v", c.who, room.Viewer.Role, err)
		}
	}
}

func TestLogIn(t *testing.T) {
	url := serve(t, nil)
	t.Run("ErrWrongPassword", func(t *testing.T) {
		if got := post(t, as(t, url, ""), url+"/login", "ann", "sam"); got != http.StatusUnauthorized {
			t.Errorf("got %d", got)
		}
	})
	t.Run("LogOutEndsIt", func(t *testing.T) {
		c := as(t, url, "ann")
		post(t, c, url+"/logout", "", "")
		if got := get(t, c, url+"/chat/api/v1/me").StatusCode; got != http.StatusUnauthorized {
			t.Errorf("got %d", got)
		}
	})
	t.Run("ErrForgedForm", func(t *testing.T) {
		req, err := http.NewRequest("POST", url+"/logout", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := as(t, url, "ann").Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("got %d", res.StatusCode)
		}
	})
	t.Run("PagesHaveThePolicy", func(t *testing.T) {
		if got := get(t, as(t, url, "ann"), url+"/orders/42").Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("got %q", got)
		}
	})
}
