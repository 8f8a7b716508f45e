package chat

import (
	"context"
	"io"
	"regexp"
	"time"
)

// A BlobID names a blob: 1 to 128 of the characters a-z, 0-9, . and -, of which the first
// is a letter or a digit. So it can be the name of a file everywhere, and no path.
type BlobID string

// blobForm is what a BlobID looks like.
var blobForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,127}$`)

// Valid tells whether the ID is one.
func (id BlobID) Valid() bool { return blobForm.MatchString(string(id)) }

// A BlobInfo is what is known of a blob.
type BlobInfo struct {
	ID   BlobID
	Size int64
	// ChangedAt is about when it was last written to.
	ChangedAt time.Time
}

// Blobs keeps the bytes of files: what people attach to messages is too large for a
// database. A blob is appended to until it is sealed; then it can be read, and never
// changes until it is deleted. storage/blobdir is one in a directory; storage/blobtest
// holds any to the sentences of these comments.
//
// For every method: it is safe for concurrent use; at most one Append to a blob at a time
// is the caller's business. It ends soon after its context does, with an error that is
// context.Canceled or context.DeadlineExceeded. An ID that is not valid is ErrInvalid, and
// nothing is touched. An outage is never ErrNotFound. What a method did is there after a
// crash of the machine.
//
// Blobs know no permissions and no types of files: that is the module's business.
type Blobs interface {
	// Append stores what r yields behind the first at bytes of the blob, in place of all
	// that stood there, until r ends. At 0 it makes the blob if there is none. It returns
	// how many bytes it stored, also with an error: one of r is returned, wrapped, and what
	// came before it is stored. ErrNotFound: there are no at bytes of it. ErrExists: it is
	// sealed.
	Append(ctx context.Context, id BlobID, at int64, r io.Reader) (int64, error)

	// Seal ends the writing. A blob that is sealed stays so. ErrNotFound: no such blob.
	Seal(ctx context.Context, id BlobID) error

	// Open returns the bytes of a sealed blob, to be read from anywhere, and to be closed.
	// ErrNotFound: there is none, or it is not sealed. The context may end when Open has
	// returned.
	Open(ctx context.Context, id BlobID) (io.ReadSeekCloser, error)

	// Delete removes the blob, sealed or not. That there is none is no error.
	Delete(ctx context.Context, id BlobID) error

	// Each calls fn with every blob, sealed or not, once, in no given order; of those that
	// come or go meanwhile it may leave out any. fn may call the other methods. An error
	// of fn ends it and is returned, wrapped.
	Each(ctx context.Context, fn func(BlobInfo) error) error
}
