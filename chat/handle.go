package chat

import (
	"context"
	"regexp"
	"strings"
)

// RoomHandle stands for everybody in a room. Nobody has it.
const RoomHandle = "room"

// handleForm is what a handle may look like: it must be clear in a line of text where it
// ends, and nobody's may look like another's.
var handleForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$`)

// cleanHandle is the handle as it is kept, or none if it cannot be one.
func cleanHandle(s string) string {
	if !handleForm.MatchString(s) || strings.EqualFold(s, RoomHandle) {
		return ""
	}
	return strings.ToLower(s)
}

// handleOf is the handle that somebody known shall have by an identity: none if another
// has it. The storage looks again.
func (c *core) handleOf(ctx context.Context, known User, id Identity) (string, error) {
	want := cleanHandle(id.Handle)
	if want == "" || want == known.Handle {
		return known.Handle, nil
	}
	holders, err := c.store.UsersByHandle(ctx, []string{want})
	if err != nil {
		return "", err
	}
	for _, u := range holders {
		if u.ID != known.ID {
			return "", nil
		}
	}
	return want, nil
}
