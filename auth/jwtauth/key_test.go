package jwtauth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/parleychat/parley/auth/jwtauth"
)

func TestNewKeys(t *testing.T) {
	secret := testKey.Secret
	for _, tt := range []struct {
		name string
		keys []jwtauth.Key
		want string // part of the error; empty: none
	}{
		{"OKWithoutID", []jwtauth.Key{{Secret: secret}}, ""},
		{"ErrNone", nil, "at least one"},
		{"ErrNoSecret", []jwtauth.Key{{ID: "a"}}, "0 bytes"},
		{"ErrShortSecret", []jwtauth.Key{{Secret: secret[:31]}}, "31 bytes"},
		{"ErrShortSecondSecret", []jwtauth.Key{testKey, {ID: "b", Secret: []byte("short")}}, "5 bytes"},
		{"ErrSameID", []jwtauth.Key{testKey, testKey}, "two keys"},
		{"ErrSameSecretWithoutIDs", []jwtauth.Key{{Secret: secret}, {Secret: secret}}, "two keys"},
		{"ErrLongID", []jwtauth.Key{{ID: strings.Repeat("x", 65), Secret: secret}}, "64"},
		{"ErrStrangeID", []jwtauth.Key{{ID: "a\nb", Secret: secret}}, "ASCII"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := jwtauth.New(tt.keys, nil)
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v; want an error about %s", err, tt.want)
			case err != nil && strings.Contains(err.Error(), "sss"):
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

// TestNewKeepsNoMemoryOfTheCaller: wiping a secret after New is good practice.
func TestNewKeepsNoMemoryOfTheCaller(t *testing.T) {
	secret := bytes.Repeat([]byte("w"), 32)
	keys := []jwtauth.Key{{Secret: secret}}
	a := newAuth(t, nil, keys...)
	r := withCookie(issue(t, a, ann))
	clear(secret)
	keys[0] = jwtauth.Key{}
	mustAccept(t, a, r)
}

func TestKeysDoNotShowTheirSecret(t *testing.T) {
	key := jwtauth.Key{ID: "k1", Secret: []byte("01234567890123456789012345678901")}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("started", "key", key, "keys", []jwtauth.Key{key})
	text, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	all := log.String() + string(text)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb, key) + fmt.Sprintf(verb, &key) + fmt.Sprintf(verb, []jwtauth.Key{key})
	}
	for _, secret := range []string{"0123456", "3031323334", "48 49 50", "MDEyMzQ1"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s shows in %s", secret, all)
		}
	}
	if !strings.Contains(all, "key k1") {
		t.Errorf("no ID in %s", all)
	}
}

func TestDerive(t *testing.T) {
	other := jwtauth.Key{Secret: bytes.Repeat([]byte("t"), 32)}
	seen := map[string]string{}
	for name, derive := range map[string]func() ([]byte, error){
		"state":         func() ([]byte, error) { return testKey.Derive("state") },
		"other purpose": func() ([]byte, error) { return testKey.Derive("cursor") },
		"other key":     func() ([]byte, error) { return other.Derive("state") },
	} {
		one, err := derive()
		if err != nil || len(one) != 32 {
			t.Fatalf("%s: %d bytes, %v", name, len(one), err)
		}
		if two, _ := derive(); !bytes.Equal(one, two) {
			t.Errorf("%s: not the same secret twice", name)
		}
		if same, ok := seen[string(one)]; ok {
			t.Errorf("%s and %s give the same secret", name, same)
		}
		seen[string(one)] = name
	}
	if _, err := (jwtauth.Key{}).Derive("state"); err == nil {
		t.Error("an empty key gave a secret")
	}
}
