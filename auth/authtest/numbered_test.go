package authtest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

// numbered is an application that knows people by numbers of its own; the same one for those
// whom key does not tell apart.
type numbered struct {
	honest
	key     func(subject string) string
	mu      sync.Mutex
	numbers map[string]string
}

func (a *numbered) number(id chat.Identity) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := a.key(id.Subject)
	if a.numbers[key] == "" {
		a.numbers[key] = fmt.Sprint(len(a.numbers) + 1)
	}
	return a.numbers[key]
}

func openNumbered(key func(string) string) func(*testing.T) Harness {
	return func(*testing.T) Harness {
		a := &numbered{honest: honest{sessions: map[string]chat.Identity{}}, key: key, numbers: map[string]string{}}
		return Harness{
			Authenticator: a,
			SignIn: func(r *http.Request, id chat.Identity) {
				id.Subject = a.number(id)
				a.signIn(r, id)
			},
			Subject: a.number,
		}
	}
}

func TestNumbered(t *testing.T) { Run(t, openNumbered(strings.Clone)) }

// TestNumbersAreOnesOwn: two people with one number are caught, although the harness knows
// no better.
func TestNumbersAreOnesOwn(t *testing.T) {
	err := find(t, "SignedInIsThatPerson").check(t.Context(), openNumbered(strings.ToLower)(t))
	if err == nil || !strings.Contains(err.Error(), "both") {
		t.Errorf("got %v", err)
	}
}
