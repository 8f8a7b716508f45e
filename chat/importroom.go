package chat

import (
	"context"
	"errors"
	"fmt"
)

// A roomImport is one room of an export on its way in. The methods of a nil one say
// that there is none.
type roomImport struct {
	im      *importer
	line    int64
	from    roomLine
	members []Member
	seen    map[UserID]bool

	here    Room // once opened
	opened  bool
	lastSeq int64
	batch   []Message
	first   int64 // the line of the first message of batch, or else of reactions

	lastID    MessageID // of the message before
	lastN     int64     // of its last revision, of which there were so many
	revised   int
	revisions []Revision
	reactions []Reaction
	mentions  []Mention
	reacted   bool // there was one
	order     Order
	orderLine int64 // the line of the first of it

	lastAuthor UserID
	attached   int         // files of the message before
	sending    *fileImport // the last of them
	files      []File
}

var errNoRoom = misfit("there is no line of the room before")

// firstAtOnce is how many members a room is made with. Those of larger ones join later.
const firstAtOnce = 500

// member notes a member, until the room is there.
func (ri *roomImport) member(l memberLine) error {
	if ri == nil || l.Room != ri.from.ID {
		return errNoRoom
	}
	user, err := ri.im.known("user", l.User)
	switch {
	case err != nil:
		return err
	case user == "":
		return &FieldError{Field: "user", Code: "required", Reason: "must not be empty"}
	case ri.lastSeq > 0 || ri.reacted:
		return misfit("a member after the messages of the room")
	case ri.seen[user]:
		return misfit("member %s stands twice", l.User)
	}
	ri.seen[user] = true
	ri.members = append(ri.members, Member{User: user, Role: l.Role, JoinedAt: l.JoinedAt.UTC(), ReadSeq: l.ReadSeq,
		Notify: Notify{Level: l.Notify, MuteUntil: l.MuteUntil.UTC()}})
	return nil
}

// message adds a message to the batch.
func (ri *roomImport) message(ctx context.Context, line int64, l messageLine) error {
	if ri == nil || l.Room != ri.from.ID {
		return errNoRoom
	}
	author, err1 := ri.im.known("author", l.Author)
	deleter, err2 := ri.im.known("deletedBy", l.DeletedBy)
	pinner, err3 := ri.im.known("pinnedBy", l.PinnedBy)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	switch {
	case ri.reacted:
		return misfit("a message after the reactions in the room")
	case l.Seq <= ri.lastSeq:
		return &FieldError{Field: "seq", Code: "order", Reason: "must be above that of the message before"}
	case ri.from.Rev > 0 && l.Seq > ri.from.Rev:
		return &FieldError{Field: "seq", Code: "max", Reason: "must not be above the rev of the room"}
	case !l.DeletedAt.IsZero() && l.Text != "":
		return &FieldError{Field: "text", Code: "excluded", Reason: "must be empty in a deleted message"}
	case !l.DeletedAt.IsZero() && !l.PinnedAt.IsZero():
		return &FieldError{Field: "pinnedAt", Code: "excluded", Reason: "must be empty in a deleted message"}
	}
	if err := ri.open(ctx); err != nil {
		return err
	}
	if len(ri.batch) == 0 {
		ri.first = line
	}
	ri.lastSeq, ri.lastID, ri.lastN, ri.revised = l.Seq, l.ID, l.Seq, 0
	ri.lastAuthor, ri.attached = author, 0
	ri.batch = append(ri.batch, Message{ID: l.ID, Room: ri.here.ID, Seq: l.Seq, AuthorID: author, ClientID: l.ClientID,
		Text: l.Text, ReplyTo: l.ReplyTo, Thread: l.Thread, InRoom: l.Thread != "" && l.InRoom,
		CreatedAt: l.CreatedAt.UTC(), EditedAt: l.EditedAt.UTC(), DeletedAt: l.DeletedAt.UTC(), DeletedBy: deleter,
		PinnedAt: l.PinnedAt.UTC(), PinnedBy: pinner})
	if err := ri.calls(l); err != nil {
		return err
	}
	if len(ri.batch) >= blockLines {
		return ri.flush(ctx)
	}
	return nil
}

// flush stores the batches, each of which needs those before.
func (ri *roomImport) flush(ctx context.Context) error {
	if ri == nil {
		return nil
	}
	for _, flush := range []func(context.Context) error{ri.flushMessages, ri.flushMentions, ri.flushRevisions, ri.flushFiles, ri.flushReactions, ri.flushOrder} {
		if err := flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (ri *roomImport) flushMessages(ctx context.Context) error {
	if len(ri.batch) == 0 {
		return nil
	}
	n, err := ri.im.m.store.ImportMessages(ctx, ri.here.ID, ri.batch)
	if errors.Is(err, ErrExists) {
		err = fmt.Errorf("the room here has gone another way than the one of the export: %w", err)
	}
	if err != nil {
		return atLine(ri.first, err)
	}
	ri.im.report.Messages += n
	ri.im.report.Known += len(ri.batch) - n
	ri.batch = ri.batch[:0]
	return nil
}

// finish does what comes after the last message.
func (ri *roomImport) finish(ctx context.Context) error {
	if ri == nil {
		return nil
	}
	if err := errors.Join(ri.endFile(ctx), ri.open(ctx)); err != nil {
		return err
	}
	if err := ri.flush(ctx); err != nil {
		return err
	}
	if ri.from.Rev > 0 {
		if err := ri.im.m.store.AdvanceRoom(ctx, ri.here.ID, ri.from.Rev); err != nil {
			return err
		}
	}
	ri.im.m.index.note(ri.here.ID)
	for _, member := range ri.members {
		if err := ri.join(ctx, member); err != nil {
			return err
		}
	}
	return nil
}

// join makes sure that a member is one, and that what they have read is.
func (ri *roomImport) join(ctx context.Context, member Member) error {
	member.Room = ri.here.ID
	read := member.ReadSeq
	member.ReadSeq = 0
	known, err := ri.im.m.store.Member(ctx, member.Room, member.User)
	if errors.Is(err, ErrNotFound) {
		err = ri.im.m.writeTo(ctx, member.Room, func(Room) error {
			_, _, err := ri.im.m.join(ctx, member, ri.here.CreatedBy)
			return err
		})
		if errors.Is(err, ErrBanned) {
			return nil
		}
		ri.im.report.Members++
	}
	if err == nil && read > known.ReadSeq {
		_, _, err = ri.im.m.store.MarkRead(ctx, member.Room, member.User, read, false)
	}
	return err
}

// open finds or makes the room, once.
func (ri *roomImport) open(ctx context.Context) error {
	if ri.opened {
		return nil
	}
	here, err := ri.find(ctx)
	if errors.Is(err, ErrNotFound) {
		here, err = ri.create(ctx)
	}
	if err != nil {
		return atLine(ri.line, fmt.Errorf("room %s: %w", ri.from.ID, err))
	}
	if here.Kind != ri.from.Kind {
		return atLine(ri.line, misfit("room %s is %s here", ri.from.ID, here.Kind))
	}
	ri.here, ri.opened = here, true
	return nil
}

// find returns the room here, or ErrNotFound.
func (ri *roomImport) find(ctx context.Context) (Room, error) {
	id := ri.from.ID
	if ri.from.Slug == LobbySlug {
		id = ri.im.m.lobby
	}
	return ri.im.m.store.Room(ctx, id)
}

// create makes the room with its first members.
func (ri *roomImport) create(ctx context.Context) (Room, error) {
	r, err := ri.room()
	if err != nil {
		return Room{}, err
	}
	// An ID that is a slug here would take that room's place in every path.
	if _, err := ri.im.m.store.RoomBySlug(ctx, string(r.ID)); !errors.Is(err, ErrNotFound) {
		return Room{}, errors.Join(err, fmt.Errorf("its id is the slug of a room here: %w", ErrExists))
	}
	first := make([]Member, min(len(ri.members), firstAtOnce))
	for i := range first {
		first[i] = ri.members[i]
		first[i].Room, first[i].ReadSeq = r.ID, 0
	}
	made, err := ri.im.m.makeRoom(ctx, r, first)
	if errors.Is(err, ErrExists) {
		if here, err := ri.find(ctx); err == nil { // another import was faster
			return here, nil
		}
		return Room{}, fmt.Errorf("another room here has the slug %q, see ImportOptions.Slugs, or the ref %q: %w", r.Slug, r.Ref, err)
	}
	if err == nil {
		ri.im.report.Rooms++
		ri.im.report.Members += len(first)
	}
	return made, err
}

// room is the room as it is to be made.
func (ri *roomImport) room() (Room, error) {
	l := ri.from
	if slug, ok := ri.im.slugs[l.Slug]; ok {
		l.Slug = slug
	}
	by, err := ri.im.known("createdBy", l.CreatedBy)
	if err != nil {
		return Room{}, err
	}
	if l.Kind == "" || l.CreatedAt.IsZero() {
		return Room{}, misfit("kind and createdAt must not be empty")
	}
	d := RoomDraft{Kind: l.Kind, Slug: l.Slug, Ref: l.Ref, Name: l.Name, Topic: l.Topic, RetentionDays: l.RetentionDays}
	if l.Kind == Direct {
		d.Ref = ""
	}
	r := Room{ID: l.ID, Kind: l.Kind, Slug: l.Slug, Ref: d.Ref, Name: l.Name, Topic: l.Topic, RetentionDays: l.RetentionDays,
		SlowModeMs: l.SlowModeMs, CreatedBy: by, CreatedAt: l.CreatedAt.UTC(), ArchivedAt: l.ArchivedAt.UTC()}
	if l.Kind == Direct && l.Ref != "" {
		r.Ref = ri.pair()
	}
	return r, ri.im.m.rules.check(d)
}

// pair is the Ref of a pair, whose people may go by other IDs here.
func (ri *roomImport) pair() string {
	if len(ri.members) == 0 {
		return ""
	}
	return PairRef(ri.members[0].User, ri.members[len(ri.members)-1].User)
}
