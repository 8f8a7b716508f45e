package chat

import "time"

// An export is text, one JSON object per line, each ended by a line feed:
//
//	{"parley":"export","version":1,"kind":"room"}
//	{"type":"user","id":"…","provider":"app","subject":"7","displayName":"Ann",…}
//	{"type":"room","id":"…","kind":"public","slug":"lobby","name":"Lobby","rev":12,…}
//	{"type":"member","room":"…","user":"…","role":"owner","joinedAt":"…","readSeq":9}
//	{"type":"message","room":"…","id":"…","seq":1,"author":"…","clientId":"…","text":"…",…}
//	{"type":"revision","room":"…","message":"…","n":7,"text":"…","replacedAt":"…","replacedBy":"…"}
//	{"type":"file","room":"…","message":"…","id":"…","name":"a.png","size":9,"createdAt":"…"}
//	{"type":"data","file":"…","data":"aGVsbG8gOi0p"}
//	{"type":"reaction","room":"…","message":"…","emoji":"👍","user":"…","rev":10,"at":"…"}
//	{"type":"follow","room":"…","thread":"…","user":"…","readSeq":9}
//	{"type":"sanction","room":"…","user":"…","kind":"mute","by":"…","at":"…"}
//	{"type":"report","room":"…","id":"…","message":"…","author":"…","reporter":"…",…}
//	{"type":"act","room":"…","id":"…","actor":"…","what":"member.muted","user":"…","at":"…"}
//	{"type":"block","user":"…","other":"…","at":"…"}
//	{"type":"bookmark","user":"…","message":"…","at":"…"}
//	{"type":"mention","user":"…","message":"…"}
//	{"type":"sum","sha256":"…"}
//	{"type":"end","lines":7,"sha256":"…"}
//
// A user stands before whatever names them, and a room before its members, and they
// before its messages, which ascend by seq, and these before its reactions. What a message
// said before edits follows it, ascending by n, and then the files that came with it, each
// with its bytes in base64, in lines of at most 384 KiB; a file without any is one whose
// bytes could not be had. Uploads that no message has are left out. What those did who keep
// order ends a room. Only a person's own export has bookmarks, blocks, and which messages of
// others mention them, after all rooms: the latter is for them to read, since a message
// comes with its mentions. The sha256 of a sum or end line is that of
// all bytes before the line, in hexadecimal: nothing is taken in before a sum has vouched
// for it. lines counts those before the end line. The same data gives the same bytes.
//
// Version 1 may get more fields and more types of lines, and who reads it skips what they
// do not know. What would be misread that way gets another version.
const (
	exportMark    = "export"
	exportVersion = 1

	lineUser     = "user"
	lineRoom     = "room"
	lineMember   = "member"
	lineMessage  = "message"
	lineReaction = "reaction"
	lineRevision = "revision"
	lineFile     = "file"
	lineData     = "data"
	lineBookmark = "bookmark"
	lineMention  = "mention"
	lineFollow   = "follow"
	lineSum      = "sum"
	lineEnd      = "end"
)

// How much stands between two sums at most: an import holds it in memory.
const (
	blockLines = 500
	blockBytes = 1 << 20
)

// exportKind is what an export is of.
type exportKind string

const (
	exportOfRoom exportKind = "room"
	exportOfUser exportKind = "user"
)

type headerLine struct {
	Parley  string     `json:"parley"`
	Version int        `json:"version"`
	Kind    exportKind `json:"kind"`
}

type userLine struct {
	Type        string    `json:"type"`
	ID          UserID    `json:"id" validate:"id"`
	Provider    string    `json:"provider" validate:"required,max=255,sayable"`
	Subject     string    `json:"subject" validate:"required,max=255,sayable"`
	DisplayName string    `json:"displayName"`
	AvatarURL   string    `json:"avatarUrl,omitempty"`
	ProfileURL  string    `json:"profileUrl,omitempty"`
	Handle      string    `json:"handle,omitempty"`
	CreatedAt   time.Time `json:"createdAt"`
	UpdatedAt   time.Time `json:"updatedAt"`
	ErasedAt    time.Time `json:"erasedAt,omitzero"`
	// What they keep from others.
	HidePresence bool `json:"hidePresence,omitempty"`
	HideReads    bool `json:"hideReads,omitempty"`
}

type roomLine struct {
	Type          string    `json:"type"`
	ID            RoomID    `json:"id" validate:"id"`
	Kind          RoomKind  `json:"kind"`
	Slug          string    `json:"slug"`
	Name          string    `json:"name"`
	Topic         string    `json:"topic,omitempty"`
	Rev           int64     `json:"rev,omitempty" validate:"min=0,max=4503599627370496"`
	Ref           string    `json:"ref,omitempty" validate:"max=255,sayable"`
	RetentionDays int       `json:"retentionDays,omitempty"`
	SlowModeMs    int64     `json:"slowModeMs,omitempty" validate:"min=0,max=86400000"`
	CreatedBy     UserID    `json:"createdBy,omitempty"`
	CreatedAt     time.Time `json:"createdAt"`
	ArchivedAt    time.Time `json:"archivedAt,omitzero"`
}

type memberLine struct {
	Type     string    `json:"type"`
	Room     RoomID    `json:"room"`
	User     UserID    `json:"user"`
	Role     Role      `json:"role" validate:"oneof=owner moderator member read-only"`
	JoinedAt time.Time `json:"joinedAt" validate:"required"`
	ReadSeq  int64     `json:"readSeq,omitempty" validate:"min=0"`
	// What they want to be told of.
	Notify    NotifyLevel `json:"notify,omitempty" validate:"omitempty,oneof=mentions none"`
	MuteUntil time.Time   `json:"muteUntil,omitzero"`
}

type messageLine struct {
	Type      string    `json:"type"`
	Room      RoomID    `json:"room"`
	ID        MessageID `json:"id" validate:"id"`
	Seq       int64     `json:"seq" validate:"min=1,max=4503599627370496"`
	Author    UserID    `json:"author" validate:"required"`
	ClientID  string    `json:"clientId" validate:"required,max=255,sayable"`
	Text      string    `json:"text" validate:"sayable"`
	ReplyTo   MessageID `json:"replyTo,omitempty" validate:"omitempty,id"`
	Thread    MessageID `json:"thread,omitempty" validate:"omitempty,id"`
	InRoom    bool      `json:"inRoom,omitempty"`
	CreatedAt time.Time `json:"createdAt" validate:"required"`
	EditedAt  time.Time `json:"editedAt,omitzero"`
	DeletedAt time.Time `json:"deletedAt,omitzero"`
	DeletedBy UserID    `json:"deletedBy,omitempty"`
	PinnedAt  time.Time `json:"pinnedAt,omitzero"`
	PinnedBy  UserID    `json:"pinnedBy,omitempty"`
	// Mentions are whom it calls by name; with MentionsRoom everybody in the room too.
	Mentions     []UserID `json:"mentions,omitempty" validate:"max=1000,dive,required"`
	MentionsRoom bool     `json:"mentionsRoom,omitempty"`
}

type reactionLine struct {
	Type    string    `json:"type"`
	Room    RoomID    `json:"room"`
	Message MessageID `json:"message" validate:"id"`
	Emoji   string    `json:"emoji"`
	User    UserID    `json:"user" validate:"required"`
	Rev     int64     `json:"rev" validate:"min=1,max=4503599627370496"`
	At      time.Time `json:"at" validate:"required"`
}

type revisionLine struct {
	Type       string    `json:"type"`
	Room       RoomID    `json:"room"`
	Message    MessageID `json:"message"`
	N          int64     `json:"n" validate:"min=1,max=4503599627370496"`
	Text       string    `json:"text" validate:"sayable"`
	ReplacedAt time.Time `json:"replacedAt" validate:"required"`
	ReplacedBy UserID    `json:"replacedBy"`
}

type fileLine struct {
	Type      string    `json:"type"`
	Room      RoomID    `json:"room"`
	Message   MessageID `json:"message"`
	ID        FileID    `json:"id" validate:"uuid"`
	Name      string    `json:"name" validate:"sayable"`
	Size      int64     `json:"size" validate:"min=1"`
	CreatedAt time.Time `json:"createdAt" validate:"required"`
}

// dataLine are the next bytes of the file before.
type dataLine struct {
	Type string `json:"type"`
	File FileID `json:"file"`
	Data []byte `json:"data"`
}

type bookmarkLine struct {
	Type    string    `json:"type"`
	User    UserID    `json:"user" validate:"required"`
	Message MessageID `json:"message" validate:"id"`
	At      time.Time `json:"at" validate:"required"`
}

type followLine struct {
	Type    string    `json:"type"`
	Room    RoomID    `json:"room" validate:"required"`
	Thread  MessageID `json:"thread" validate:"id"`
	User    UserID    `json:"user" validate:"required"`
	ReadSeq int64     `json:"readSeq" validate:"min=0,max=4503599627370496"`
}

type mentionLine struct {
	Type    string    `json:"type"`
	User    UserID    `json:"user" validate:"required"`
	Message MessageID `json:"message" validate:"id"`
}

// sumLine is a sum, or with Lines the end.
type sumLine struct {
	Type   string `json:"type"`
	Lines  int64  `json:"lines,omitempty"`
	SHA256 string `json:"sha256"`
}

func newUserLine(u User) userLine {
	if u.Provider == erasedProvider {
		u.Subject = string(u.ID) // a digest of what it was concerns nobody elsewhere
	}
	return userLine{lineUser, u.ID, u.Provider, u.Subject, u.DisplayName, u.AvatarURL, u.ProfileURL, u.Handle, u.CreatedAt, u.UpdatedAt, u.ErasedAt,
		u.Preferences.HidePresence, u.Preferences.HideReads}
}

func newMemberLine(m Member) memberLine {
	return memberLine{lineMember, m.Room, m.User, m.Role, m.JoinedAt, m.ReadSeq, m.Notify.Level, m.Notify.MuteUntil}
}

func newMessageLine(m Message) messageLine {
	return messageLine{lineMessage, m.Room, m.ID, m.Seq, m.AuthorID, m.ClientID, m.Text, m.ReplyTo, m.Thread, m.InRoom, m.CreatedAt, m.EditedAt, m.DeletedAt, m.DeletedBy, m.PinnedAt, m.PinnedBy, nil, false}
}

func newReactionLine(r Reaction) reactionLine {
	return reactionLine{lineReaction, r.Room, r.Message, r.Emoji, r.User, r.Rev, r.At}
}

func newRevisionLine(room RoomID, r Revision) revisionLine {
	return revisionLine{lineRevision, room, r.Message, r.N, r.Text, r.ReplacedAt, r.ReplacedBy}
}

func newRoomLine(r Room) roomLine {
	return roomLine{lineRoom, r.ID, r.Kind, r.Slug, r.Name, r.Topic, r.Rev, r.Ref, r.RetentionDays, r.SlowModeMs, r.CreatedBy, r.CreatedAt, r.ArchivedAt}
}
