package chat

import (
	"context"
	"time"
)

// A File is something that somebody sent, to be attached to a message. It waits until a
// message has it, at first for its bytes, which are in a blob.
type File struct {
	ID FileID
	// User is who sends it.
	User UserID
	// Message is the one that it is attached to, Room the room of that; empty: it waits.
	// Place is its place among the files of the message, from 0.
	Room    RoomID
	Message MessageID
	Place   int

	// Name is what its sender calls it. It is shown, and used for nothing else.
	Name string
	// Size is how many bytes it has in the end, Received how many are here for good.
	Size, Received int64
	// Type is the media type that its bytes have, of the few that the module tells apart;
	// empty: it is not complete.
	Type string
	// Width and Height are those of a picture that can be shown as it is, in pixels; 0: it
	// is none. Thumb tells whether there is a small version of it.
	Width, Height int
	Thumb         bool

	CreatedAt time.Time
	// Holder is who writes its bytes until HeldUntil; empty: nobody.
	Holder    string
	HeldUntil time.Time
}

// Waits tells whether the file is no message's.
func (f File) Waits() bool { return f.Message == "" }

// FileStore keeps what is known of files. Their bytes are kept by Blobs, which know
// nothing of transactions; so a file is dropped first: in one step all that is known of it
// is removed but its ID, which Dropped tells until ForgetFile. Whoever then removes the
// bytes may end on the way, and another goes on.
//
// AddMessage makes the files that Attachments names those of the message, in that order:
// each must wait, be of the message's author and have a Type, else it is ErrUnfit, and
// nothing is stored. One that returns a message that was there already looks at no file.
//
// UpdateMessage shows change the IDs of the message's files in Attachments, nil for none,
// and drops those that Attachments does not name any more, and all when it stores a
// DeletedAt. It adds none. EraseUser drops all files of the user, and ExpireMessages those
// of what it removes.
type FileStore interface {
	// AddFile asks check, then stores f as one that waits: its Room, Message and Place are
	// not read. check gets how many files of f.User wait, and how many bytes those have in
	// the end; what it has let pass holds when f is stored. It may run more than once and
	// must not call the store; an error that it returns ends all without a trace and is
	// returned, wrapped. ErrNotFound: there is no such user, or they were erased.
	// ErrExists: the ID is taken.
	AddFile(ctx context.Context, f File, check func(waiting int, bytes int64) error) error

	// UpdateFile lets change edit the file, then stores its Size, Received, Type, Width,
	// Height, Thumb, Holder and HeldUntil, and returns it as stored. Nothing else about it
	// can change.
	//
	// change may run more than once and must not call the store. An error it returns ends
	// the update without a trace and is returned, wrapped; ErrUnchanged does so too, but
	// the result is the current file and no error. ErrNotFound: no such file.
	UpdateFile(ctx context.Context, id FileID, change func(*File) error) (File, error)

	// DropFile drops a file that waits. ErrNotFound: there is no such file, or it does not.
	DropFile(ctx context.Context, id FileID) error

	// DropWaiting drops at most limit files that wait and were created before the given
	// time, the oldest first, and returns how many.
	DropWaiting(ctx context.Context, before time.Time, limit int) (int, error)

	// Dropped returns at most limit IDs of files that were dropped, in ascending order.
	Dropped(ctx context.Context, limit int) ([]FileID, error)

	// ForgetFile removes the ID of a file that was dropped. That there is none is no error.
	ForgetFile(ctx context.Context, id FileID) error

	// File returns the file, or ErrNotFound.
	File(ctx context.Context, id FileID) (File, error)

	// FilesByID returns those of the files that exist, once each, in no given order.
	FilesByID(ctx context.Context, ids []FileID) ([]File, error)

	// FilesOf returns the files of the messages, those of each in the order of Place.
	FilesOf(ctx context.Context, messages []MessageID) ([]File, error)

	// ImportFiles stores files of the room's messages as given, in one step, and returns
	// how many were stored: those whose ID is there already or was dropped are skipped, and
	// those of what is no message of the room or a tombstone. ErrNotFound: no such room.
	ImportFiles(ctx context.Context, room RoomID, list []File) (int, error)
}
