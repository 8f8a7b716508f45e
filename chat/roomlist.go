package chat

import (
	"context"
	"errors"
	"strings"
	"time"
)

// A RoomEntry is a room in a list, as one user sees it.
type RoomEntry struct {
	Room Room
	// Member is their place in it; zero: they have none, and nothing is counted.
	Member Member
	Unread Unread
	// Last is the newest message of the main flow; zero: there is none.
	Last Preview
	// People are the others in a Direct room, which has no other name: at most PeopleShown, by
	// ascending ID, and whether q.Member blocks them. Nil in rooms of other kinds. Set by the
	// module, not stored.
	People *[]User
}

// A Preview is what a list shows of a message.
type Preview struct {
	ID  MessageID `json:"id"`
	Seq int64     `json:"seq"`
	// Author is the author's profile as known now, and whether q.Member blocks them: without
	// Provider, Subject, Preferences and times but ErasedAt. Of one who no longer exists only
	// the ID remains.
	Author User `json:"author"`
	// Text is what it says, of which Module.RoomList returns the first PreviewLength
	// characters. A tombstone has none.
	Text      string    `json:"text"`
	CreatedAt time.Time `json:"createdAt"`
	DeletedAt time.Time `json:"deletedAt,omitzero"`
}

// PreviewLength is how many characters of a message a list shows.
const PreviewLength = 200

// maxSifted is how many rooms are looked through for a page of those with a text in them.
const maxSifted = 2000

// RoomList is Rooms with all that a list shows of each, read at once. A page of rooms that
// a Search was for may have fewer than there is room for, even none, while there are more;
// next is then where to go on, as it is after every page. It is empty at the end.
func (m *Module) RoomList(ctx context.Context, viewer UserID, f RoomFilter, after RoomID, limit int) (list []RoomEntry, next RoomID, err error) {
	if err := m.begin(); err != nil {
		return nil, "", opError("chat.RoomList", err)
	}
	defer m.busy.Done()
	list, next, err = m.roomList(ctx, viewer, f, after, limit)
	if err == nil {
		err = m.fillPeople(ctx, viewer, list)
	}
	if err != nil {
		return nil, "", opError("chat.RoomList", err)
	}
	return list, next, nil
}

func (m *Module) roomList(ctx context.Context, viewer UserID, f RoomFilter, after RoomID, limit int) ([]RoomEntry, RoomID, error) {
	if viewer == "" && (f.Joined || m.opts.LoginToRead && m.opts.Policy == nil) {
		return nil, "", ErrUnauthenticated
	}
	who := User{ID: viewer}
	if m.opts.Policy != nil && viewer != "" {
		var err error
		if who, err = m.account(ctx, viewer); err != nil {
			return nil, "", err
		}
	}
	page := limit
	if f.Search != "" || m.opts.Policy != nil || grantIn(ctx).limitsRooms() {
		page = max(limit, maxPageSize) // many may be left out
	}
	q := RoomQuery{Public: !f.Joined, Member: viewer, Kind: f.Kind, Archived: f.Archived, After: after, Limit: page + 1}
	var found []RoomEntry
	for looked := 0; looked < maxSifted; looked += page {
		list, err := m.store.RoomList(ctx, q)
		if err != nil {
			return nil, "", err
		}
		more := len(list) > page
		list = list[:min(page, len(list))]
		banned, err := m.bannedFrom(ctx, viewer, list)
		if err != nil {
			return nil, "", err
		}
		for _, e := range list {
			if len(found) == limit {
				return found, q.After, nil
			}
			q.After = e.Room.ID
			ok, err := m.shows(ctx, who, f, e)
			if err != nil {
				return nil, "", err
			}
			if ok && !banned[e.Room.ID] {
				e.Last.Text, e.Unread = firstOf(e.Last.Text, PreviewLength), e.Unread.heeded(m.now())
				found = append(found, e)
			}
		}
		if !more {
			return found, "", nil
		}
		if len(found) == limit {
			break
		}
	}
	return found, q.After, nil
}

// bannedFrom are those of the rooms that the viewer is banned from. Members are not.
func (m *Module) bannedFrom(ctx context.Context, viewer UserID, list []RoomEntry) (map[RoomID]bool, error) {
	var others []Room
	for _, e := range list {
		if e.Member.User == "" {
			others = append(others, e.Room)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	free, err := m.notBannedFrom(ctx, viewer, others)
	banned := map[RoomID]bool{}
	for _, r := range others {
		banned[r.ID] = true
	}
	for _, r := range free {
		delete(banned, r.ID)
	}
	return banned, err
}

// firstOf is the beginning of a text.
func firstOf(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// shows tells whether a list is for that room, and whether the viewer may read it.
func (m *Module) shows(ctx context.Context, who User, f RoomFilter, e RoomEntry) (bool, error) {
	if !e.Room.goesBy(f.Search) {
		return false, nil
	}
	err := granted(ctx, ActionReadRoom, e.Room.ID)
	if m.opts.Policy != nil && err == nil {
		t := Target{Room: e.Room}
		if e.Member.Role != "" {
			t.Member = &e.Member
		}
		err = m.ask(ctx, who, ActionReadRoom, t)
	}
	if err == nil {
		return true, nil
	}
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrUnauthenticated) {
		return false, nil
	}
	return false, err
}

// goesBy tells whether the room's name, topic or slug has q in it, in whatever case.
func (r Room) goesBy(q string) bool {
	q = strings.ToLower(strings.TrimSpace(q))
	for _, s := range []string{r.Name, r.Slug, r.Topic} {
		if strings.Contains(strings.ToLower(s), q) {
			return true
		}
	}
	return false
}
