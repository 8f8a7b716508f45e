package memory

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// keptFile is a file as a store keeps it.
func keptFile(f chat.File) chat.File {
	f.CreatedAt, f.HeldUntil = stamp(f.CreatedAt), stamp(f.HeldUntil)
	return f
}

// AddFile implements chat.FileStore.
func (s *Store) AddFile(ctx context.Context, f chat.File, check func(waiting int, bytes int64) error) error {
	f = keptFile(f)
	f.Room, f.Message, f.Place = "", "", 0
	return s.do(ctx, "add file", string(f.ID), func() error {
		if u := s.users[f.User]; u == nil || !u.ErasedAt.IsZero() {
			return chat.ErrNotFound
		}
		waiting, bytes := 0, int64(0)
		for _, other := range s.files {
			if other.User == f.User && other.Waits() {
				waiting, bytes = waiting+1, bytes+other.Size
			}
		}
		if err := check(waiting, bytes); err != nil {
			return err
		}
		// What ended while check ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.files[f.ID] != nil {
			return chat.ErrExists
		}
		s.files[f.ID] = &f
		return nil
	})
}

// UpdateFile implements chat.FileStore.
func (s *Store) UpdateFile(ctx context.Context, id chat.FileID, change func(*chat.File) error) (f chat.File, err error) {
	err = s.do(ctx, "update file", string(id), func() error {
		stored := s.files[id]
		if stored == nil {
			return chat.ErrNotFound
		}
		changed := *stored
		if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
			f = *stored
			return nil
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		changed = keptFile(changed)
		changed.ID, changed.User, changed.Name, changed.CreatedAt = id, stored.User, stored.Name, stored.CreatedAt
		changed.Room, changed.Message, changed.Place = stored.Room, stored.Message, stored.Place
		*stored, f = changed, changed
		return nil
	})
	return f, err
}

// fit tells whether all of the files can be those of a message.
func (s *Store) fit(m chat.Message, list *[]chat.Attachment) error {
	if list == nil {
		return nil
	}
	seen := map[chat.FileID]bool{}
	for _, a := range *list {
		f := s.files[a.ID]
		if f == nil || !f.Waits() || f.User != m.AuthorID || f.Type == "" || seen[a.ID] {
			return chat.ErrUnfit
		}
		seen[a.ID] = true
	}
	return nil
}

// attach makes files that fit those of a message.
func (s *Store) attach(m chat.Message, list *[]chat.Attachment) {
	if list == nil {
		return
	}
	for i, a := range *list {
		f := s.files[a.ID]
		f.Room, f.Message, f.Place = m.Room, m.ID, i
	}
}

// attached are the IDs of a message's files; nil: it has none.
func (s *Store) attached(id chat.MessageID) *[]chat.Attachment {
	var list []chat.Attachment
	for _, f := range s.filesOf(id) {
		list = append(list, chat.Attachment{ID: f.ID})
	}
	if list == nil {
		return nil
	}
	return &list
}

// keepFiles drops the files of a message that are not in the list.
func (s *Store) keepFiles(id chat.MessageID, list *[]chat.Attachment) {
	s.dropFiles(func(f *chat.File) bool {
		return f.Message == id && (list == nil || !slices.ContainsFunc(*list, func(a chat.Attachment) bool { return a.ID == f.ID }))
	})
}

// dropFiles drops those.
func (s *Store) dropFiles(those func(*chat.File) bool) {
	for id, f := range s.files {
		if those(f) {
			delete(s.files, id)
			s.dropped[id] = true
		}
	}
}

// DropFile implements chat.FileStore.
func (s *Store) DropFile(ctx context.Context, id chat.FileID) error {
	return s.do(ctx, "drop file", string(id), func() error {
		if f := s.files[id]; f == nil || !f.Waits() {
			return chat.ErrNotFound
		}
		s.dropFiles(func(f *chat.File) bool { return f.ID == id })
		return nil
	})
}

// DropWaiting implements chat.FileStore.
func (s *Store) DropWaiting(ctx context.Context, before time.Time, limit int) (n int, err error) {
	err = s.do(ctx, "drop waiting files", "", func() error {
		if limit < 1 {
			return errLimit
		}
		var old []*chat.File
		for _, f := range s.files {
			if f.Waits() && f.CreatedAt.Before(before) {
				old = append(old, f)
			}
		}
		slices.SortFunc(old, func(a, b *chat.File) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
		old = old[:min(limit, len(old))]
		s.dropFiles(func(f *chat.File) bool { return slices.Contains(old, f) })
		n = len(old)
		return nil
	})
	return n, err
}

// Dropped implements chat.FileStore.
func (s *Store) Dropped(ctx context.Context, limit int) (ids []chat.FileID, err error) {
	err = s.do(ctx, "dropped files", "", func() error {
		if limit < 1 {
			return errLimit
		}
		ids = slices.Sorted(maps.Keys(s.dropped))
		return nil
	})
	return ids[:min(len(ids), max(limit, 0))], err
}

// ForgetFile implements chat.FileStore.
func (s *Store) ForgetFile(ctx context.Context, id chat.FileID) error {
	return s.do(ctx, "forget file", string(id), func() error { delete(s.dropped, id); return nil })
}
