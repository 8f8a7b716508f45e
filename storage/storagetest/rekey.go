package storagetest

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// known stores users of a provider under the subjects, with IDs that name them.
func known(ctx context.Context, s chat.Storage, provider string, subjects ...string) error {
	for _, sub := range subjects {
		u := ann()
		u.ID, u.Provider, u.Subject = chat.UserID("user-"+sub), provider, sub
		if _, err := s.SaveUser(ctx, u, nil); err != nil {
			return err
		}
	}
	return nil
}

// rekeyed saves Ann as number 7 and returns under which ID she was found.
func rekeyed(ctx context.Context, s chat.Storage, formerly ...string) (chat.UserID, error) {
	u := ann()
	u.ID, u.Subject = "user-new", "7"
	got, err := s.SaveUser(ctx, u, formerly)
	return got.ID, err
}

var rekeyPromises = []promise{
	{"SaveUser finds a user under a former subject", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "github", "login:ann")
		id, err2 := rekeyed(ctx, s, "login:ann")
		stored, err3 := s.UserBySubject(ctx, "github", "7")
		return errors.Join(err, err2, err3,
			same("result", id, chat.UserID("user-login:ann")), same("stored", stored.ID, id), same("subject", stored.Subject, "7"))
	}},
	{"SaveUser gives the former subject up", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "github", "login:ann")
		_, err2 := rekeyed(ctx, s, "login:ann")
		_, err3 := s.UserBySubject(ctx, "github", "login:ann")
		return errors.Join(err, err2, is("the former subject", err3, chat.ErrNotFound))
	}},
	{"SaveUser refreshes the user it finds under a former subject", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "github", "login:ann")
		want := ann()
		want.ID, want.Subject, want.DisplayName, want.UpdatedAt = "user-login:ann", "7", "Anna", noon.AddDate(0, 0, 1)
		u := want
		u.ID, u.CreatedAt = "user-new", noon.AddDate(0, 0, 2)
		got, err2 := s.SaveUser(ctx, u, []string{"login:ann"})
		return errors.Join(err, err2, same("result", got, want))
	}},
	{"SaveUser prefers the subject to former ones", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "github", "7", "login:ann")
		id, err2 := rekeyed(ctx, s, "login:ann")
		_, err3 := s.UserBySubject(ctx, "github", "login:ann")
		return errors.Join(err, err2, same("result", id, chat.UserID("user-7")), none("the other user", err3))
	}},
	{"SaveUser takes the first former subject that is known", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "github", "third", "second")
		id, err2 := rekeyed(ctx, s, "first", "second", "third")
		return errors.Join(err, err2, same("result", id, chat.UserID("user-second")))
	}},
	{"SaveUser looks for former subjects of the same provider only", func(ctx context.Context, s chat.Storage) error {
		err := known(ctx, s, "gitlab", "login:ann")
		id, err2 := rekeyed(ctx, s, "login:ann")
		return errors.Join(err, err2, same("result", id, chat.UserID("user-new")))
	}},
}
