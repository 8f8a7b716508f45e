package authtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/chat"
)

// patience is how long a cancelled request may take to end. It is far above what
// a loaded machine needs and only met by what never ends.
const patience = 10 * time.Second

// checkBroken asks while the backend is down: nobody may be logged out by that.
func checkBroken(ctx context.Context, h Harness) error {
	r := request(ctx)
	h.SignIn(r, person("ann"))
	h.Break()
	id, err := h.Authenticator.Authenticate(r)
	switch {
	case err == nil:
		return fmt.Errorf("got %+v from a broken backend; want an error", id)
	case errors.Is(err, chat.ErrUnauthenticated):
		return fmt.Errorf("an outage was told as a log-out: %w", err)
	}
	return mustBeZero(id)
}

// checkConcurrent lets many people ask at once.
func checkConcurrent(ctx context.Context, h Harness) error {
	const people, times = 8, 25
	errs := make(chan error, people)
	var start sync.WaitGroup
	start.Add(people)
	for n := range people {
		go func() {
			want := person(fmt.Sprintf("person-%d", n))
			start.Done()
			start.Wait()
			var err error
			for range times {
				if _, err = mustAccept(ctx, h, want); err != nil {
					break
				}
			}
			errs <- err
		}()
	}
	var all error
	for range people {
		all = errors.Join(all, <-errs)
	}
	return all
}

// checkCancelled sends a request whose client has gone.
func checkCancelled(ctx context.Context, h Harness) error {
	ctx, cancel := context.WithCancel(ctx)
	r := request(ctx)
	h.SignIn(r, person("ann"))
	cancel()

	ended := make(chan error, 1)
	go func() {
		_, err := h.Authenticator.Authenticate(r)
		ended <- err
	}()
	select {
	case err := <-ended:
		if errors.Is(err, chat.ErrUnauthenticated) {
			return fmt.Errorf("a cancelled request was told as a log-out: %w", err)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("a cancelled request did not end within %v", patience)
	}
}

// checkBody sends a body, as a log-in form would, and reads it afterwards.
func checkBody(ctx context.Context, h Harness) error {
	const text = "content=hello"
	body := &watchedBody{Reader: strings.NewReader(text)}
	r := request(ctx)
	r.Method, r.ContentLength, r.Body = http.MethodPost, int64(len(text)), body
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.SignIn(r, person("ann"))
	if _, err := authenticate(h, r, person("ann")); err != nil {
		return err
	}
	if body.closed {
		return errors.New("the body was closed")
	}
	rest, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("read the body: %w", err)
	}
	if string(rest) != text {
		return fmt.Errorf("of the body %q only %q was left", text, rest)
	}
	return nil
}

// A watchedBody knows whether it was closed.
type watchedBody struct {
	*strings.Reader
	closed bool
}

// Close notes the call.
func (b *watchedBody) Close() error {
	b.closed = true
	return nil
}
