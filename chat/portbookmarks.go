package chat

import (
	"context"
	"errors"
	"slices"
)

// bookmarks writes what the user bookmarked, in the order in which they did.
func (e *exporter) bookmarks(ctx context.Context, user UserID) error {
	var all []Bookmark
	for before := int64(0); ; {
		list, err := e.m.store.Bookmarks(ctx, user, before, maxPageSize)
		if err != nil {
			return err
		}
		all = append(all, list...)
		if len(list) < maxPageSize {
			break
		}
		before = list[len(list)-1].Rev
	}
	for _, b := range slices.Backward(all) {
		e.line(bookmarkLine{lineBookmark, b.User, b.Message, b.At})
	}
	return e.err
}

// bookmark bookmarks a message that is here for somebody who is.
func (im *importer) bookmark(ctx context.Context, l bookmarkLine) error {
	user, err := im.known("user", l.User)
	if err == nil {
		err = im.room.finish(ctx)
	}
	if err != nil {
		return err
	}
	im.room = nil
	err = im.m.setBookmark(ctx, Bookmark{User: user, Message: l.Message, At: l.At.UTC()}, true)
	if errors.Is(err, ErrNotFound) {
		return nil // said in a room that did not come along
	}
	return err
}
