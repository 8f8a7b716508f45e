package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// handled is Ann or somebody else with a handle.
func handled(u chat.User, handle string) chat.User {
	u.Handle = handle
	return u
}

// whoIs wants these to have one of the handles.
func whoIs(ctx context.Context, s chat.Storage, handles []string, want ...chat.UserID) error {
	list, err := s.UsersByHandle(ctx, handles)
	var got []chat.UserID
	for _, u := range list {
		got = append(got, u.ID)
	}
	slices.Sort(got)
	return errors.Join(err, sameList(fmt.Sprintf("who is %q", handles), got, want))
}

var handlePromises = []promise{
	{"SaveUser stores the Handle, and another one for a known key", func(ctx context.Context, s chat.Storage) error {
		got, err := s.SaveUser(ctx, handled(ann(), "ann"), nil)
		stored, err2 := s.User(ctx, "user-ann")
		first := whoIs(ctx, s, []string{"ann"}, "user-ann")
		renamed, err3 := s.SaveUser(ctx, handled(ann(), "anna"), nil)
		second := errors.Join(whoIs(ctx, s, []string{"ann"}), whoIs(ctx, s, []string{"anna"}, "user-ann"))
		none, err4 := s.SaveUser(ctx, ann(), nil)
		return errors.Join(err, err2, err3, err4, first, second, same("result", got, handled(ann(), "ann")), same("stored", stored, handled(ann(), "ann")),
			same("renamed", renamed, handled(ann(), "anna")), same("without", none, ann()), whoIs(ctx, s, []string{"ann", "anna", ""}))
	}},
	{"SaveUser takes nobody's Handle", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, handled(ann(), "ann"), nil)
		late, err2 := s.SaveUser(ctx, handled(bobby(), "ann"), nil)
		_, err3 := s.SaveUser(ctx, handled(bobby(), "bob"), nil)
		thief, err4 := s.SaveUser(ctx, handled(bobby(), "ann"), nil)
		kept := whoIs(ctx, s, []string{"ann", "bob"}, "user-ann")
		_, err5 := s.SaveUser(ctx, handled(ann(), "anna"), nil)
		heir, err6 := s.SaveUser(ctx, handled(bobby(), "ann"), nil)
		return errors.Join(err, err2, err3, err4, err5, err6, kept, same("who came late", late, bobby()), same("who had another", thief, bobby()),
			same("once it is free", heir, handled(bobby(), "ann")), whoIs(ctx, s, []string{"ann", "anna"}, "user-ann", "user-bob"))
	}},
	{"SaveUser of many with one Handle at once gives it to one", func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			u := handled(ann(), "ann")
			u.ID, u.Subject = chat.UserID(fmt.Sprint("user-", i)), fmt.Sprint(i)
			_, err := s.SaveUser(ctx, u, nil)
			return err
		})
		list, err2 := s.UsersByHandle(ctx, []string{"ann"})
		return errors.Join(err, err2, same("so many have it", len(list), 1))
	}},
	{"UsersByHandle are told apart byte by byte, once each", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, handled(ann(), "ann"), nil)
		_, err2 := s.SaveUser(ctx, handled(bobby(), "bob"), nil)
		eve := ann()
		eve.ID, eve.Subject = "user-eve", "3" // nobody calls her anything
		_, err3 := s.SaveUser(ctx, eve, nil)
		many := []string{"bob", "ann", "bob", "bad \xff"}
		for i := range 1200 {
			many = append(many, fmt.Sprint("nobody-", i))
		}
		return errors.Join(err, err2, err3, whoIs(ctx, s, many, "user-ann", "user-bob"), whoIs(ctx, s, []string{"Ann", "an_", "%", "ann ", ""}), whoIs(ctx, s, nil))
	}},
	{"EraseUser frees the Handle", withCrowd(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, handled(ann(), "ann"), nil)
		err = errors.Join(err, eraseAnn(ctx, s), whoIs(ctx, s, []string{"ann"}))
		u, err2 := s.User(ctx, "user-ann")
		heir := bobby()
		heir.UpdatedAt = noon.Add(2 * time.Hour)
		got, err3 := s.SaveUser(ctx, handled(heir, "ann"), nil)
		return errors.Join(err, err2, err3, same("of who was erased", u.Handle, ""), same("of the next", got.Handle, "ann"))
	})},
}
