package chat

import (
	"context"
	"errors"
)

// tellPresence tells the rooms of somebody what others may see of them by now.
func (l *live) tellPresence(ctx context.Context, user UserID) error {
	p := l.presence
	p.mu.Lock()
	who := p.people[user]
	if who == nil {
		p.mu.Unlock()
		return nil
	}
	status, _ := who.status(l.now())
	rooms, told := who.rooms, who.told
	who.seen, who.stale, who.rooms, who.telling = status, false, nil, true
	p.mu.Unlock()

	shown, err := l.tellStatus(ctx, user, status, told, rooms)

	p.mu.Lock()
	defer p.mu.Unlock()
	who.telling = false
	if err != nil {
		who.stale, who.told = true, "" // some rooms may know: all are told again
		return err
	}
	if shown != told || len(rooms) > 0 {
		who.last = l.now()
	}
	if who.told = shown; !p.closed {
		l.settle(user, who)
	}
	return nil
}

// tellStatus tells all rooms of a status that others have not seen yet, or else only those
// that were joined. It returns what is shown of it.
func (l *live) tellStatus(ctx context.Context, user UserID, status, told Status, joined []RoomID) (Status, error) {
	u, err := l.store.User(ctx, user)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return told, err
	}
	if err != nil || u.Preferences.HidePresence || !u.ErasedAt.IsZero() {
		status = Offline
	}
	s := Signal{Kind: PresenceUpdated, User: u, Status: status}
	if status != told {
		return status, l.tellRooms(ctx, s)
	}
	if status != Offline {
		for _, s.Room = range joined {
			l.signal(ctx, s)
		}
	}
	return status, nil
}

// tellRooms tells the first of the person's rooms.
func (l *live) tellRooms(ctx context.Context, s Signal) error {
	if l.opts.Live == nil {
		return nil
	}
	q := RoomQuery{Member: s.User.ID, Limit: maxPageSize}
	for told := 0; told < maxToldRooms; told += maxPageSize {
		rooms, err := l.store.Rooms(ctx, q)
		for _, r := range rooms {
			s.Room, q.After = r.ID, r.ID
			l.signal(ctx, s)
		}
		if err != nil || len(rooms) < q.Limit {
			return err
		}
	}
	return nil
}

// An Attendee is a member who is there.
type Attendee struct {
	User   User
	Status Status
}

// Presence returns at most limit members of a room that the viewer may read who are
// Online or Away on this node and let others see it, in the order of their IDs from the
// one after after; the others are Offline. It looks through 1000 members at most: next is
// the last of them, and more tells whether there are others above.
func (m *Module) Presence(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) (list []Attendee, next UserID, more bool, err error) {
	if err := m.begin(); err != nil {
		return nil, "", false, opError("chat.Presence", err)
	}
	defer m.busy.Done()
	present := func(one Member) bool { return m.live.presence.of(one.User) != Offline }
	shown := func(u User) bool { return !u.Preferences.HidePresence }
	found, next, more, err := m.membersWho(ctx, viewer, room, after, limit, present, shown)
	for _, one := range found {
		if status := m.live.presence.of(one.User); status != Offline {
			list = append(list, Attendee{one.Profile, status})
		}
	}
	return list, next, more, opError("chat.Presence", err)
}

// of is what others may see of somebody who hides nothing.
func (p *presence) of(user UserID) Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	if who := p.people[user]; who != nil {
		return who.seen
	}
	return Offline
}

// maxScan is through how many pages of members membersWho looks.
const maxScan = 1000 / maxPageSize

// membersWho returns at most limit members of whom both are true, the last one that it
// looked at, and whether there are more above that one.
func (m *Module) membersWho(
	ctx context.Context, viewer UserID, room RoomID, after UserID, limit int, want func(Member) bool, shown func(User) bool,
) (list []Membership, next UserID, more bool, err error) {
	if _, err := m.readable(ctx, viewer, room); err != nil {
		return nil, "", false, err
	}
	next, more = after, true
	for scan := 0; more && len(list) < limit && scan < maxScan; scan++ {
		var page []Membership
		if page, more, err = m.somePlaces(ctx, room, next, want); err != nil {
			return nil, "", false, err
		}
		for _, one := range page {
			if next = one.User; one.Profile.ID != "" && shown(one.Profile) {
				list = append(list, one)
			}
			if len(list) == limit && one.User != page[len(page)-1].User {
				return list, next, true, nil
			}
		}
	}
	return list, next, more, nil
}

// somePlaces returns a page of members, of those who are wanted with who it is, and
// whether there are more.
func (m *Module) somePlaces(ctx context.Context, room RoomID, after UserID, want func(Member) bool) ([]Membership, bool, error) {
	members, err := m.store.Members(ctx, room, after, maxPageSize+1)
	if err != nil {
		return nil, false, err
	}
	more := len(members) > maxPageSize
	page := make([]Membership, min(len(members), maxPageSize))
	var wanted []UserID
	for i := range page {
		if page[i].Member = members[i]; want(members[i]) {
			wanted = append(wanted, members[i].User)
		}
	}
	people, err := m.usersOf(ctx, wanted)
	for i := range page {
		page[i].Profile = people[page[i].User]
	}
	return page, more, err
}
