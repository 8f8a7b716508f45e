package faye_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func TestRequireSecret(t *testing.T) {
	for name, c := range map[string]struct {
		secret string
		guard  faye.Guard
		send   string // a message without clientId and id
		err    string // empty: it succeeds
	}{
		"PublishOpenToThoseWhoKnow":    {"meh", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":"meh"}`, ""},
		"ErrPublishWithout":            {"meh", faye.GuardPublish, `"channel":"/messages","data":1`, "403:/messages:Forbidden channel"},
		"ErrPublishWrong":              {"meh", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":"mehh"}`, "403:/messages:Forbidden channel"},
		"ErrPublishEmpty":              {"meh", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":""}`, "403:/messages:Forbidden channel"},
		"ErrPublishNumber":             {"1", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":1}`, "403:/messages:Forbidden channel"},
		"ErrPublishNull":               {"", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":null}`, "403:/messages:Forbidden channel"},
		"ErrPublishEmptySecretIsNone":  {"", faye.GuardPublish, `"channel":"/messages","data":1,"ext":{"secret":""}`, "403:/messages:Forbidden channel"},
		"ErrPublishElsewhere":          {"meh", faye.GuardPublish, `"channel":"/anything/else","data":1`, "403:/anything/else:Forbidden channel"},
		"ErrPublishService":            {"meh", faye.GuardPublish, `"channel":"/service/x","data":1`, "403:/service/x:Forbidden channel"},
		"PublishGuardsNoSubscribe":     {"meh", faye.GuardPublish, `"channel":"/meta/subscribe","subscription":"/messages"`, ""},
		"ErrSubscribeWithout":          {"meh", faye.GuardSubscribe, `"channel":"/meta/subscribe","subscription":"/messages"`, "Invalid subscription auth token"},
		"ErrSubscribeArray":            {"meh", faye.GuardSubscribe, `"channel":"/meta/subscribe","subscription":["/messages"]`, "Invalid subscription auth token"},
		"ErrSubscribeWildcard":         {"meh", faye.GuardSubscribe, `"channel":"/meta/subscribe","subscription":"/**"`, "Invalid subscription auth token"},
		"SubscribeOpenToThoseWhoKnow":  {"meh", faye.GuardSubscribe, `"channel":"/meta/subscribe","subscription":"/messages","ext":{"secret":"meh"}`, ""},
		"SubscribeGuardsNoPublish":     {"meh", faye.GuardSubscribe, `"channel":"/messages","data":1`, ""},
		"ErrAllPublish":                {"meh", faye.GuardAll, `"channel":"/messages","data":1`, "403:/messages:Forbidden channel"},
		"ErrAllSubscribe":              {"meh", faye.GuardAll, `"channel":"/meta/subscribe","subscription":"/messages"`, "Invalid subscription auth token"},
		"ErrPublishExtIsNoObject":      {"meh", faye.GuardPublish, `"channel":"/messages","data":1,"ext":"meh"`, "403:/messages:Forbidden channel"},
		"ErrPublishSecretOutsideOfExt": {"meh", faye.GuardPublish, `"channel":"/messages","data":1,"secret":"meh"`, "403:/messages:Forbidden channel"},
	} {
		t.Run(name, func(t *testing.T) {
			client := secretServer(t, c.secret, c.guard).Poll()
			client.Handshake()
			var m fayetest.Message
			if err := json.Unmarshal([]byte("{"+c.send+"}"), &m); err != nil {
				t.Fatal(err)
			}
			r := client.Call(m)
			if got, _ := r["error"].(string); got != c.err || (r["successful"] == true) != (c.err == "") {
				t.Errorf("got %v", r)
			}
		})
	}
}

func secretServer(t *testing.T, secret string, guard faye.Guard, more ...faye.Extension) *fayetest.Network {
	t.Helper()
	s, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Extensions: append([]faye.Extension{faye.RequireSecret(secret, guard)}, more...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return fayetest.Serve(t, s)
}

// TestSecretIsSeenByNobody: neither subscribers nor the extensions after it see it, on
// any transport.
func TestSecretIsSeenByNobody(t *testing.T) {
	var later []string
	net := secretServer(t, "meh", faye.GuardPublish, faye.Extension{Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if m.Channel == "/messages" {
			later = append(later, string(m.Ext))
		}
		return true
	}})
	writer := net.Poll()
	writer.Handshake()
	for name, reader := range map[string]*fayetest.Client{"websocket": net.WebSocket(), "long-polling": net.Poll(), "form": net.Form(), "callback-polling": net.Callback()} {
		reader.Join("/messages")
		writer.Call(fayetest.Message{"channel": "/messages", "data": "hi", "ext": map[string]any{"secret": "meh", "other": 1}})
		if got := reader.Next(); len(got) != 2 || strings.Contains(fmt.Sprint(got), "meh") {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, ext := range later {
		if ext != `{"other":1}` {
			t.Errorf("a later extension saw %s", ext)
		}
	}
}

// The server of the tutorial: everybody may read, and only who knows the secret may
// publish.
func ExampleRequireSecret() {
	server, err := faye.NewServer(&faye.Options{
		Policy:     faye.Open(),
		Extensions: []faye.Extension{faye.RequireSecret("a long secret", faye.GuardPublish)},
	})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/faye/", server)
}

// The tutorial's own extension: it looks at each message that comes in, and one whose
// error it sets is not processed.
func ExampleExtension_token() {
	tokens := faye.Extension{Incoming: func(_ context.Context, _ *http.Request, message *faye.Message) bool {
		if message.Channel != "/meta/subscribe" {
			return true
		}
		var ext struct{ AuthToken string }
		if json.Unmarshal(message.Ext, &ext) != nil || ext.AuthToken != "a long secret" {
			message.Error = "Invalid subscription auth token"
		}
		return true
	}}
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Extensions: []faye.Extension{tokens}})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/faye/", server)
}
