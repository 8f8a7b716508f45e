package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/parleychat/parley/faye"
)

// A server is mounted like any handler. Until it has a policy nobody may
// subscribe or publish; the program itself always may.
func Example() {
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	mux := http.NewServeMux()
	mux.Handle("/faye/", server)
	mux.Handle("/faye", server)
	err = server.Publish(context.Background(), "/news", json.RawMessage(`{"hello":"world"}`))
	fmt.Println(err, server.Stats().Published)
	// Output: <nil> 1
}

// members lets everybody read the news, and only Ann write it.
type members struct{}

func (members) Handshake(_ context.Context, r *http.Request, _ *faye.Message) (faye.Grant, error) {
	user := r.Header.Get("X-User") // whatever the host trusts
	if user == "" {
		return faye.Grant{}, &faye.Error{Code: 401, Text: "Log in first"}
	}
	return faye.Grant{Value: user}, nil
}

func (members) Subscribe(_ context.Context, _ *faye.Session, channel string) error {
	if channel != "/news" {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}

func (members) Publish(_ context.Context, s *faye.Session, channel string, _ json.RawMessage) error {
	if s == nil || s.Value() != "ann" {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}

// A policy knows users by what it granted at the handshake.
func ExamplePolicy() {
	server, err := faye.NewServer(&faye.Options{Policy: members{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	r := httptest.NewRequest(http.MethodPost, "/faye", strings.NewReader(
		`{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	var replies []struct {
		Successful bool
		Error      string
	}
	_ = json.Unmarshal(w.Body.Bytes(), &replies)
	fmt.Println(replies[0].Successful, replies[0].Error)
	// Output: false 401::Log in first
}

// An extension sees every message with the request that carried it. This one
// wants a password for publishing; it is never passed on to subscribers.
func ExampleExtension() {
	password := faye.Extension{Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if !faye.IsMeta(m.Channel) && string(m.Ext) != `{"password":"secret"}` {
			m.Error = faye.ForbiddenChannel(m.Channel).Error()
		}
		return true
	}}
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Extensions: []faye.Extension{password}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	r := httptest.NewRequest(http.MethodPost, "/faye", strings.NewReader(`{"channel":"/news","data":1}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	fmt.Println(w.Body)
	// Output: [{"channel":"/news","successful":false,"error":"403:/news:Forbidden channel"}]
}

// Errors of Publish tell what is wrong in the protocol's terms.
func ExampleServer_Publish() {
	server, err := faye.NewServer(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = server.Publish(context.Background(), "/news/*", json.RawMessage(`1`))
	var refusal *faye.Error
	fmt.Println(errors.As(err, &refusal), refusal.Code)
	_ = server.Shutdown(context.Background())
	err = server.Publish(context.Background(), "/news", json.RawMessage(`1`))
	fmt.Println(errors.Is(err, faye.ErrClosed))
	// Output:
	// true 405
	// true
}

func ExampleMatches() {
	fmt.Println(faye.Matches("/rooms/*", "/rooms/7"), faye.Matches("/rooms/*", "/rooms/7/live"), faye.Matches("/rooms/**", "/rooms/7/live"))
	// Output: true false true
}
