package storagetest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// swallow turns ErrNotFound into a zero value.
func swallow(err error) error {
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	return err
}

var userLies = map[string]lie{
	"SaveUser creates a user as given": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			u.AvatarURL = ""
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser under a known key replaces the profile": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			if old, err := l.Store.UserBySubject(ctx, u.Provider, u.Subject); err == nil {
				return old, nil
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser under a known key keeps ID and CreatedAt": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			_, err := l.Store.SaveUser(ctx, u, formerly)
			return u, err
		}
	},
	"SaveUser of one new person many times at once makes one user": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, _ []string) (chat.User, error) {
			u.Subject += string(u.ID)
			return l.Store.SaveUser(ctx, u, nil)
		}
	},
	"SaveUser with the ID of another user is ErrExists": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			got, err := l.Store.SaveUser(ctx, u, formerly)
			if errors.Is(err, chat.ErrExists) {
				err = nil
			}
			return got, err
		}
	},
	"SaveUser that failed left no trace": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			got, err := l.Store.SaveUser(ctx, u, formerly)
			if errors.Is(err, chat.ErrExists) {
				u.ID += "-2"
				_, _ = l.Store.SaveUser(ctx, u, formerly)
			}
			return got, err
		}
	},
	"User that does not exist is ErrNotFound": func(l *liar) {
		l.user = func(ctx context.Context, id chat.UserID) (chat.User, error) {
			u, err := l.Store.User(ctx, id)
			return u, swallow(err)
		}
	},
	"UserBySubject that does not exist is ErrNotFound": func(l *liar) {
		l.userBySubject = func(ctx context.Context, _, subject string) (chat.User, error) {
			return l.Store.UserBySubject(ctx, "github", subject)
		}
	},
	"UserBySubject returns the user": func(l *liar) {
		l.userBySubject = func(ctx context.Context, provider, subject string) (chat.User, error) {
			u, err := l.Store.UserBySubject(ctx, provider, subject)
			u.ProfileURL = ""
			return u, err
		}
	},
	"Users are told apart byte by byte": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			u.Subject = strings.ToLower(u.Subject)
			return l.Store.SaveUser(ctx, u, formerly)
		}
		l.userBySubject = func(ctx context.Context, provider, subject string) (chat.User, error) {
			return l.Store.UserBySubject(ctx, provider, strings.ToLower(subject))
		}
	},
	"Users returns those that exist, once each": func(l *liar) {
		l.users = func(ctx context.Context, ids []chat.UserID) (users []chat.User, err error) {
			for _, id := range ids {
				one, err := l.Store.Users(ctx, []chat.UserID{id})
				if err != nil {
					return nil, err
				}
				users = append(users, one...)
			}
			return users, nil
		}
	},
	"Users takes any number of IDs": func(l *liar) {
		l.users = func(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
			return l.Store.Users(ctx, ids[:min(len(ids), 999)])
		}
	},
}

var rekeyLies = map[string]lie{
	"SaveUser finds a user under a former subject": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, _ []string) (chat.User, error) {
			return l.Store.SaveUser(ctx, u, nil)
		}
	},
	"SaveUser gives the former subject up": func(l *liar) {
		aliases := map[string]string{}
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			for _, f := range formerly {
				aliases[f] = u.Subject
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
		l.userBySubject = func(ctx context.Context, provider, subject string) (chat.User, error) {
			if alias, ok := aliases[subject]; ok {
				subject = alias
			}
			return l.Store.UserBySubject(ctx, provider, subject)
		}
	},
	"SaveUser refreshes the user it finds under a former subject": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			for _, f := range formerly {
				if old, err := l.Store.UserBySubject(ctx, u.Provider, f); err == nil {
					u.DisplayName = old.DisplayName
				}
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser prefers the subject to former ones": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			for _, f := range formerly {
				if old, err := l.Store.UserBySubject(ctx, u.Provider, f); err == nil {
					return old, nil
				}
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser takes the first former subject that is known": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			formerly = slices.Clone(formerly)
			slices.Reverse(formerly)
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser looks for former subjects of the same provider only": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			for _, f := range formerly {
				if old, err := l.Store.UserBySubject(ctx, "gitlab", f); err == nil {
					return old, nil
				}
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
}
