package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/cli"
)

// A tool is a command that works on the database of a chat, beside a server that may be
// using it.
type tool struct {
	database
	store  store
	module *chat.Module
	// brings says that it may bring files in, so that their directory is made.
	brings bool
}

// toolFlags are the flags of such a command, with what it says of itself before them.
func (t *tool) toolFlags(name, usage string, stderr io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	t.flags(fs)
	t.filesFlag(fs)
	fs.Usage = func() { fmt.Fprint(stderr, usage); explain(fs) }
	return fs
}

// use opens the database with one of its methods, does the work and closes it.
func (t *tool) use(ctx context.Context, open opener, keepLog time.Duration, work func() error) (err error) {
	if t.store, err = open(ctx, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.store.Close()) }()
	find := t.findFiles
	if t.brings {
		find = t.openFiles
	}
	files, err := find()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeFiles(files)) }()
	// Nobody is served here, and a running server sweeps by itself.
	t.module, err = chat.New(t.store, chat.AuthenticatorFunc(nil), &chat.Options{SweepEvery: -1, KeepLog: keepLog, Blobs: orNil(files)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.module.Shutdown(context.WithoutCancel(ctx))) }()
	return work()
}

type opener func(ctx context.Context, log *slog.Logger) (store, error)

// thing splits the arguments of a command that is told what to work on: "room ID".
func thing(fs *flag.FlagSet, words []string, kinds ...string) (kind, id string, err error) {
	if len(words) == 2 && words[1] != "" {
		for _, kind := range kinds {
			if words[0] == kind {
				return kind, words[1], nil
			}
		}
	}
	form := ""
	for _, kind := range kinds {
		form += fmt.Sprintf(" or %s ID", kind)
	}
	return "", "", cli.Usage(fmt.Errorf("%s takes%s; see parley %[1]s -h", fs.Name(), form[len(" or"):]))
}

// room finds a room by what people call it.
func (t *tool) room(ctx context.Context, idOrSlug string) (chat.Room, error) {
	room, err := t.store.Room(ctx, chat.RoomID(idOrSlug))
	if errors.Is(err, chat.ErrNotFound) {
		room, err = t.store.RoomBySlug(ctx, idOrSlug)
	}
	if errors.Is(err, chat.ErrNotFound) {
		return room, fmt.Errorf("%s has no room with the ID or slug %q", t.database.String(), idOrSlug)
	}
	return room, err
}

// user finds a person.
func (t *tool) user(ctx context.Context, id string) (chat.User, error) {
	user, err := t.store.User(ctx, chat.UserID(id))
	if errors.Is(err, chat.ErrNotFound) {
		return user, fmt.Errorf("%s has no user with the ID %q", t.database.String(), id)
	}
	return user, err
}
