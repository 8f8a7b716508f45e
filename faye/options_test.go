package faye_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

func TestNewServerRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		opts faye.Options
		says string
	}{
		"NegativeTimeout":   {faye.Options{Timeout: -1}, "Timeout must not be negative"},
		"NegativeLimit":     {faye.Options{MaxQueue: -1}, "MaxQueue must not be negative"},
		"ShortExpiry":       {faye.Options{Expiry: time.Second}, "Expiry must be longer"},
		"LongHold":          {faye.Options{MaxHold: 5 * time.Minute}, "Expiry must be longer"},
		"OriginWithPath":    {faye.Options{Origins: []string{"https://a.example/x"}}, "is not an origin"},
		"OriginBare":        {faye.Options{Origins: []string{"a.example"}}, "is not an origin"},
		"OriginEmpty":       {faye.Options{Origins: []string{""}}, "is not an origin"},
		"NegativeHistory":   {faye.Options{History: &faye.History{Age: -1}}, "no field may be negative"},
		"TwoHistories":      {faye.Options{History: &faye.History{}, Replayer: &shelf{}}, "exclude each other"},
		"ProxyHeader":       {faye.Options{ProxyHeader: "X-Forwarded-For: "}, "is not the name of a header"},
		"UnknownTransport":  {faye.Options{DisabledTransports: []string{"flash"}}, `"flash" is none of`},
		"NoTransportIsLeft": {faye.Options{DisabledTransports: []string{"websocket", "long-polling", "callback-polling", "cross-origin-long-polling", "eventsource", "in-process"}}, "leaves none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := faye.NewServer(&c.opts)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %q", err, c.says)
			}
		})
	}
	t.Run("EverythingAtOnce", func(t *testing.T) {
		_, err := faye.NewServer(&faye.Options{Timeout: -1, MaxBody: -1, Origins: []string{"x"}})
		for _, says := range []string{"Timeout", "MaxBody", "Origins"} {
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Fatalf("%v does not name %s", err, says)
			}
		}
	})
}

func TestOptionsAreNotKept(t *testing.T) {
	opts := &faye.Options{Origins: []string{"https://A.example/"}}
	newServer(t, opts)
	if opts.Origins[0] != "https://A.example/" || opts.Timeout != 0 {
		t.Fatal("the caller's options were changed")
	}
}

func TestErrorIsTheWireForm(t *testing.T) {
	for want, err := range map[string]*faye.Error{
		"300:1.1:Version mismatch":                        faye.VersionMismatch("1.1"),
		"301:iframe,flash:Connection types not supported": faye.ConnectionTypeMismatch("iframe", "flash"),
		"302:x:Extension mismatch":                        faye.ExtensionMismatch("x"),
		"400::Bad request":                                faye.BadRequest(),
		"401:abc:Unknown client":                          faye.UnknownClient("abc"),
		"402:data:Missing required parameter":             faye.ParameterMissing("data"),
		"403:/a:Forbidden channel":                        faye.ForbiddenChannel("/a"),
		"404:/a:Unknown channel":                          faye.UnknownChannel("/a"),
		"405:a:Invalid channel":                           faye.InvalidChannel("a"),
		"406:x:Unknown extension":                         faye.UnknownExtension("x"),
		"407:/a:Failed to publish":                        faye.PublishFailed("/a"),
		"500::Internal server error":                      faye.InternalError(),
	} {
		if err.Error() != want {
			t.Errorf("%s, want %s", err, want)
		}
	}
}
