package chat

import "github.com/google/uuid"

// A UserID names a user of the module. It is made here and never changes; the
// host's own key for the same person is (Provider, Subject).
type UserID string

// A RoomID names a room.
type RoomID string

// A MessageID names a message, in whatever room it is.
type MessageID string

// A FileID names a file that somebody sent: a UUID in lower case.
type FileID string

// newID returns a UUIDv7 as text. Its time part keeps database indexes compact;
// nothing here ever orders by it.
func newID() string {
	id, err := uuid.NewV7()
	if err != nil {
		// Only the system's random source can fail, and crypto/rand ends the
		// process before it does; a version 4 id is as unique.
		return uuid.NewString()
	}
	return id.String()
}
