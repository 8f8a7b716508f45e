package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// say adds messages by Ann to the lobby: client, text, client, text. All are indexed.
func say(ctx context.Context, s chat.Storage, said ...string) error {
	for pair := range slices.Chunk(said, 2) {
		m := note(pair[0])
		m.Text = pair[1]
		if _, _, err := s.AddMessage(ctx, m); err != nil {
			return err
		}
	}
	return indexed(ctx, s)
}

// indexed indexes all that there is.
func indexed(ctx context.Context, s chat.Storage) error {
	rooms, err := s.Unindexed(ctx, "", 100)
	for _, room := range rooms {
		for n := 1; n > 0 && err == nil; {
			n, err = s.IndexMessages(ctx, room, 7)
		}
	}
	return err
}

// phrase is the words of a text.
func phrase(text string) chat.Phrase {
	return ids(chat.Words(text), func(w chat.Word) string { return w.Folded })
}

// saying asks for messages that say the texts.
func saying(texts ...string) chat.SearchQuery {
	var q chat.SearchQuery
	for _, text := range texts {
		q.All = append(q.All, phrase(text))
	}
	return q
}

// finds wants a query to select these messages.
func finds(ctx context.Context, s chat.Storage, q chat.SearchQuery, want ...string) error {
	if q.Limit == 0 {
		q.Limit = 100
	}
	list, err := s.SearchMessages(ctx, q)
	got := ids(list, func(m chat.Message) string { return strings.TrimPrefix(string(m.ID), "message-") })
	return errors.Join(err, sameList(fmt.Sprintf("%+v", q), got, want))
}

// withTalk wraps a check that needs a to d in the lobby, and o in the private room other,
// to which only Ann belongs.
func withTalk(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Private), []chat.Member{{User: "user-ann", Role: chat.RoleOwner}})
		o := note("o")
		o.Room, o.Text, o.AuthorID, o.CreatedAt = "other", "The secret red fox", "user-bob", noon.AddDate(0, 0, 1)
		_, _, err2 := s.AddMessage(ctx, o)
		if err := errors.Join(err, err2, say(ctx, s, "a", "The quick red fox", "b", "red, and quick", "c", "Ärger im 東京大学 🎉", "d", "see https://x.test/red")); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

var searchPromises = []promise{
	{"SearchMessages finds what says all of the phrases and none of the others", withTalk(func(ctx context.Context, s chat.Storage) error {
		not := saying("red")
		not.None = []chat.Phrase{{"quick"}, {"nowhere"}}
		only := chat.SearchQuery{None: []chat.Phrase{{"fox"}, {"quick", "red"}}}
		return errors.Join(finds(ctx, s, saying("red", "quick"), "b", "a"), finds(ctx, s, saying("quick red"), "a"), finds(ctx, s, saying("red quick")),
			finds(ctx, s, saying("red fox", "secret"), "o"), finds(ctx, s, saying("nowhere")), finds(ctx, s, saying("red", "nowhere")),
			finds(ctx, s, not, "o", "d"), finds(ctx, s, only, "d", "c", "b"), finds(ctx, s, chat.SearchQuery{}, "o", "d", "c", "b", "a"))
	})},
	{"SearchMessages finds words in every script, and no parts of them", withTalk(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(finds(ctx, s, saying("ARGER"), "c"), finds(ctx, s, saying("東京"), "c"), finds(ctx, s, saying("京大"), "c"), finds(ctx, s, saying("京東")),
			finds(ctx, s, saying("🎉"), "c"), finds(ctx, s, saying("qui")), finds(ctx, s, saying("x.test"), "d"))
	})},
	{"SearchMessages takes no word for syntax", withTalk(func(ctx context.Context, s chat.Storage) error {
		for _, odd := range []string{`"`, `red"`, `*`, `red*`, `red:*`, `NEAR(red fox)`, `red OR blue`, `red | blue`, `<->`, `!red`, `terms:red`, `^red`, `'; DROP TABLE chat_rooms; --`, "-", "(", `\`, "?", "%", "\x00", "\xff"} {
			if err := finds(ctx, s, chat.SearchQuery{All: []chat.Phrase{{odd}}}); err != nil {
				return err
			}
			none := chat.SearchQuery{All: []chat.Phrase{{"red"}}, None: []chat.Phrase{{odd, odd}}}
			if err := finds(ctx, s, none, "o", "d", "b", "a"); err != nil {
				return err
			}
		}
		return nil
	})},
	{"SearchMessages returns whole messages in descending order of their IDs, in pages", withTalk(func(ctx context.Context, s chat.Storage) error {
		first, rest := saying("red"), saying("red")
		first.Limit, rest.Before = 2, "message-d"
		list, err := s.SearchMessages(ctx, first)
		o, err2 := s.Message(ctx, "message-o")
		d, err3 := s.Message(ctx, "message-d")
		none := saying("red")
		none.Limit = -1
		_, err4 := s.SearchMessages(ctx, none)
		if err4 == nil {
			err = errors.Join(err, errors.New("a page of -1 messages"))
		}
		return errors.Join(err, err2, err3, sameList("page", list, []chat.Message{o, d}), finds(ctx, s, rest, "b", "a"))
	})},
	{"SearchMessages leaves out rooms that are neither public nor the Reader's", withTalk(func(ctx context.Context, s chat.Storage) error {
		ann, bob := saying("red"), saying("red")
		ann.Reader, bob.Reader = "user-ann", "user-bob"
		err := errors.Join(finds(ctx, s, ann, "o", "d", "b", "a"), finds(ctx, s, bob, "d", "b", "a"))
		err2 := s.RemoveMember(ctx, "other", "user-ann", expel(), anyway)
		return errors.Join(err, err2, finds(ctx, s, ann, "d", "b", "a"))
	})},
	{"SearchMessages looks in Rooms, and not in NotRooms", withTalk(func(ctx context.Context, s chat.Storage) error {
		in, not, both := saying("red"), saying("red"), saying("red")
		in.Rooms, in.Reader = []chat.RoomID{"other", "nowhere", "\x00"}, "user-eve"
		not.NotRooms = []chat.RoomID{"other", "nowhere", "\x00"}
		both.Rooms, both.NotRooms = in.Rooms, not.NotRooms
		return errors.Join(finds(ctx, s, in, "o"), finds(ctx, s, not, "d", "b", "a"), finds(ctx, s, both), finds(ctx, s, chat.SearchQuery{Rooms: in.Rooms}, "o"))
	})},
	{"SearchMessages leaves out other authors and other times", withTalk(func(ctx context.Context, s chat.Storage) error {
		next := noon.AddDate(0, 0, 1)
		timeless := note("z")
		timeless.CreatedAt = time.Time{}
		_, _, err := s.AddMessage(ctx, timeless)
		err = errors.Join(err, indexed(ctx, s))
		for _, x := range []struct {
			q    chat.SearchQuery
			want []string
		}{
			{chat.SearchQuery{Authors: []chat.UserID{"user-bob", "user-eve"}}, []string{"o"}},
			{chat.SearchQuery{NotAuthors: []chat.UserID{"user-ann", "user-eve"}}, []string{"o"}},
			{chat.SearchQuery{From: next}, []string{"o"}},
			{chat.SearchQuery{Until: next, Before: "message-c"}, []string{"b", "a"}},
			{chat.SearchQuery{From: noon, Until: noon.Add(time.Microsecond), Before: "message-c"}, []string{"b", "a"}},
			{chat.SearchQuery{Until: noon}, nil},
		} {
			err = errors.Join(err, finds(ctx, s, x.q, x.want...))
		}
		return err
	})},
	{"SearchMessages knows links, reactions, threads and pins", withTalk(func(ctx context.Context, s chat.Storage) error {
		reply, gone := note("r"), note("s")
		reply.Thread, gone.Thread = "message-b", "message-c"
		_, _, err := s.AddMessage(ctx, reply)
		_, _, err2 := s.AddMessage(ctx, gone)
		_, err3 := s.UpdateMessage(ctx, "message-s", remove(), erase)
		err = errors.Join(err, err2, err3, reacted(ctx, s, thumb()), pinned(ctx, s, "message-c"), indexed(ctx, s))
		for f, want := range map[chat.Feature]string{chat.FeatureLink: "d", chat.FeatureReaction: "a", chat.FeatureThread: "b", chat.FeaturePin: "c"} {
			not := chat.SearchQuery{HasNot: []chat.Feature{f}, Before: "message-e"}
			others := without([]string{"d", "c", "b", "a"}, want, func(s string) string { return s })
			err = errors.Join(err, finds(ctx, s, chat.SearchQuery{Has: []chat.Feature{f}}, want), finds(ctx, s, not, others...))
		}
		return errors.Join(err, finds(ctx, s, chat.SearchQuery{Has: []chat.Feature{"nothing"}}), finds(ctx, s, chat.SearchQuery{Has: []chat.Feature{chat.FeatureLink, chat.FeaturePin}}))
	})},
	{"SearchMessages knows files and pictures", withFiles(func(ctx context.Context, s chat.Storage) error {
		var err error
		for id, kind := range map[chat.FileID]string{"file-1": "text/plain", "file-2": "image/webp"} {
			_, err2 := s.UpdateFile(ctx, id, func(f *chat.File) error { f.Type = kind; return nil })
			err = errors.Join(err, err2)
		}
		err = errors.Join(err, attached(ctx, s, "text", "1"), attached(ctx, s, "picture", "2"), post(ctx, s, "none"), indexed(ctx, s))
		file, picture := chat.SearchQuery{Has: []chat.Feature{chat.FeatureFile}}, chat.SearchQuery{Has: []chat.Feature{chat.FeatureImage}}
		err = errors.Join(err, finds(ctx, s, file, "text", "picture"), finds(ctx, s, picture, "picture"))
		file.HasNot = []chat.Feature{chat.FeatureImage}
		return errors.Join(err, finds(ctx, s, file, "text"), keeping(ctx, s, "message-text", naming("")), finds(ctx, s, file))
	})},
	{"A message is found by what it says after its edit", withTalk(func(ctx context.Context, s chat.Storage) error {
		err := edited(ctx, s, "message-a", "blue http://x.test")
		err2 := post(ctx, s, "later")
		err = errors.Join(err, err2, edited(ctx, s, "message-later", "green"), finds(ctx, s, saying("fox"), "o"), finds(ctx, s, saying("blue"), "a"),
			finds(ctx, s, chat.SearchQuery{Has: []chat.Feature{chat.FeatureLink}}, "d", "a"), indexed(ctx, s))
		return errors.Join(err, finds(ctx, s, saying("green"), "later"), finds(ctx, s, saying("text of later")))
	})},
	{"A tombstone is never found", withTalk(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-a", remove(), erase)
		err = errors.Join(err, post(ctx, s, "later"))
		_, err2 := s.UpdateMessage(ctx, "message-later", remove(), erase)
		return errors.Join(err, err2, indexed(ctx, s), finds(ctx, s, chat.SearchQuery{}, "o", "d", "c", "b"), finds(ctx, s, saying("red fox"), "o"))
	})},
	{"Nothing is found of whoever was erased", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(indexed(ctx, s), finds(ctx, s, chat.SearchQuery{}, "x", "q", "p", "a"))
		return errors.Join(err, eraseAnn(ctx, s), finds(ctx, s, chat.SearchQuery{}, "x", "q"), indexed(ctx, s), finds(ctx, s, chat.SearchQuery{}, "x", "q"))
	})},
	{"Nothing is found of what expired", withTalk(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ExpireMessages(ctx, "room-lobby", day(9), 3, noon)
		return errors.Join(err, finds(ctx, s, chat.SearchQuery{}, "o", "d"), indexed(ctx, s), finds(ctx, s, saying("red"), "o", "d"))
	})},
	{"IndexMessages passes each message of the room once", withReader(5, func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-2", remove(), erase)
		for i, want := range []int{2, 2, 1, 0} {
			n, err2 := s.IndexMessages(ctx, "room-lobby", 2)
			err = errors.Join(err, err2, same(fmt.Sprint("step ", i), n, want))
		}
		n, err2 := s.IndexMessages(ctx, "nowhere", 2)
		_, err3 := s.IndexMessages(ctx, "room-lobby", 0)
		if err3 == nil {
			err = errors.Join(err, errors.New("0 messages at most"))
		}
		return errors.Join(err, err2, same("nowhere", n, 0), finds(ctx, s, saying("text"), "5", "4", "3", "1"))
	})},
	{"IndexMessages may run many times at once, while others write", withReader(40, func(ctx context.Context, s chat.Storage) error {
		var passed atomic.Int64
		err := atOnce(8, func(i int) error {
			err := edited(ctx, s, chat.MessageID(fmt.Sprint("message-", i*5+1)), "other words")
			for n := 1; n > 0 && err == nil; {
				n, err = s.IndexMessages(ctx, "room-lobby", 3)
				passed.Add(int64(n))
			}
			return err
		})
		q := saying("text")
		list, err2 := s.SearchMessages(ctx, chat.SearchQuery{All: []chat.Phrase{{"other", "words"}}, Limit: 100})
		return errors.Join(err, err2, same("passed", passed.Load(), 40), same("edited", len(list), 8), counts(ctx, s, q, 32))
	})},
	{"Unindexed are the rooms in which something was not passed, in pages", withTalk(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(behindIndex(ctx, s, "", 10), settle(ctx, s, "third"), settle(ctx, s, "empty"),
			postTo(ctx, s, "third", "x"), postTo(ctx, s, "other", "x"), post(ctx, s, "x"), behindIndex(ctx, s, "", 10, "other", "room-lobby", "third"),
			behindIndex(ctx, s, "", 1, "other"), behindIndex(ctx, s, "other", 1, "room-lobby"))
		_, err2 := s.IndexMessages(ctx, "room-lobby", 10)
		return errors.Join(err, err2, behindIndex(ctx, s, "", 10, "other", "third"), edited(ctx, s, "message-a", "new"), behindIndex(ctx, s, "", 10, "other", "third"))
	})},
	{"What was imported is found once it was passed", withTalk(func(ctx context.Context, s chat.Storage) error {
		m, gone := old("i", 99), old("j", 100)
		m.Text, gone.Text, gone.DeletedAt = "imported", "", noon
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{m, gone})
		return errors.Join(err, behindIndex(ctx, s, "", 10, "room-lobby"), indexed(ctx, s), finds(ctx, s, saying("imported"), "i"), behindIndex(ctx, s, "", 10))
	})},
	{"SearchMessages finds as much of a long message as Words returns", withLobby(func(ctx context.Context, s chat.Storage) error {
		often := strings.Repeat("again ", 300)
		long := strings.Repeat("many different words, of which ", 20) + often + strings.Repeat("x y z ", chat.MaxWords/3)
		return errors.Join(say(ctx, s, "a", long+" beyond", "b", often+"end"), finds(ctx, s, saying("different words"), "a"), finds(ctx, s, saying("again again"), "b", "a"),
			finds(ctx, s, saying("beyond")), finds(ctx, s, saying("end"), "b"), finds(ctx, s, saying("again end")), finds(ctx, s, saying("which again"), "a"))
	})},
}

// counts wants a query to select so many.
func counts(ctx context.Context, s chat.Storage, q chat.SearchQuery, want int) error {
	q.Limit = 1000
	list, err := s.SearchMessages(ctx, q)
	return errors.Join(err, same("found", len(list), want))
}

// behindIndex wants a page of the rooms that are not indexed.
func behindIndex(ctx context.Context, s chat.Storage, after chat.RoomID, limit int, want ...chat.RoomID) error {
	list, err := s.Unindexed(ctx, after, limit)
	return errors.Join(err, sameList("unindexed", list, want))
}
