package jwtauth_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// TestClaims changes one thing of a good token at a time.
func TestClaims(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	for _, tt := range []struct {
		name   string
		change jwt.MapClaims // nil value: taken out
		ok     bool
	}{
		{"OK", nil, true},
		{"OKAudienceAmongOthers", jwt.MapClaims{"aud": []string{"x", "parley"}}, true},
		{"OKIssuedByAClockThatIsAhead", jwt.MapClaims{"iat": start.Add(20 * time.Second).Unix()}, true},
		{"ErrIssuer", jwt.MapClaims{"iss": "other"}, false},
		{"ErrNoIssuer", jwt.MapClaims{"iss": nil}, false},
		{"ErrAudience", jwt.MapClaims{"aud": "other"}, false},
		{"ErrNoAudience", jwt.MapClaims{"aud": nil}, false},
		{"ErrExpired", jwt.MapClaims{"exp": start.Add(-time.Hour).Unix()}, false},
		{"ErrExpiredWithinLeeway", jwt.MapClaims{"exp": start.Unix()}, false},
		{"ErrNoExpiry", jwt.MapClaims{"exp": nil}, false},
		{"ErrExpiryIsText", jwt.MapClaims{"exp": "never"}, false},
		{"ErrNotYet", jwt.MapClaims{"nbf": start.Add(time.Minute).Unix()}, false},
		{"ErrIssuedInTheFuture", jwt.MapClaims{"iat": start.Add(time.Minute).Unix()}, false},
		{"ErrNoIssueTime", jwt.MapClaims{"iat": nil}, false},
		{"ErrNoID", jwt.MapClaims{"jti": nil}, false},
		{"ErrNoSubject", jwt.MapClaims{"sub": nil}, false},
		{"ErrNoProvider", jwt.MapClaims{"prov": nil}, false},
		{"ErrRolesAreText", jwt.MapClaims{"roles": "admin"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			claims := goodClaims()
			for k, v := range tt.change {
				if claims[k] = v; v == nil {
					delete(claims, k)
				}
			}
			r := withCookie(signed(t, jwt.SigningMethodHS256, testKey.Secret, map[string]any{"kid": "k1"}, claims))
			if !tt.ok {
				mustRefuse(t, a, r)
			} else if id := mustAccept(t, a, r); id.Subject != "12345" || id.Provider != "github" {
				t.Errorf("got %+v", id)
			}
		})
	}
}

// TestAlgorithms: HS256 and nothing else, whatever the header says.
func TestAlgorithms(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	secret := testKey.Secret
	for _, tt := range []struct {
		name   string
		method jwt.SigningMethod
		key    any
		header map[string]any
	}{
		{"ErrNone", jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil},
		{"ErrNoneInAnotherCase", jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, map[string]any{"alg": "nOnE"}},
		{"ErrHS512", jwt.SigningMethodHS512, secret, nil},
		{"ErrRS256", jwt.SigningMethodRS256, private, nil},
		{"ErrHS256SignatureCalledRS256", jwt.SigningMethodHS256, secret, map[string]any{"alg": "RS256"}},
		{"ErrNoAlgorithm", jwt.SigningMethodHS256, secret, map[string]any{"alg": 7}},
		{"ErrCriticalExtension", jwt.SigningMethodHS256, secret, map[string]any{"crit": []string{"b64"}, "b64": false}},
		{"ErrUnknownKeyID", jwt.SigningMethodHS256, secret, map[string]any{"kid": "k9"}},
		{"ErrKeyIDIsANumber", jwt.SigningMethodHS256, secret, map[string]any{"kid": 1}},
		{"ErrKeyIDIsAPath", jwt.SigningMethodHS256, []byte{}, map[string]any{"kid": "../../dev/null"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mustRefuse(t, a, withCookie(signed(t, tt.method, tt.key, tt.header, goodClaims())))
		})
	}
	t.Run("OKWithoutKeyID", func(t *testing.T) {
		mustAccept(t, a, withCookie(signed(t, jwt.SigningMethodHS256, secret, nil, goodClaims())))
	})
}

// TestMalformedTokens are refused, not stumbled over.
func TestMalformedTokens(t *testing.T) {
	a := newAuth(t, nil)
	good := issue(t, a, ann)
	parts := strings.Split(good, ".")
	for name, token := range map[string]string{
		"Empty":            "",
		"Dots":             "..",
		"OnePart":          "abc",
		"FourParts":        good + ".abc",
		"NoSignature":      parts[0] + "." + parts[1] + ".",
		"TwoSignatures":    good + parts[2],
		"OtherPayload":     parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"1"}`)) + "." + parts[2],
		"NullPayload":      parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`null`)) + "." + parts[2],
		"NullHeader":       base64.RawURLEncoding.EncodeToString([]byte(`null`)) + "." + parts[1] + "." + parts[2],
		"HeaderIsNoObject": base64.RawURLEncoding.EncodeToString([]byte(`[]`)) + "." + parts[1] + "." + parts[2],
		"NotBase64":        "!!!." + parts[1] + "." + parts[2],
		"TwoTokens":        good + " " + good,
		"Oversized":        strings.Repeat("a", 9<<10) + "." + parts[1] + "." + parts[2],
		"SpareBits":        good[:len(good)-1] + spareBits(good[len(good)-1]),
	} {
		t.Run(name, func(t *testing.T) {
			mustRefuse(t, a, withCookie(token))
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Authorization", "Bearer "+token)
			mustRefuse(t, a, r)
		})
	}
}

// TestOversizedTokens are refused even when they are ours: looking at them costs.
func TestOversizedTokens(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	for size, ok := range map[int]bool{4 << 10: true, 8 << 10: false} {
		claims := goodClaims()
		claims["padding"] = strings.Repeat("x", size)
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", "Bearer "+signed(t, jwt.SigningMethodHS256, testKey.Secret, nil, claims))
		if ok {
			mustAccept(t, a, r)
		} else {
			mustRefuse(t, a, r)
		}
	}
}

// spareBits is another spelling of the last character of a signature: only four of
// its six bits count.
func spareBits(last byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, last)|1])
}

func TestKeyRotation(t *testing.T) {
	older := jwtauth.Key{ID: "old", Secret: bytes.Repeat([]byte("o"), 32)}
	newer := jwtauth.Key{ID: "new", Secret: bytes.Repeat([]byte("n"), 32)}
	before, during, after := newAuth(t, nil, older), newAuth(t, nil, newer, older), newAuth(t, nil, newer)
	oldToken, newToken := issue(t, before, ann), issue(t, during, ann)

	mustAccept(t, during, withCookie(oldToken))
	mustAccept(t, during, withCookie(newToken))
	mustAccept(t, after, withCookie(newToken))
	mustRefuse(t, after, withCookie(oldToken))
	mustRefuse(t, before, withCookie(newToken))
}

func TestWhichCredentials(t *testing.T) {
	a := newAuth(t, nil)
	bob := chat.Identity{Provider: "github", Subject: "2"}
	annToken, bobToken := issue(t, a, ann), issue(t, a, bob)
	for _, tt := range []struct {
		name          string
		authorization []string
		cookies       []string
		want          string // empty: refused
	}{
		{"Cookie", nil, []string{annToken}, "12345"},
		{"Bearer", []string{"bearer " + annToken}, nil, "12345"},
		{"BearerBeforeCookie", []string{"Bearer " + bobToken}, []string{annToken}, "2"},
		{"BadBearerIsNotMadeGoodByACookie", []string{"Bearer nonsense"}, []string{annToken}, ""},
		{"EmptyBearerIsNotMadeGoodByACookie", []string{"Bearer"}, []string{annToken}, ""},
		{"OtherSchemeIsNotOurs", []string{"Basic YTpi"}, []string{annToken}, "12345"},
		{"ErrTwoBearers", []string{"Bearer " + annToken, "Bearer " + bobToken}, nil, ""},
		{"ErrBasicAndBearer", []string{"Basic YTpi", "Bearer " + annToken}, []string{annToken}, ""},
		{"OldCookieDoesNotLockOut", nil, []string{"stale", annToken}, "12345"},
		{"FirstGoodCookieWins", nil, []string{annToken, bobToken}, "12345"},
		{"TooManyCookies", nil, []string{"a", "b", "c", "d", annToken}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := withCookie(tt.cookies...)
			r.Header["Authorization"] = tt.authorization
			if tt.want == "" {
				mustRefuse(t, a, r)
			} else if id := mustAccept(t, a, r); id.Subject != tt.want {
				t.Errorf("got %q, want %q", id.Subject, tt.want)
			}
		})
	}
}

// TestHostTokens: an application brings its own tokens.
func TestHostTokens(t *testing.T) {
	down := errors.New("the application's database is down")
	read := func(claims map[string]any) (chat.Identity, error) {
		switch uid := claims["uid"].(type) {
		case json.Number:
			return chat.Identity{Provider: "app", Subject: uid.String()}, nil
		case string:
			return chat.Identity{}, down
		case bool:
			return chat.Identity{}, nil
		}
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	store := &revocations{}
	a := newAuth(t, &jwtauth.Options{Identity: read, Now: newClock().Now, Revocations: store})
	token := func(more map[string]any) string {
		claims := map[string]any{"exp": start.Add(time.Hour).Unix()}
		maps.Copy(claims, more)
		return signed(t, jwt.SigningMethodHS256, testKey.Secret, nil, claims)
	}

	t.Run("OKLargeNumber", func(t *testing.T) {
		id := mustAccept(t, a, withCookie(token(map[string]any{"uid": int64(9007199254740993), "roles": "any shape"})))
		if id.Subject != "9007199254740993" || !id.Expires.Equal(start.Add(time.Hour)) || !id.AsOf.IsZero() {
			t.Errorf("got %+v", id)
		}
	})
	t.Run("ErrUnauthenticated", func(t *testing.T) { mustRefuse(t, a, withCookie(token(nil))) })
	t.Run("ErrNobody", func(t *testing.T) { mustRefuse(t, a, withCookie(token(map[string]any{"uid": true}))) })
	t.Run("ErrForged", func(t *testing.T) {
		forged := signed(t, jwt.SigningMethodHS256, bytes.Repeat([]byte("x"), 32), nil, map[string]any{"uid": 1, "exp": start.Add(time.Hour).Unix()})
		mustRefuse(t, a, withCookie(forged))
	})
	t.Run("OutageIsNotALogOut", func(t *testing.T) {
		if _, err := a.Authenticate(withCookie(token(map[string]any{"uid": "x"}))); !errors.Is(err, down) || errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v, want %v", err, down)
		}
	})
	t.Run("RevokedWithoutAnID", func(t *testing.T) {
		one, two := token(map[string]any{"uid": 1}), token(map[string]any{"uid": 2})
		if err := a.SignOut(httptest.NewRecorder(), withCookie(one)); err != nil {
			t.Fatal(err)
		}
		mustRefuse(t, a, withCookie(one))
		mustAccept(t, a, withCookie(two))
	})
}

// FuzzAuthenticate: no token makes it stumble, and none but ours gets in.
func FuzzAuthenticate(f *testing.F) {
	a, err := jwtauth.New([]jwtauth.Key{testKey}, &jwtauth.Options{Now: newClock().Now})
	if err != nil {
		f.Fatal(err)
	}
	good, err := jwt.NewWithClaims(jwt.SigningMethodHS256, goodClaims()).SignedString(testKey.Secret)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, "..", "e30.e30.", "eyJhbGciOiJub25lIn0.e30.", good[1:]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		id, err := a.Authenticate(r)
		if got := strings.TrimLeft(token, " "); (err == nil) != (got == good) {
			t.Errorf("%q is %+v, %v", token, id, err)
		}
		if err != nil && !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("%q: %v", token, err)
		}
	})
}
