package chat

import (
	"context"
	"io"
)

// ExportRoom writes everything about a room as lines of JSON: the room, its members, its
// messages with tombstones, what they said before edits, the files that came
// with them, the reactions to them, the bans, mutes, reports and
// the audit log, and the profiles and keys of all who are named there. Import
// reads it. It is for the host and asks no permission.
//
// The export holds every message up to the room's Rev when it began. It goes through the
// room page by page, in memory that does not depend on how many messages there are. When
// it returns an error, what was written has no end line, and an import of it fails.
func (m *Module) ExportRoom(ctx context.Context, w io.Writer, room RoomID) error {
	if err := m.begin(); err != nil {
		return opError("chat.ExportRoom", err)
	}
	defer m.busy.Done()
	return opError("chat.ExportRoom", m.exportRoom(ctx, w, room))
}

func (m *Module) exportRoom(ctx context.Context, w io.Writer, id RoomID) error {
	room, err := m.store.Room(ctx, id)
	if err == nil {
		err = notPersonal(room)
	}
	if err != nil {
		return err
	}
	e := m.newExporter(w, exportOfRoom)
	if err := e.users(ctx, room.CreatedBy); err != nil {
		return err
	}
	e.line(newRoomLine(room))
	if err := e.members(ctx, room); err != nil {
		return err
	}
	if err := e.messages(ctx, room); err != nil {
		return err
	}
	if err := e.reactions(ctx, room); err != nil {
		return err
	}
	if err := e.follows(ctx, room); err != nil {
		return err
	}
	if err := e.order(ctx, room.ID); err != nil {
		return err
	}
	return e.end()
}

// members writes the members with who they are.
func (e *exporter) members(ctx context.Context, room Room) error {
	for after := UserID(""); ; {
		list, err := e.m.store.Members(ctx, room.ID, after, maxPageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := e.users(ctx, each(list, func(m Member) UserID { return m.User })...); err != nil {
			return err
		}
		for _, member := range list {
			// What came after the room was read is not in this export.
			member.ReadSeq = min(member.ReadSeq, room.Rev)
			e.line(newMemberLine(member))
			after = member.User
		}
	}
}

// messages writes the messages that there were when the room was read, with who wrote,
// deleted and pinned them, and whom they call.
func (e *exporter) messages(ctx context.Context, room Room) error {
	for after := int64(-1); e.err == nil; {
		page, err := e.m.store.Messages(ctx, MessageQuery{Room: room.ID, After: after, Limit: maxPageSize})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		ids := append(each(page.Items, func(m Message) UserID { return m.AuthorID }),
			each(page.Items, func(m Message) UserID { return m.DeletedBy })...)
		ids = append(ids, each(page.Items, func(m Message) UserID { return m.PinnedBy })...)
		if err := e.users(ctx, ids...); err != nil {
			return err
		}
		called, err := e.mentionsOf(ctx, page.Items)
		if err != nil {
			return err
		}
		files, err := e.m.filesOf(ctx, each(page.Items, func(m Message) MessageID { return m.ID }))
		if err != nil {
			return err
		}
		for _, msg := range page.Items {
			if msg.Seq > room.Rev {
				return e.err
			}
			if err := e.message(ctx, msg, files[msg.ID], called[msg.ID]...); err != nil {
				return err
			}
			after = msg.Seq
		}
	}
	return e.err
}
