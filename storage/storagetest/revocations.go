package storagetest

import (
	"context"
	"errors"
	"time"

	"github.com/parleychat/parley/chat"
)

// revoked wants a token to be revoked, or not, at that time.
func revoked(ctx context.Context, s chat.Storage, token string, now time.Time, want bool) error {
	got, err := s.Revoked(ctx, token, now)
	return errors.Join(err, same("token "+token+" revoked", got, want))
}

var revocationPromises = []promise{
	{"A token that nobody revoked is not revoked", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.Revoke(ctx, "t", noon), revoked(ctx, s, "u", noon.Add(-time.Hour), false))
	}},
	{"A revoked token is revoked until the given time", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.Revoke(ctx, "t", noon.In(time.FixedZone("", 7200))), revoked(ctx, s, "t", noon.AddDate(-1, 0, 0), true),
			revoked(ctx, s, "t", noon.Add(-time.Microsecond), true))
	}},
	{"A revocation ends at the given time", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.Revoke(ctx, "t", noon), revoked(ctx, s, "t", noon, false), revoked(ctx, s, "t", noon.Add(time.Hour), false))
	}},
	{"Revoking again keeps the later time", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(
			s.Revoke(ctx, "t", noon), s.Revoke(ctx, "t", noon.Add(time.Minute)), s.Revoke(ctx, "t", noon.Add(100*time.Millisecond)),
			revoked(ctx, s, "t", noon.Add(59*time.Second), true), revoked(ctx, s, "t", noon.Add(61*time.Second), false))
	}},
	{"A token that never ends can be revoked", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.Revoke(ctx, "t", time.Unix(1<<40, 0)), revoked(ctx, s, "t", noon.AddDate(1000, 0, 0), true))
	}},
	{"Tokens are compared byte by byte", func(ctx context.Context, s chat.Storage) error {
		var err error
		for i, id := range alike {
			if i%2 == 0 {
				err = errors.Join(err, s.Revoke(ctx, id, noon))
			}
		}
		for i, id := range alike {
			err = errors.Join(err, revoked(ctx, s, id, noon.Add(-time.Hour), i%2 == 0))
		}
		return err
	}},
	{"A revocation is remembered however many follow", func(ctx context.Context, s chat.Storage) error {
		err := s.Revoke(ctx, "t", noon)
		for i := range 50 {
			now := noon.Add(time.Duration(i-60) * time.Second)
			err = errors.Join(err, revoked(ctx, s, "t", now, true), s.Revoke(ctx, string(rune('a'+i))+"x", now.AddDate(0, 0, 1)))
		}
		return err
	}},
	{"A token revoked many times at once is revoked until the latest", func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error { return s.Revoke(ctx, "t", noon.Add(time.Duration(i)*time.Minute)) })
		return errors.Join(err, revoked(ctx, s, "t", noon.Add(18*time.Minute), true), revoked(ctx, s, "t", noon.Add(19*time.Minute), false))
	}},
}
