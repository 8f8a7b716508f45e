package chat_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestConsumeAttempts(t *testing.T) {
	t.Run("ThenTheRoomGoesOnWithoutIt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, n := newWorld(t), &notes{fails: failAt(2, always())}
			ann := w.user("ann")
			w.consume(n, &chat.ConsumeOptions{Attempts: 3})
			for _, text := range []string{"one", "two", "three"} {
				w.post(ann, text)
			}
			w.end()
			if got := n.of(w.Lobby()); got != "1 one, 3 three" {
				t.Errorf("told %s", got)
			}
		})
	})
	t.Run("LeaveALetterAndALineInTheLog", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, n := newWorld(t), &notes{fails: failAt(1, always())}
			w.consume(n, &chat.ConsumeOptions{Attempts: 3})
			w.post(w.user("ann"), "one")
			time.Sleep(time.Minute) // of the bubble
			if got := w.letters(); got != "1 3 no mail today" {
				t.Errorf("letters %s", got)
			}
			if log := strings.Join(w.log.all(), "\n"); !strings.Contains(log, "gave up") || !strings.Contains(log, "mail") {
				t.Errorf("logged %s", log)
			}
		})
	})
	t.Run("TellWhoseTheyAre", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			w := newWorld(t, func(o *chat.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
			w.consume(&notes{fails: failAt(1, always())}, &chat.ConsumeOptions{Attempts: 2})
			w.post(w.user("ann"), "one")
			w.end()
			if !strings.Contains(log.String(), "trying again") || !strings.Contains(log.String(), "consumer=mail") {
				t.Errorf("logged %s", &log)
			}
		})
	})
	t.Run("AreTenByDefaultAndTakeAboutTenSeconds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var tries atomic.Int32
			w, began := newWorld(t), time.Now()
			w.consume(&notes{fails: func(context.Context, chat.Event) error { tries.Add(1); return errMail }}, nil)
			w.post(w.user("ann"), "one")
			for w.letters() == "" {
				time.Sleep(time.Second) // of the bubble
			}
			if got, took := tries.Load(), time.Since(began); got != 10 || took < 5*time.Second || took > 15*time.Second {
				t.Errorf("%d tries in %s", got, took)
			}
		})
	})
	t.Run("NegativeIsForEver", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var tries atomic.Int32
			on := always()
			w := newWorld(t)
			w.consume(&notes{fails: func(context.Context, chat.Event) error {
				if tries.Add(1); on.Load() {
					return errMail
				}
				return nil
			}}, &chat.ConsumeOptions{Attempts: -1})
			w.post(w.user("ann"), "one")
			time.Sleep(10 * time.Minute) // of the bubble
			if got := tries.Load(); got < 100 || w.letters() != "" {
				t.Errorf("%d tries, letters %q", got, w.letters())
			}
			on.Store(false)
			time.Sleep(time.Minute)
		})
	})
	t.Run("APanicIsOneAndIsLogged", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			on := always()
			w, n := newWorld(t), &notes{fails: func(context.Context, chat.Event) error {
				if on.Swap(false) {
					panic("a mistake of the host's")
				}
				return nil
			}}
			w.consume(n, nil)
			w.post(w.user("ann"), "one")
			w.end()
			if log := strings.Join(w.log.all(), "\n"); n.of(w.Lobby()) != "1 one" || !strings.Contains(log, "a mistake of the host's") {
				t.Errorf("told %s, logged %s", n, log)
			}
		})
	})
}

func TestConsumeTimeout(t *testing.T) {
	for name, is := range map[string]struct{ set, want time.Duration }{
		"EndsOneAttempt":    {time.Minute, time.Minute},
		"ThirtyByDefault":   {0, 30 * time.Second},
		"NegativeIsNone":    {-1, 0},
		"AlsoAVeryShortOne": {time.Millisecond, time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var took time.Duration
				var why error
				on := always()
				w, n := newWorld(t), &notes{fails: func(ctx context.Context, _ chat.Event) error {
					if _, limited := ctx.Deadline(); !limited || !on.Swap(false) {
						return nil
					}
					began := time.Now()
					<-ctx.Done()
					took, why = time.Since(began), ctx.Err()
					return why
				}}
				w.consume(n, &chat.ConsumeOptions{Timeout: is.set})
				w.post(w.user("ann"), "one")
				time.Sleep(2 * time.Minute) // of the bubble
				w.end()
				if took != is.want || (is.want > 0) != errors.Is(why, context.DeadlineExceeded) {
					t.Errorf("ended after %s with %v", took, why)
				}
				if got := n.of(w.Lobby()); got != "1 one" {
					t.Errorf("told %s", got)
				}
			})
		})
	}
}
