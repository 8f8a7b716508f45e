package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
)

const (
	// maxSought is the most characters that are searched for.
	maxSought = 100
	// maxCursor is the most bytes of a Directory's cursor.
	maxCursor = 1000
	// maxLooked is how many people are looked through for a page.
	maxLooked = 2000
	// maxPeople is how many people a room is made with; see RoomDraft.Members.
	maxPeople = 500
)

// FindUsers returns people whose name or handle has q in it, at most limit of them, and the
// cursor of the next page, empty: there is none. With a Directory it is the one who looks;
// else they are those who share a room with the viewer, in the order of their IDs, and a
// page may have fewer of them, even none, while there are more. The Policy is asked about
// all of them.
func (m *Module) FindUsers(ctx context.Context, viewer UserID, q, cursor string, limit int) ([]User, string, error) {
	if err := m.begin(); err != nil {
		return nil, "", opError("chat.FindUsers", err)
	}
	defer m.busy.Done()
	list, next, err := m.findUsers(ctx, viewer, strings.TrimSpace(q), cursor, limit)
	return list, next, opError("chat.FindUsers", err)
}

func (c *core) findUsers(ctx context.Context, viewer UserID, q, cursor string, limit int) ([]User, string, error) {
	// People are of no room, so that a token that is limited to some looks for none.
	err := granted(ctx, ActionFindUser, "")
	if err != nil {
		return nil, "", err
	}
	who, err := c.finder(ctx, viewer)
	if err == nil {
		err = c.mayFind(ctx, who, nil)
	}
	if err == nil {
		err = checkQuery(q, cursor)
	}
	if err != nil {
		return nil, "", err
	}
	if c.directory != nil {
		return c.findByDirectory(ctx, who, q, cursor, limit)
	}
	return c.findAcquainted(ctx, who, q, UserID(cursor), limit)
}

func checkQuery(q, cursor string) error {
	switch {
	case !sayable(q) || len([]rune(q)) > maxSought:
		return &FieldError{Field: "q", Code: "max", Reason: "must be text of at most 100 characters"}
	case !sayable(cursor) || len(cursor) > maxCursor:
		return &FieldError{Field: "after", Code: "unknown", Reason: "must be the cursor of a page"}
	}
	return nil
}

// finder is who looks for people.
func (c *core) finder(ctx context.Context, viewer UserID) (User, error) {
	if viewer == "" {
		return User{}, ErrUnauthenticated
	}
	return c.account(ctx, viewer)
}

// mayFind asks the policy about somebody, nil: about looking at all.
func (c *core) mayFind(ctx context.Context, who User, found *User) error {
	p := c.policy()
	return c.calmly("the policy", func() error { return p.Can(ctx, who, ActionFindUser, Target{User: found}) })
}

// isFound is mayFind as a yes or no.
func (c *core) isFound(ctx context.Context, who, found User) (bool, error) {
	err := c.mayFind(ctx, who, &found)
	if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (c *core) findByDirectory(ctx context.Context, who User, q, cursor string, limit int) ([]User, string, error) {
	got, err := c.search(ctx, who, q, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	list, err := c.rememberAll(ctx, who, got.list)
	return list, got.next, err
}

// rememberAll are the users of those whom the directory told of and who may be found.
func (c *core) rememberAll(ctx context.Context, who User, ids []Identity) ([]User, error) {
	var list []User
	for _, id := range ids {
		u, err := c.remember(ctx, id)
		if errors.Is(err, ErrBanned) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ok, err := c.isFound(ctx, who, u)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, u)
		}
	}
	return list, nil
}

// findAcquainted looks through those who share a room with somebody.
func (c *core) findAcquainted(ctx context.Context, who User, q string, after UserID, limit int) ([]User, string, error) {
	var list []User
	for range maxLooked / maxPageSize {
		ids, err := c.store.Acquaintances(ctx, who.ID, after, maxPageSize)
		if err != nil {
			return nil, "", err
		}
		people, err := c.usersOf(ctx, ids)
		if err != nil {
			return nil, "", err
		}
		for _, id := range ids {
			if len(list) == limit {
				return list, string(after), nil
			}
			after = id
			u, known := people[id]
			if !known || !u.ErasedAt.IsZero() || !u.goesBy(q) {
				continue
			}
			ok, err := c.isFound(ctx, who, u)
			if err != nil {
				return nil, "", err
			}
			if ok {
				list = append(list, u)
			}
		}
		if len(ids) < maxPageSize {
			return list, "", nil
		}
	}
	return list, string(after), nil
}

// goesBy tells whether the user's name or handle has q in it.
func (u User) goesBy(q string) bool {
	q = strings.ToLower(strings.TrimPrefix(q, "@"))
	return strings.Contains(strings.ToLower(u.DisplayName), q) || strings.Contains(u.Handle, q)
}

// FindUser returns somebody, by ID or by "ref:provider:subject": the viewer themselves, who
// shares a room with them, or whom the Directory knows, if the Policy has them found. Others
// are ErrNotFound.
func (m *Module) FindUser(ctx context.Context, viewer UserID, idOrRef string) (User, error) {
	if err := m.begin(); err != nil {
		return User{}, opError("chat.FindUser", err)
	}
	defer m.busy.Done()
	u, err := m.findUser(ctx, viewer, idOrRef)
	return u, opError("chat.FindUser", err)
}

func (c *core) findUser(ctx context.Context, viewer UserID, name string) (User, error) {
	if err := granted(ctx, ActionFindUser, ""); err != nil {
		return User{}, err
	}
	who, err := c.finder(ctx, viewer)
	if err != nil {
		return User{}, err
	}
	u, err := c.person(ctx, who, name)
	if err != nil || u.ID == who.ID {
		return u, err
	}
	shares, err := c.store.ShareRoom(ctx, who.ID, u.ID)
	if err != nil || shares {
		return u, err
	}
	if c.directory == nil || !u.ErasedAt.IsZero() {
		return User{}, ErrNotFound
	}
	known, err := c.lookup(ctx, Ref{Provider: u.Provider, Subject: u.Subject})
	for _, id := range known {
		if id.Provider == u.Provider && id.Subject == u.Subject {
			return u, err
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return User{}, err
}

// refPrefix begins the name of somebody by what the host knows them by.
const refPrefix = "ref:"

// person is the user with an ID, or with a ref, for which the directory is asked about who
// is not known. Who must not be found is not there.
func (c *core) person(ctx context.Context, who User, name string) (u User, err error) {
	ref, byRef := strings.CutPrefix(name, refPrefix)
	if !byRef {
		u, err = c.store.User(ctx, UserID(name))
	} else {
		provider, subject, _ := strings.Cut(ref, ":")
		u, err = c.byRef(ctx, provider, subject)
	}
	if err != nil || u.ID == who.ID {
		return u, err
	}
	ok, err := c.isFound(ctx, who, u)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// byRef is who is known under that key here, or else to the directory.
func (c *core) byRef(ctx context.Context, provider, subject string) (User, error) {
	u, err := c.store.UserBySubject(ctx, provider, subject)
	if !errors.Is(err, ErrNotFound) || c.directory == nil || provider == "" || subject == "" {
		return u, err
	}
	ids, err := c.lookup(ctx, Ref{Provider: provider, Subject: subject})
	for _, id := range ids {
		if id.Provider == provider && id.Subject == subject {
			u, err := c.remember(ctx, id)
			if errors.Is(err, ErrBanned) {
				err = ErrNotFound
			}
			return u, err
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return User{}, err
}

// people replaces refs by the IDs of those whom they name. An ID stays as it is.
func (c *core) people(ctx context.Context, actor UserID, names []UserID) ([]UserID, error) {
	var who User
	list := slices.Clone(names)
	for i, name := range names[:min(len(names), maxPeople)] {
		if !strings.HasPrefix(string(name), refPrefix) {
			continue
		}
		if who.ID == "" {
			var err error
			if who, err = c.finder(ctx, actor); err != nil {
				return nil, err
			}
		}
		u, err := c.person(ctx, who, string(name))
		if err != nil {
			return nil, err
		}
		list[i] = u.ID
	}
	return list, nil
}

// strangers are those with the handles whom only the directory knows, and whom the author may
// find. While it cannot be asked there are none.
func (c *core) strangers(ctx context.Context, who User, handles []string) ([]User, error) {
	refs := make([]Ref, len(handles))
	for i, h := range handles {
		refs[i] = Ref{Handle: h}
	}
	ids, err := c.lookup(ctx, refs...)
	if err != nil {
		c.opts.Logger.Warn("chat: the directory does not tell who is called", "err", err)
		return nil, nil
	}
	all, err := c.rememberAll(ctx, who, ids[:min(len(ids), len(handles))])
	var list []User
	for _, u := range all {
		for _, h := range handles {
			if u.Handle == h {
				list = append(list, u)
			}
		}
	}
	return list, err
}
