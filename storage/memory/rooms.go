package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

// room is a room with all that is in it.
type room struct {
	chat.Room
	members map[chat.UserID]chat.Member
	// history is in seq order, log in rev order.
	history []*chat.Message
	log     []chat.Event
	sent    map[sent]*chat.Message
	// indexed is the seq up to which messages were passed by IndexMessages.
	indexed int64
}

// sent is what a sender knows a message by.
type sent struct {
	author chat.UserID
	client string
}

// next takes the room's next rev and logs ev under it.
func (r *room) next(ev chat.Event) int64 {
	r.Rev++
	ev.Room, ev.Rev = r.ID, r.Rev
	r.log = append(r.log, ev)
	return r.Rev
}

func newRoom(r chat.Room) *room {
	return &room{Room: r, members: map[chat.UserID]chat.Member{}, sent: map[sent]*chat.Message{}}
}

// matches tells whether a query that is not for all is for this one.
func (r *room) matches(q chat.RoomQuery) bool {
	_, member := r.members[q.Member]
	open := q.Public && r.Kind == chat.Public
	return (open || member && q.Member != "") && (q.Kind == "" || q.Kind == r.Kind) && (q.Archived || !r.Archived())
}

// CreateRoom implements chat.RoomStore.
func (s *Store) CreateRoom(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
	r.Rev, r.Pruned, r.CreatedAt, r.ArchivedAt = 0, 0, stamp(r.CreatedAt), stamp(r.ArchivedAt)
	err := s.do(ctx, "create room", string(r.ID), func() error {
		if s.rooms[r.ID] != nil || s.slugs[r.Slug] != nil || s.refs[r.Ref] != nil {
			return chat.ErrExists
		}
		first, err := firstMembers(r.ID, members)
		if err != nil {
			return err
		}
		stored := newRoom(r)
		stored.members = first
		s.rooms[r.ID] = stored
		if r.Slug != "" {
			s.slugs[r.Slug] = stored
		}
		if r.Ref != "" {
			s.refs[r.Ref] = stored
		}
		for _, m := range first {
			s.tell(m.User, chat.Event{Kind: chat.RoomAdded, Object: string(r.ID), Actor: r.CreatedBy, At: m.JoinedAt})
		}
		return nil
	})
	if err != nil {
		return chat.Room{}, err
	}
	return r, nil
}

func firstMembers(id chat.RoomID, members []chat.Member) (map[chat.UserID]chat.Member, error) {
	first := make(map[chat.UserID]chat.Member, len(members))
	for _, m := range members {
		if m.Room != "" && m.Room != id {
			return nil, fmt.Errorf("member %q is of room %q", m.User, m.Room)
		}
		if _, twice := first[m.User]; twice {
			return nil, fmt.Errorf("member %q: %w", m.User, chat.ErrExists)
		}
		m.Room, m.JoinedAt = id, stamp(m.JoinedAt)
		first[m.User] = m
	}
	return first, nil
}

// Room implements chat.RoomStore.
func (s *Store) Room(ctx context.Context, id chat.RoomID) (r chat.Room, err error) {
	err = s.do(ctx, "room", string(id), func() error {
		stored, err := s.room(id)
		if err == nil {
			r = stored.Room
		}
		return err
	})
	return r, err
}

func (s *Store) room(id chat.RoomID) (*room, error) {
	if r := s.rooms[id]; r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("room %q: %w", id, chat.ErrNotFound)
}

// RoomBySlug implements chat.RoomStore.
func (s *Store) RoomBySlug(ctx context.Context, slug string) (chat.Room, error) {
	return s.roomIn(ctx, s.slugs, "room with slug", slug)
}

// RoomByRef implements chat.RoomStore.
func (s *Store) RoomByRef(ctx context.Context, ref string) (chat.Room, error) {
	return s.roomIn(ctx, s.refs, "room with ref", ref)
}

func (s *Store) roomIn(ctx context.Context, rooms map[string]*room, what, key string) (r chat.Room, err error) {
	err = s.do(ctx, what, key, func() error {
		stored := rooms[key]
		if stored == nil {
			return chat.ErrNotFound
		}
		r = stored.Room
		return nil
	})
	return r, err
}

// Rooms implements chat.RoomStore.
func (s *Store) Rooms(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
	var rooms []chat.Room
	err := s.do(ctx, "rooms of", string(q.Member), func() error {
		if q.Limit < 1 {
			return errLimit
		}
		for id, r := range s.rooms {
			if id > q.After && (q.All || r.matches(q)) {
				rooms = append(rooms, r.Room)
			}
		}
		return nil
	})
	slices.SortFunc(rooms, func(a, b chat.Room) int { return cmp.Compare(a.ID, b.ID) })
	return rooms[:min(len(rooms), max(q.Limit, 0))], err
}
