package chat

import (
	"errors"
	"time"
)

// Uploads bound what people send to attach it to messages. The zero value is all defaults.
type Uploads struct {
	// MaxSize is the most bytes of one file. Default 25 MiB.
	MaxSize int64
	// MaxWaiting is how many files a user may have sent, or begun to send, that no message
	// has, and MaxWaitingBytes how many bytes these may have in the end. Default 20, and
	// 256 MiB, or MaxSize if that is more.
	MaxWaiting      int
	MaxWaitingBytes int64
	// KeepWaiting is for how long such files are kept, at least a minute. Default 24 hours.
	KeepWaiting time.Duration
	// MaxPerMessage is how many files a message may have, at most 100. Default 10.
	MaxPerMessage int
	// MaxPixels is the most pixels of a picture that is shown as one; a larger one is a
	// file like any other. Making the small version of a picture takes up to 16 bytes of
	// memory for each pixel, of one picture at a time. Default 25,000,000.
	MaxPixels int
	// Timeout is how long one request may go on sending, as long as it keeps doing so:
	// what came until then is kept, and the next one goes on. Default 5 minutes.
	Timeout time.Duration
}

// complete fills in the defaults, or says what is wrong.
func (u *Uploads) complete() error {
	err := errors.Join(
		positive("Uploads.MaxSize", &u.MaxSize, 25<<20),
		positive("Uploads.MaxWaiting", &u.MaxWaiting, 20),
		positive("Uploads.MaxWaitingBytes", &u.MaxWaitingBytes, max(256<<20, u.MaxSize)),
		positive("Uploads.KeepWaiting", &u.KeepWaiting, 24*time.Hour),
		positive("Uploads.MaxPerMessage", &u.MaxPerMessage, 10),
		positive("Uploads.MaxPixels", &u.MaxPixels, 25_000_000),
		positive("Uploads.Timeout", &u.Timeout, 5*time.Minute),
	)
	switch {
	case err != nil:
	case u.MaxWaitingBytes < u.MaxSize:
		err = errors.New("chat: Options.Uploads.MaxWaitingBytes must not be below MaxSize")
	case u.KeepWaiting < time.Minute:
		err = errors.New("chat: Options.Uploads.KeepWaiting must be at least a minute")
	case u.MaxPerMessage > maxAttachments:
		err = errors.New("chat: Options.Uploads.MaxPerMessage must be at most 100")
	}
	return err
}

// maxAttachments is the most that MaxPerMessage can be.
const maxAttachments = 100
