package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

var userPromises = []promise{
	{"SaveUser creates a user as given", func(ctx context.Context, s chat.Storage) error {
		got, err := s.SaveUser(ctx, ann(), []string{"nobody"})
		stored, err2 := s.User(ctx, "user-ann")
		return errors.Join(err, err2, same("result", got, ann()), same("stored", stored, ann()))
	}},
	{"SaveUser under a known key replaces the profile", func(ctx context.Context, s chat.Storage) error {
		want := ann()
		want.DisplayName, want.AvatarURL, want.ProfileURL = "Anna", "", "https://x.test/anna"
		want.UpdatedAt = noon.Add(2 * time.Hour)
		_, err := s.SaveUser(ctx, ann(), nil)
		got, err2 := s.SaveUser(ctx, want, nil)
		stored, err3 := s.User(ctx, "user-ann")
		return errors.Join(err, err2, err3, same("result", got, want), same("stored", stored, want))
	}},
	{"SaveUser under a known key keeps ID and CreatedAt", func(ctx context.Context, s chat.Storage) error {
		again := ann()
		again.ID, again.CreatedAt = "user-other", noon.Add(24*time.Hour)
		_, err := s.SaveUser(ctx, ann(), nil)
		got, err2 := s.SaveUser(ctx, again, nil)
		stored, err3 := s.UserBySubject(ctx, "github", "583231")
		_, err4 := s.User(ctx, "user-other")
		return errors.Join(err, err2, err3, same("result", got, ann()), same("stored", stored, ann()),
			is("the ID that was not used", err4, chat.ErrNotFound))
	}},
	{"SaveUser of one new person many times at once makes one user", func(ctx context.Context, s chat.Storage) error {
		ids := make([]chat.UserID, 50)
		err := atOnce(50, func(i int) error {
			u := ann()
			u.ID = chat.UserID(fmt.Sprintf("user-%d", i))
			got, err := s.SaveUser(ctx, u, []string{"583230"})
			ids[i] = got.ID
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if id != ids[0] {
				return fmt.Errorf("two users, %s and %s", id, ids[0])
			}
		}
		return nil
	}},
	{"SaveUser with the ID of another user is ErrExists", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		impostor := ann()
		impostor.Subject = "1"
		_, err2 := s.SaveUser(ctx, impostor, nil)
		return errors.Join(err, is("SaveUser", err2, chat.ErrExists))
	}},
	{"SaveUser that failed left no trace", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		impostor := ann()
		impostor.Subject, impostor.DisplayName = "1", "Eve"
		_, _ = s.SaveUser(ctx, impostor, nil)
		stored, err2 := s.User(ctx, "user-ann")
		_, err3 := s.UserBySubject(ctx, "github", "1")
		return errors.Join(err, err2, same("stored", stored, ann()), is("the impostor", err3, chat.ErrNotFound))
	}},
	{"User that does not exist is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, err := s.User(ctx, "user-ann")
		return is("User", err, chat.ErrNotFound)
	}},
	{"UserBySubject that does not exist is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		_, err2 := s.UserBySubject(ctx, "gitlab", "583231")
		_, err3 := s.UserBySubject(ctx, "github", "583232")
		return errors.Join(err, is("other provider", err2, chat.ErrNotFound), is("other subject", err3, chat.ErrNotFound))
	}},
	{"UserBySubject returns the user", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		got, err2 := s.UserBySubject(ctx, "github", "583231")
		return errors.Join(err, err2, same("user", got, ann()))
	}},
	{"Users are told apart byte by byte", apart},
	{"Users returns those that exist, once each", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		got, err2 := s.Users(ctx, []chat.UserID{"user-ann", "nobody", "user-ann"})
		empty, err3 := s.Users(ctx, nil)
		return errors.Join(err, err2, err3, sameList("users", got, []chat.User{ann()}), same("of none", len(empty), 0))
	}},
	{"Users takes any number of IDs", func(ctx context.Context, s chat.Storage) error {
		var ids []chat.UserID
		for i := range 1200 {
			ids = append(ids, chat.UserID(fmt.Sprintf("user-%d", i)))
		}
		u := ann()
		u.ID = ids[len(ids)-1]
		_, err := s.SaveUser(ctx, u, nil)
		got, err2 := s.Users(ctx, ids)
		return errors.Join(err, err2, sameList("users", got, []chat.User{u}))
	}},
}

// alike are keys that careless comparison takes for one another.
var alike = []string{"Ann", "ann", "ann ", " ann", "ánn", "a\u0301nn", "a_n", "a%n", "a'n", `a"n`, `a\n`, "a?n", "a?0n", "ß", "ss", "😀", "😁"}

// apart stores users under keys that are alike and finds each again.
func apart(ctx context.Context, s chat.Storage) error {
	for _, key := range alike {
		u := ann()
		u.ID, u.Subject, u.DisplayName = chat.UserID("id "+key), key, strings.ToUpper(key)
		if _, err := s.SaveUser(ctx, u, nil); err != nil {
			return err
		}
	}
	for _, key := range alike {
		bySubject, err := s.UserBySubject(ctx, "github", key)
		byID, err2 := s.User(ctx, chat.UserID("id "+key))
		err = errors.Join(err, err2, same("ID", bySubject.ID, chat.UserID("id "+key)), same("subject", byID.Subject, key))
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
	}
	return nil
}
