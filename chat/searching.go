package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// A Search is what somebody looks for.
type Search struct {
	// Query is in the language of Module.Search.
	Query string
	// Room, an ID or a slug, is the only one to look in. Default: everywhere.
	Room string
	// Before is the ID of the last message of the page before. Default: from the newest.
	Before MessageID
	// Limit is the most to return, at most 200. Default 50.
	Limit int
}

// A Hit is a message that was found.
type Hit struct {
	Message Message `json:"message"`
	Room    Room    `json:"room"`
	// Highlights are where the words that were looked for stand in the Text, in order, at
	// most 100.
	Highlights []Range `json:"highlights"`
}

// Search finds messages in the rooms that the viewer may read: the public ones and those
// to which they belong, or those that the query names. It returns a page, the newest
// first, which is in descending order of IDs, and whether there are more.
//
//	red fox                 what says both, anywhere
//	"red fox"               what says them one after the other
//	-fox                    what does not; also -"red fox", -from:…, -in:…, -has:…
//	from:me from:ann        what one of them wrote, by handle or ID
//	in:lobby in:order:42    what stands in one of these rooms, by slug, ref or ID
//	before:2026-01-31       what was written before, after or on a day, in UTC
//	has:link                also has:file, has:image, has:reaction, has:thread, has:pin
//
// Words are what Words says, whatever their case and accents, and never parts of longer
// ones. What is no operator is words, and so is a quote without an end, up to the end. A
// name that means nobody, or no room that the viewer may read, finds nothing. ErrInvalid: a
// day or a feature that cannot be; nothing to look for; more than 400 characters, 40
// conditions or 60 words. ErrNotFound: the viewer may not read Search.Room. ErrBanned: they
// are banned from everything. Messages of whom they block come with Author.Blocked.
//
// A new message is found after about a third of a second, and at once by a search through
// the process that it was written through. On a database that is new to search, what was
// there comes by and by. What was edited or deleted is not found any more from then on.
func (m *Module) Search(ctx context.Context, viewer UserID, s Search) (hits []Hit, more bool, err error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Search", err)
	}
	defer m.busy.Done()
	hits, more, err = m.search(ctx, viewer, s)
	return hits, more, opError("chat.Search", err)
}

func (m *Module) search(ctx context.Context, viewer UserID, s Search) ([]Hit, bool, error) {
	if viewer == "" {
		return nil, false, ErrUnauthenticated
	}
	if s.Limit <= 0 {
		s.Limit = pageSize
	}
	s.Limit = min(s.Limit, maxPageSize)
	banned, err := m.sanctions(ctx, viewer, "")
	if err == nil {
		err = banned.keepOut()
	}
	if err != nil {
		return nil, false, err
	}
	q, err := parseQuery(s.Query)
	if err != nil {
		return nil, false, err
	}
	sq, some, err := m.meant(ctx, viewer, q, s)
	if err != nil || !some {
		return nil, false, err
	}
	m.index.flush(ctx)
	hits, err := m.hits(ctx, viewer, sq, s.Limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(hits) > s.Limit
	hits = hits[:min(s.Limit, len(hits))]
	return hits, more, m.complete(ctx, viewer, hits, sq.All)
}

// complete fills in what is shown of hits.
func (m *Module) complete(ctx context.Context, viewer UserID, hits []Hit, phrases []Phrase) error {
	messages := make([]*Message, len(hits))
	for i := range hits {
		messages[i] = &hits[i].Message
		hits[i].Highlights = highlights(hits[i].Message.Text, phrases)
	}
	return m.fillFor(ctx, viewer, messages...)
}

// meant gives the names in a query their meaning. It is false when nothing can be found.
func (m *Module) meant(ctx context.Context, viewer UserID, q query, s Search) (sq SearchQuery, some bool, err error) {
	sq = SearchQuery{Reader: viewer, All: q.all, None: q.none, From: q.since, Until: q.until, Has: q.has, HasNot: q.hasNot, Before: s.Before}
	var errs [4]error
	sq.Authors, errs[0] = m.authors(ctx, viewer, q.from)
	sq.NotAuthors, errs[1] = m.authors(ctx, viewer, q.notBy)
	sq.Rooms, errs[2] = m.roomsNamed(ctx, viewer, q.in)
	sq.NotRooms, errs[3] = m.roomsNamed(ctx, viewer, q.notIn)
	if err := errors.Join(errs[:]...); err != nil {
		return sq, false, err
	}
	some = len(q.in) == 0 || len(sq.Rooms) > 0
	if s.Room == "" {
		return sq, some, nil
	}
	only, err := m.roomsNamed(ctx, viewer, []string{s.Room})
	if err == nil && len(only) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return sq, false, err
	}
	if some = some && (len(q.in) == 0 || slices.Contains(sq.Rooms, only[0])); some {
		sq.Rooms = only
	}
	return sq, some, nil
}

// authors are the users of those names: me, handles and IDs. Who has neither is an ID that
// finds nothing.
func (m *Module) authors(ctx context.Context, viewer UserID, names []string) ([]UserID, error) {
	var handles []string
	for _, name := range names {
		if h := cleanHandle(strings.TrimPrefix(name, "@")); h != "" {
			handles = append(handles, h)
		}
	}
	named, err := m.store.UsersByHandle(ctx, handles)
	if err != nil {
		return nil, err
	}
	list := each(named, func(u User) UserID { return u.ID })
	for _, name := range names {
		if strings.EqualFold(name, "me") {
			name = string(viewer)
		}
		if id := UserID(name); !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list, nil
}
