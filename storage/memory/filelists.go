package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// File implements chat.FileStore.
func (s *Store) File(ctx context.Context, id chat.FileID) (f chat.File, err error) {
	err = s.do(ctx, "file", string(id), func() error {
		stored := s.files[id]
		if stored == nil {
			return chat.ErrNotFound
		}
		f = *stored
		return nil
	})
	return f, err
}

// FilesByID implements chat.FileStore.
func (s *Store) FilesByID(ctx context.Context, ids []chat.FileID) (list []chat.File, err error) {
	err = s.do(ctx, "files", "", func() error {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			if f := s.files[id]; f != nil {
				list = append(list, *f)
			}
		}
		return nil
	})
	return list, err
}

// FilesOf implements chat.FileStore.
func (s *Store) FilesOf(ctx context.Context, messages []chat.MessageID) (list []chat.File, err error) {
	err = s.do(ctx, "files of messages", "", func() error { list = s.filesOf(messages...); return nil })
	return list, err
}

func (s *Store) filesOf(messages ...chat.MessageID) (list []chat.File) {
	for _, f := range s.files {
		if !f.Waits() && slices.Contains(messages, f.Message) {
			list = append(list, *f)
		}
	}
	slices.SortFunc(list, func(a, b chat.File) int {
		return cmp.Or(cmp.Compare(a.Message, b.Message), cmp.Compare(a.Place, b.Place))
	})
	return list
}

// ImportFiles implements chat.FileStore.
func (s *Store) ImportFiles(ctx context.Context, room chat.RoomID, list []chat.File) (n int, err error) {
	err = s.do(ctx, "import files into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, f := range list {
			m := s.messages[f.Message]
			if m == nil || m.Room != room || m.Deleted() || s.files[f.ID] != nil || s.dropped[f.ID] {
				continue
			}
			f = keptFile(f)
			f.Room = room
			s.files[f.ID] = &f
			n++
		}
		return nil
	})
	return n, err
}
