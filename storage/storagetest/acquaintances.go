package storagetest

import (
	"context"
	"errors"
	"math"

	"github.com/parleychat/parley/chat"
)

// acquainted wants these to be a user's acquaintances.
func acquainted(ctx context.Context, s chat.Storage, user, after chat.UserID, limit int, want ...chat.UserID) error {
	got, err := s.Acquaintances(ctx, user, after, limit)
	return errors.Join(err, sameList("acquaintances of "+string(user), got, want))
}

// share wants two to share a room or not.
func share(ctx context.Context, s chat.Storage, a, b chat.UserID, want bool) error {
	got, err := s.ShareRoom(ctx, a, b)
	return errors.Join(err, same(string(a+" and "+b+" share a room"), got, want))
}

// withCircles wraps a check that needs three rooms: of Ann, Bob and Eve, of Ann, Dan and
// Eve, and of Bob and Fay.
func withCircles(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		var errs []error
		for id, people := range map[string][]chat.UserID{"one": {"ann", "bob", "eve"}, "two": {"ann", "dan", "eve"}, "three": {"bob", "fay"}} {
			var members []chat.Member
			for _, u := range people {
				members = append(members, chat.Member{User: u, Role: chat.RoleMember, JoinedAt: noon})
			}
			_, err := s.CreateRoom(ctx, named(id, chat.Private), members)
			errs = append(errs, err)
		}
		return errors.Join(errors.Join(errs...), check(ctx, s))
	}
}

var acquaintancePromises = []promise{
	{"Acquaintances are the other members of a user's rooms, once each, in pages", withCircles(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(acquainted(ctx, s, "ann", "", 10, "bob", "dan", "eve"), acquainted(ctx, s, "bob", "", 10, "ann", "eve", "fay"),
			acquainted(ctx, s, "ann", "", 2, "bob", "dan"), acquainted(ctx, s, "ann", "dan", math.MaxInt, "eve"), acquainted(ctx, s, "ann", "eve", 10),
			acquainted(ctx, s, "nobody", "", 10))
	})},
	{"ShareRoom tells whether there is a room in which both are", withCircles(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(share(ctx, s, "ann", "bob", true), share(ctx, s, "bob", "ann", true), share(ctx, s, "ann", "fay", false),
			share(ctx, s, "dan", "bob", false), share(ctx, s, "ann", "nobody", false), share(ctx, s, "nobody", "nowhere", false))
	})},
}
