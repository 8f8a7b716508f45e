package chat

import (
	"strings"
	"time"
)

// A SeedMessage is a message as the first version of this chat knew it, for clients
// written then: a number for an ID, and content that is safe to put into HTML.
type SeedMessage struct {
	ID      int64     `json:"id"`
	Content string    `json:"content"`
	UserID  UserID    `json:"userId"`
	Created time.Time `json:"created"`
	User    SeedUser  `json:"user"`
}

// A SeedUser is an author as the first version knew it.
type SeedUser struct {
	ID          UserID `json:"id"`
	DisplayName string `json:"displayName"`
	ProfileURL  string `json:"profileUrl"`
	AvatarURL   string `json:"avatarUrl"`
}

// NewSeedMessage returns the message, with its author, in the old form. The ID is
// the Seq.
func NewSeedMessage(m Message) SeedMessage {
	return SeedMessage{ID: m.Seq, Content: SeedContent(m.Text), UserID: m.AuthorID,
		Created: m.CreatedAt, User: NewSeedUser(m.Author)}
}

// NewSeedUser returns the user in the old form.
func NewSeedUser(u User) SeedUser {
	return SeedUser{ID: u.ID, DisplayName: u.DisplayName, ProfileURL: u.ProfileURL, AvatarURL: u.AvatarURL}
}

// SeedContent is the text as the old filter made it: the one character that can open
// a tag is escaped. Storage and the newer API keep the raw text.
func SeedContent(text string) string { return strings.ReplaceAll(text, "<", "&lt;") }
