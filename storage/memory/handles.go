package memory

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// free is the handle if the user may have it, or none.
func (s *Store) free(u chat.User, handle string) string {
	if other := s.handles[handle]; other != nil && other.ID != u.ID {
		return ""
	}
	return handle
}

// named notes which handle a user has.
func (s *Store) named(u *chat.User) {
	if u.Handle != "" {
		s.handles[u.Handle] = u
	}
}

// UsersByHandle implements chat.UserStore.
func (s *Store) UsersByHandle(ctx context.Context, handles []string) (users []chat.User, err error) {
	err = s.do(ctx, "users by handle", "", func() error {
		seen := make(map[string]bool, len(handles))
		for _, h := range handles {
			if u := s.handles[h]; u != nil && !seen[h] {
				seen[h] = true
				users = append(users, *u)
			}
		}
		return nil
	})
	return users, err
}
