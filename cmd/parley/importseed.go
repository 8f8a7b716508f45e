package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/cli"
)

const importUsage = `usage: parley import-seed [flags] FILE

Brings the SQLite database of the first version of this chat into the lobby. Old
message numbers stay valid, also where numbers are missing. Authors become users who
are recognised by their old login name at their next log-in and by their account's
number from then on. Running it again changes nothing that is there already; what the
old database got since comes in too, as long as nobody has written here meanwhile.
Run it before people log in here for the first time: whoever has, gets a second user.

flags:
`

// importSeed is the command import-seed.
func importSeed(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) (err error) {
	var db database
	fs := flag.NewFlagSet("import-seed", flag.ContinueOnError)
	db.flags(fs)
	fs.Usage = func() { fmt.Fprint(stderr, importUsage); explain(fs) }
	files, err := arguments(fs, args, env, stderr)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return cli.Usage(errors.New("import-seed takes one argument, the old database file; see parley import-seed -h"))
	}
	old, err := readSeed(ctx, files[0])
	if err != nil {
		return fmt.Errorf("read %s: %w", files[0], err)
	}
	store, err := db.openFresh(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	added, err := old.into(ctx, store)
	if errors.Is(err, chat.ErrExists) {
		return fmt.Errorf("the lobby of %s has been written to since, and holds other messages under old numbers: nothing more was imported (%w)", db.String(), err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d messages imported, %d were there already, %d users\n", added, len(old.messages)-added, len(old.users))
	return nil
}

// importBatch is how many messages go into one transaction. An import that was cut
// off goes on with the next when it is run again.
const importBatch = 500

// into stores the users, then the messages in order of their numbers, and returns how
// many messages were new.
func (s *seed) into(ctx context.Context, store chat.Storage) (added int, err error) {
	nobody := chat.AuthenticatorFunc(nil)
	m, err := chat.New(store, nobody, &chat.Options{SweepEvery: -1}) // makes the lobby
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Shutdown(context.WithoutCancel(ctx))) }()
	authors := map[int64]chat.UserID{}
	for _, u := range s.users {
		if authors[u.id], err = u.into(ctx, m, store); err != nil {
			return 0, fmt.Errorf("user %d: %w", u.id, err)
		}
	}
	for part := range slices.Chunk(s.messages, importBatch) {
		list := make([]chat.Message, len(part))
		for i, old := range part {
			list[i] = old.message(m.Lobby(), authors[old.author])
		}
		n, err := store.ImportMessages(ctx, m.Lobby(), list)
		if err != nil {
			return added, fmt.Errorf("messages %d to %d: %w", part[0].id, part[len(part)-1].id, err)
		}
		added += n
	}
	return added, nil
}

// seedNamespace makes the same IDs in every run, so that running twice finds what the
// first run stored, even after a user was re-keyed.
var seedNamespace = uuid.MustParse("6e3f7f0b-58a8-5d9c-9d0e-6a1f0f6f5c11")

func seedID(kind, key string) string {
	return uuid.NewSHA1(seedNamespace, []byte(kind+"\x00"+key)).String()
}

// into finds the user of an earlier run or stores them. The ID is ours to give, so the
// storage gets it; the profile goes through the module, which keeps only what is fit to
// be shown.
func (u seedUser) into(ctx context.Context, m *chat.Module, store chat.Storage) (chat.UserID, error) {
	id := chat.UserID(seedID("user", u.provider+"\x00"+u.login))
	if _, err := store.User(ctx, id); !errors.Is(err, chat.ErrNotFound) {
		return id, err
	}
	subject := "login:" + u.login
	stored, err := store.SaveUser(ctx, chat.User{ID: id, Provider: u.provider, Subject: subject,
		DisplayName: u.login, CreatedAt: u.since, UpdatedAt: u.since}, nil)
	if err != nil {
		return "", err
	}
	_, err = m.SignIn(ctx, chat.Identity{Provider: u.provider, Subject: subject, Name: u.name,
		AvatarURL: u.avatar, ProfileURL: u.profile, AsOf: u.since.Add(time.Second)})
	return stored.ID, err
}

// message is the old message as it is kept now.
func (o seedMessage) message(room chat.RoomID, author chat.UserID) chat.Message {
	key := fmt.Sprintf("seed:%d", o.id)
	return chat.Message{ID: chat.MessageID(seedID("message", string(room)+"\x00"+key)), Room: room, Seq: o.id, Rev: o.id,
		AuthorID: author, ClientID: key, Text: o.text, CreatedAt: o.created}
}
