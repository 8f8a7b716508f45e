package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

var acquaintanceLies = map[string]lie{
	"Acquaintances are the other members of a user's rooms, once each, in pages": func(l *liar) {
		l.acquaintances = func(ctx context.Context, user, after chat.UserID, limit int) ([]chat.UserID, error) {
			list, err := l.Store.Acquaintances(ctx, user, after, limit)
			return append(list, user), err
		}
	},
	"ShareRoom tells whether there is a room in which both are": func(l *liar) {
		l.shareRoom = func(ctx context.Context, a, b chat.UserID) (bool, error) {
			friends, err := l.Store.Acquaintances(ctx, a, "", 1) // whoever it is
			return len(friends) > 0 && b != "nobody", err
		}
	},
}
