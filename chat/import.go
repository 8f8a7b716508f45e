package chat

import (
	"cmp"
	"context"
	"errors"
	"io"
)

// ImportOptions are the optional parts of an Import. A nil *ImportOptions is all
// defaults.
type ImportOptions struct {
	// Slugs gives rooms of the export, by the slug they had, another one here. Default
	// none: a slug that another room has is ErrExists.
	Slugs map[string]string
	// MaxLine is the most bytes that a line may have. Default 1 MiB.
	MaxLine int
}

// An ImportReport counts what was new here.
type ImportReport struct {
	Users, Rooms, Members, Messages, Reactions, Files int
	// Order is how many bans, mutes, reports and entries of the audit log.
	Order int
	// Known is how many messages were here already, Skipped how many lines are of a
	// type that this version does not know.
	Known, Skipped int
}

// Import takes in what ExportRoom or ExportUser wrote. It is for the host and asks no
// permission. Nothing that is here is changed or lost, and the same export again changes
// nothing, so that an import that ended early is simply done again:
//
//   - A user is the one here with the same Provider and Subject, or with the same ID and
//     Provider; else they are made, with the ID they had unless it is taken. Whoever was
//     erased here stays so: ErrGone.
//   - A room is the one here with the same ID; the one that the export calls "lobby" is
//     the default room here. Else it is made. Everything else about a room that is here
//     already, such as its name, stays.
//   - A message that the room here has, by author and client ID, stays as it is. The
//     others keep their ID, Seq, text and times; their Rev begins anew at Seq. The room
//     here must not have gone another way: a Seq that it has passed already without the
//     message is ErrExists. So nobody should write to the room until Import returned.
//   - Reactions and revisions join those of their message, if that is here and was not
//     deleted. The message's Rev stays. So do those whom it mentions, who are not told
//     again, and bookmarks of messages that are here.
//   - So do files, if their bytes are there and the module has Options.Blobs. What they are
//     is found out anew, whatever the export says.
//   - Bans, mutes, reports and the audit log of a room come with it; those that are here
//     stay. Whoever is banned from the room here does not become a member of it.
//   - Members join with their role, and what they have read counts as read.
//
// In the end the room has at least the Rev that it had where it comes from, so that
// clients who know a position there are told to start afresh.
//
// A line that is damaged, cut off or nonsense ends the import with an *ImportError; what
// came before it may be here by then, checked by a sum, but nothing of it or after it.
// Lines and fields that this version does not know are skipped. Import reads r as it
// goes, in memory that does not depend on how many messages there are.
func (m *Module) Import(ctx context.Context, r io.Reader, opts *ImportOptions) (ImportReport, error) {
	if err := m.begin(); err != nil {
		return ImportReport{}, opError("chat.Import", err)
	}
	defer m.busy.Done()
	var o ImportOptions
	if opts != nil {
		o = *opts
	}
	if o.MaxLine < 0 {
		return ImportReport{}, opError("chat.Import", &FieldError{Field: "MaxLine", Code: "min", Reason: "must not be negative"})
	}
	in := newImportReader(r, cmp.Or(o.MaxLine, 1<<20), m.rules)
	im := &importer{m: m, slugs: o.Slugs, users: map[UserID]UserID{}, keys: map[[2]string]bool{}, rooms: map[RoomID]bool{}}
	err := im.run(ctx, in)
	im.report.Skipped = in.skipped
	return im.report, opError("chat.Import", err)
}

// An importer takes in the lines of one export.
type importer struct {
	m      *Module
	kind   exportKind
	slugs  map[string]string
	report ImportReport

	users map[UserID]UserID // those of the export and who they are here
	keys  map[[2]string]bool
	rooms map[RoomID]bool
	room  *roomImport // the one whose lines are being read
}

func (im *importer) run(ctx context.Context, in *importReader) error {
	if err := in.header(); err != nil {
		return &ImportError{in.line, err}
	}
	im.kind = in.kind
	for last := false; !last; {
		var block []record
		var err error
		if block, last, err = in.nextBlock(); err != nil {
			return &ImportError{in.line, err}
		}
		for _, rec := range block {
			if err := im.take(ctx, rec); err != nil {
				return atLine(rec.line, err)
			}
		}
		if err := im.room.flush(ctx); err != nil {
			return atLine(in.line, err)
		}
	}
	return atLine(in.line, im.room.finish(ctx))
}

// atLine adds the line to an error that has none yet.
func atLine(line int64, err error) error {
	var known *ImportError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &ImportError{line, err}
}

// take takes in one line.
func (im *importer) take(ctx context.Context, rec record) error {
	if l, ok := rec.what.(*dataLine); ok {
		return im.room.data(ctx, *l)
	}
	if err := im.room.endFile(ctx); err != nil {
		return err
	}
	switch l := rec.what.(type) {
	case *userLine:
		return im.user(ctx, *l)
	case *roomLine:
		if im.rooms[l.ID] {
			return misfit("room %s stands twice", l.ID)
		}
		im.rooms[l.ID] = true
		if err := im.room.finish(ctx); err != nil {
			return err
		}
		im.room = &roomImport{im: im, line: rec.line, from: *l, seen: map[UserID]bool{}}
		return nil
	case *memberLine:
		return im.room.member(*l)
	case *messageLine:
		return im.room.message(ctx, rec.line, *l)
	case *revisionLine:
		return im.room.revision(*l)
	case *fileLine:
		return im.room.file(ctx, *l)
	case *followLine:
		return im.follow(ctx, *l)
	case *mentionLine:
		return nil // it comes with the message
	case *bookmarkLine:
		return im.bookmark(ctx, *l)
	case *blockLine:
		return im.block(ctx, *l)
	case *sanctionLine:
		if im.takesOrder() {
			return im.room.sanction(ctx, rec.line, *l)
		}
	case *reportLine:
		if im.takesOrder() {
			return im.room.report(ctx, rec.line, *l)
		}
	case *actLine:
		if im.takesOrder() {
			return im.room.act(ctx, rec.line, *l)
		}
	case *reactionLine:
		return im.room.reaction(ctx, rec.line, *l)
	}
	return nil
}

// known returns who a user of the export is here.
func (im *importer) known(field string, id UserID) (UserID, error) {
	if id == "" {
		return "", nil
	}
	here, ok := im.users[id]
	if !ok {
		return "", &FieldError{Field: field, Code: "unknown", Reason: "must name a user of a line before"}
	}
	return here, nil
}
