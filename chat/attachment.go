package chat

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// An Attachment is a file as the message shows it.
type Attachment struct {
	ID   FileID `json:"id"`
	Name string `json:"name"`
	// Type is the media type that the server found the bytes to have.
	Type string `json:"type"`
	// Size is in bytes.
	Size int64 `json:"size"`
	// Width and Height are those of a picture that can be shown as it is, in pixels, turned
	// as it says it is to be. Absent: it is none.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// URL is where the bytes are, relative to the mount.
	URL string `json:"url"`
	// ThumbnailURL is where a small version of a picture is, relative to the mount. Absent:
	// there is none.
	ThumbnailURL string `json:"thumbnailUrl,omitempty"`
}

// filesPath is where files are served, relative to the mount.
const filesPath = "api/v1/files/"

// attachment is the file as others see it.
func (f File) attachment() Attachment {
	a := Attachment{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, Width: f.Width, Height: f.Height}
	name := f.Name
	if name == thumbName {
		name += "_" // the name in the address is decoration
	}
	a.URL = filesPath + string(f.ID) + "/" + url.PathEscape(name)
	if f.Thumb {
		a.ThumbnailURL = filesPath + string(f.ID) + "/" + thumbName
	}
	return a
}

const thumbName = "thumb"

// attachable looks at the files that a draft names, and has those looked at whose sender's
// connection broke before the server could. Whether they can be attached AddMessage knows.
func (c *core) attachable(ctx context.Context, author UserID, ids []FileID) error {
	if most := c.opts.Uploads.MaxPerMessage; len(ids) > most {
		return &FieldError{Field: "attachments", Code: "max", Reason: fmt.Sprintf("must have at most %d entries", most)}
	}
	if len(ids) == 0 || c.opts.Blobs == nil {
		return nil
	}
	list, err := c.store.FilesByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.User != author || !f.Waits() || f.Type != "" || f.Received < f.Size {
			continue
		}
		if _, err := c.finish(ctx, f, ""); err != nil && !errors.Is(err, ErrOffset) && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// named are the attachments that storage is to make of a draft's.
func named(ids []FileID) *[]Attachment {
	if len(ids) == 0 {
		return nil
	}
	list := make([]Attachment, len(ids))
	for i, id := range ids {
		list[i].ID = id
	}
	return &list
}

// unfitField says to who sent a draft what storage said of its files.
func unfitField(err error) error {
	if errors.Is(err, ErrUnfit) {
		return &FieldError{Field: "attachments", Code: "unknown", Reason: "must be complete uploads of the author that no message has, each once"}
	}
	return err
}

// idsOf are the IDs of attachments.
func idsOf(list *[]Attachment) []FileID {
	if list == nil {
		return nil
	}
	ids := make([]FileID, len(*list))
	for i, a := range *list {
		ids[i] = a.ID
	}
	return ids
}

// kept are those of the attachments that an edit keeps: nil is all.
func kept(had *[]Attachment, keep *[]FileID) (*[]Attachment, error) {
	if keep == nil {
		return had, nil
	}
	ids := idsOf(had)
	for _, id := range *keep {
		if !slices.Contains(ids, id) {
			return nil, &FieldError{Field: "attachments", Code: "unknown", Reason: "must be attachments that the message has"}
		}
	}
	left := slices.DeleteFunc(ids, func(id FileID) bool { return !slices.Contains(*keep, id) })
	return named(left), nil
}

// fillAttachments sets the files that came with messages.
func (c *core) fillAttachments(ctx context.Context, list []*Message) error {
	ids := each(list, func(msg *Message) MessageID {
		msg.Attachments = nil
		if msg.Deleted() {
			return "" // it has none
		}
		return msg.ID
	})
	files, err := c.filesOf(ctx, ids)
	for _, msg := range list {
		var all []Attachment
		for _, f := range files[msg.ID] {
			all = append(all, f.attachment())
		}
		if all != nil {
			msg.Attachments = &all
		}
	}
	return err
}

// filesOf returns the files of messages, by message, in order.
func (c *core) filesOf(ctx context.Context, ids []MessageID) (map[MessageID][]File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := c.store.FilesOf(ctx, ids)
	files := map[MessageID][]File{}
	for _, f := range list {
		files[f.Message] = append(files[f.Message], f)
	}
	return files, err
}
