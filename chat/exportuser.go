package chat

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
)

// ExportUser writes everything that is kept about a person as lines of JSON: who they
// are, the rooms they belong to or wrote in, all their messages, tombstones too, with what they said
// before edits, the files that came with them, their reactions, bookmarks, blocks and
// reports, the threads they follow, which messages of others mention them, and what those
// did to them who keep order; of others it tells nothing. Import reads it.
//
// It is made in two passes: the first finds where the messages stand, which takes about
// a hundred bytes of memory for each, the second reads them in the order of each room.
func (m *Module) ExportUser(ctx context.Context, w io.Writer, user UserID) error {
	if err := m.begin(); err != nil {
		return opError("chat.ExportUser", err)
	}
	defer m.busy.Done()
	return opError("chat.ExportUser", m.exportUser(ctx, w, user))
}

func (m *Module) exportUser(ctx context.Context, w io.Writer, user UserID) error {
	if _, err := m.store.User(ctx, user); err != nil {
		return err
	}
	said, err := m.whereSaid(ctx, user)
	if err == nil {
		err = m.addMemberships(ctx, user, said)
	}
	if err == nil {
		err = m.addReacted(ctx, user, said)
	}
	if err != nil {
		return err
	}
	e := m.newExporter(w, exportOfUser)
	if err := e.users(ctx, user); err != nil {
		return err
	}
	for _, room := range slices.Sorted(maps.Keys(said)) {
		if err := e.placeOf(ctx, user, room, said[room]); err != nil {
			return err
		}
	}
	if err := e.orderOf(ctx, user); err != nil {
		return err
	}
	if err := e.bookmarks(ctx, user); err != nil {
		return err
	}
	if err := e.followsOf(ctx, user); err != nil {
		return err
	}
	if err := e.called(ctx, user); err != nil {
		return err
	}
	return e.end()
}

// A place is where a message stands in its room.
type place struct {
	seq int64
	id  MessageID
}

// whereSaid finds the user's messages, in the order of their rooms.
func (m *Module) whereSaid(ctx context.Context, user UserID) (map[RoomID][]place, error) {
	said := map[RoomID][]place{}
	for after := MessageID(""); ; {
		list, err := m.store.MessagesBy(ctx, user, after, maxPageSize)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		for _, msg := range list {
			said[msg.Room] = append(said[msg.Room], place{msg.Seq, msg.ID})
			after = msg.ID
		}
	}
	for _, places := range said {
		slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.seq, b.seq) })
	}
	return said, nil
}

// addMemberships adds the rooms where the user said nothing.
func (m *Module) addMemberships(ctx context.Context, user UserID, said map[RoomID][]place) error {
	for after := RoomID(""); ; {
		rooms, err := m.store.Rooms(ctx, RoomQuery{Member: user, After: after, Limit: maxPageSize})
		if err != nil || len(rooms) == 0 {
			return err
		}
		for _, r := range rooms {
			said[r.ID] = append(said[r.ID], nil...)
			after = r.ID
		}
	}
}

// placeOf writes one room as far as it concerns the user: what it is called, whether they
// belong to it, what they said.
func (e *exporter) placeOf(ctx context.Context, user UserID, id RoomID, said []place) error {
	room, err := e.m.store.Room(ctx, id)
	if err != nil {
		return gone(err)
	}
	if room.CreatedBy != user {
		room.CreatedBy = ""
	}
	if room.Kind == Direct {
		room.Ref = "" // it names the other
	}
	e.line(newRoomLine(room))
	member, err := e.m.store.Member(ctx, id, user)
	if err == nil {
		e.line(newMemberLine(member))
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	for part := range slices.Chunk(said, maxPageSize) {
		if err := e.said(ctx, user, part); err != nil {
			return err
		}
	}
	return e.reactionsBy(ctx, user, id)
}

// said writes those of the messages that are still there.
func (e *exporter) said(ctx context.Context, user UserID, places []place) error {
	list, err := e.m.store.MessagesByID(ctx, each(places, func(p place) MessageID { return p.id }))
	slices.SortFunc(list, func(a, b Message) int { return cmp.Compare(a.Seq, b.Seq) })
	files, err2 := e.m.filesOf(ctx, each(list, func(m Message) MessageID { return m.ID }))
	if err = errors.Join(err, err2); err != nil {
		return err
	}
	for _, msg := range list {
		if msg.DeletedBy != user {
			msg.DeletedBy = ""
		}
		if msg.PinnedBy != user {
			msg.PinnedBy = ""
		}
		if err := e.message(ctx, msg, files[msg.ID]); err != nil {
			return err
		}
	}
	return errors.Join(err, e.err)
}
