package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

// withHistory wraps a check that needs twelve messages, of which 1, 5, 6, 7 and 12 are
// tombstones. Their seqs are 1 to 12 and the rev is 17.
func withHistory(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		for i := 1; i <= 12; i++ {
			if err := post(ctx, s, fmt.Sprint(i)); err != nil {
				return err
			}
		}
		for _, i := range []int{1, 5, 6, 7, 12} {
			if _, err := s.UpdateMessage(ctx, chat.MessageID(fmt.Sprint("message-", i)), remove(), erase); err != nil {
				return err
			}
		}
		return check(ctx, s)
	})
}

// gone tells which seqs of withHistory are tombstones.
func gone(seq int64) bool { return slices.Contains([]int64{1, 5, 6, 7, 12}, seq) }

// A stretch is a page by its seqs.
type stretch struct {
	seqs                []int64
	hasBefore, hasAfter bool
}

// expected works out a page of withHistory the slow way.
func expected(q chat.MessageQuery) stretch {
	var all, match []int64
	for seq := int64(1); seq <= 12; seq++ {
		if q.SkipDeleted && gone(seq) {
			continue
		}
		all = append(all, seq)
		if (q.After <= 0 || seq > q.After) && (q.Before <= 0 || seq < q.Before) {
			match = append(match, seq)
		}
	}
	n := min(len(match), q.Limit)
	page := match[len(match)-n:]
	if q.After != 0 {
		page = match[:n]
	}
	// Where nothing matched, the page lies between its bounds.
	first, last := max(q.After, 0)+1, q.Before-1
	if q.Before <= 0 {
		last = 1000
	}
	if n > 0 {
		first, last = page[0], page[n-1]
	}
	return stretch{
		seqs:      page,
		hasBefore: slices.ContainsFunc(all, func(s int64) bool { return s < first }),
		hasAfter:  slices.ContainsFunc(all, func(s int64) bool { return s > last }),
	}
}

// edges are where a page may begin or end: around the ends and the tombstones.
var edges = []int64{-1, 0, 1, 2, 4, 7, 8, 11, 12, 13}

// eachPage compares a part of many pages of withHistory.
func eachPage(compare func(got chat.MessagePage, want stretch) error) func(context.Context, chat.Storage) error {
	return withHistory(func(ctx context.Context, s chat.Storage) error {
		for _, before := range edges[1:] {
			for _, after := range edges {
				if before > 0 && after >= before {
					continue // nothing lies between, and so nothing around it
				}
				for _, limit := range []int{1, 3, 100} {
					for _, skip := range []bool{false, true} {
						q := chat.MessageQuery{Room: "room-lobby", Before: before, After: after, SkipDeleted: skip, Limit: limit}
						page, err := s.Messages(ctx, q)
						if err = errors.Join(err, compare(page, expected(q))); err != nil {
							return fmt.Errorf("%+v: %w", q, err)
						}
					}
				}
			}
		}
		return nil
	})
}

func seqs(list []chat.Message) []int64 {
	var all []int64
	for _, m := range list {
		all = append(all, m.Seq)
	}
	return all
}

var pagePromises = []promise{
	{"Messages returns what Before, After, SkipDeleted and Limit select", eachPage(func(got chat.MessagePage, want stretch) error {
		return sameList("seqs", seqs(got.Items), want.seqs)
	})},
	{"Messages between bounds that cross are none", withHistory(func(ctx context.Context, s chat.Storage) error {
		page, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Before: 3, After: 9, Limit: 5})
		return errors.Join(err, same("items", len(page.Items), 0))
	})},
	{"Messages tells whether there is more before", eachPage(func(got chat.MessagePage, want stretch) error {
		return same("HasBefore", got.HasBefore, want.hasBefore)
	})},
	{"Messages tells whether there is more after", eachPage(func(got chat.MessagePage, want stretch) error {
		return same("HasAfter", got.HasAfter, want.hasAfter)
	})},
	{"Messages returns whole messages", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-b", remove(), erase)
		a, err2 := s.Message(ctx, "message-a")
		b, err3 := s.Message(ctx, "message-b")
		page, err4 := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 10})
		return errors.Join(err, err2, err3, err4, sameList("items", page.Items, []chat.Message{a, b}))
	})},
	{"Messages of one room are of no other", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		page, err2 := s.Messages(ctx, chat.MessageQuery{Room: "other", Limit: 10})
		return errors.Join(err, err2, same("items", len(page.Items), 0), same("HasBefore", page.HasBefore, false), same("HasAfter", page.HasAfter, false))
	})},
	{"Messages of no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 10})
		return is("Messages", err, chat.ErrNotFound)
	}},
	{"Messages of an empty room is an empty page", withLobby(func(ctx context.Context, s chat.Storage) error {
		page, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 10})
		return errors.Join(err, same("items", len(page.Items), 0), same("AsOf", page.AsOf, 0), same("more", page.HasBefore || page.HasAfter, false))
	})},
	{"Messages takes any positive limit", withNote(func(ctx context.Context, s chat.Storage) error {
		page, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", After: 1, Limit: int(^uint(0) >> 1)})
		events, err2 := s.Events(ctx, "room-lobby", 1, int(^uint(0)>>1))
		return errors.Join(err, err2, sameList("seqs", seqs(page.Items), []int64{2}), same("events", len(events), 1))
	})},
	{"AsOf is the room's Rev", withHistory(func(ctx context.Context, s chat.Storage) error {
		page, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Before: 5, Limit: 1})
		return errors.Join(err, same("AsOf", page.AsOf, 17))
	})},
	{"Every change up to AsOf is in Items", withLobby(asOfHolds)},
	{"Pages read backwards while others write hold every message once", withLobby(func(ctx context.Context, s chat.Storage) error {
		return whileWriting(ctx, s, func() ([]int64, error) { return readBackwards(ctx, s) })
	})},
	{"Pages read forwards while others write hold every message once", withLobby(func(ctx context.Context, s chat.Storage) error {
		return whileWriting(ctx, s, func() ([]int64, error) { return readForwards(ctx, s) })
	})},
}

// asOfHolds edits one message over and over while pages are read: as every change is
// to it, its Rev is never below AsOf.
func asOfHolds(ctx context.Context, s chat.Storage) error {
	if err := post(ctx, s, "a"); err != nil {
		return err
	}
	return atOnce(2, func(i int) error {
		for n := range 60 {
			if i == 0 {
				if _, err := s.UpdateMessage(ctx, "message-a", edit(), setText(fmt.Sprint(n))); err != nil {
					return err
				}
				continue
			}
			page, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 5})
			if err != nil {
				return err
			}
			if len(page.Items) != 1 || page.Items[0].Rev < page.AsOf {
				return fmt.Errorf("a page as of %d holds %+v", page.AsOf, page.Items)
			}
		}
		return nil
	})
}

// whileWriting reads the history while it grows and changes, and wants the forty
// messages that were there from the start once each.
func whileWriting(ctx context.Context, s chat.Storage, read func() ([]int64, error)) error {
	for i := range 40 {
		if err := post(ctx, s, fmt.Sprint(i)); err != nil {
			return err
		}
	}
	return atOnce(3, func(writer int) error {
		if writer == 0 {
			return once(read())
		}
		for i := range 20 {
			if err := post(ctx, s, fmt.Sprint("new", writer, "-", i)); err != nil {
				return err
			}
			id := chat.MessageID(fmt.Sprint("message-", i+20*(writer-1)))
			if _, err := s.UpdateMessage(ctx, id, edit(), setText("changed")); err != nil {
				return err
			}
		}
		return nil
	})
}

// once wants 1 to 40 once each, and nothing twice.
func once(seqs []int64, err error) error {
	if err != nil {
		return err
	}
	count := map[int64]int{}
	for _, seq := range seqs {
		count[seq]++
		if count[seq] > 1 {
			return fmt.Errorf("message %d stands in two pages", seq)
		}
	}
	for seq := int64(1); seq <= 40; seq++ {
		if count[seq] == 0 {
			return fmt.Errorf("message %d stands in no page", seq)
		}
	}
	return nil
}

// pagesEnough is more than any history here has; a store that never ends has more.
const pagesEnough = 200

func readBackwards(ctx context.Context, s chat.Storage) ([]int64, error) {
	var all []int64
	q := chat.MessageQuery{Room: "room-lobby", Limit: 7}
	for range pagesEnough {
		page, err := s.Messages(ctx, q)
		all = append(all, seqs(page.Items)...)
		if err != nil || !page.HasBefore || len(page.Items) == 0 {
			return all, err
		}
		q.Before = page.Items[0].Seq
	}
	return nil, errors.New("the history has no beginning")
}

func readForwards(ctx context.Context, s chat.Storage) ([]int64, error) {
	var all []int64
	q := chat.MessageQuery{Room: "room-lobby", After: -1, Limit: 7}
	for range pagesEnough {
		page, err := s.Messages(ctx, q)
		all = append(all, seqs(page.Items)...)
		if err != nil || !page.HasAfter || len(page.Items) == 0 {
			return all, err
		}
		q.After = page.Items[len(page.Items)-1].Seq
	}
	return nil, errors.New("the history has no end")
}
