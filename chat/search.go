package chat

import (
	"context"
	"time"
)

// A Phrase is words, folded as Words does, that follow each other in a text.
type Phrase []string

// A Feature is something that a message may have besides words.
type Feature string

// The features that can be searched for.
const (
	FeatureLink     Feature = "link"     // see HasLink
	FeatureReaction Feature = "reaction" // an emoji under it
	FeatureThread   Feature = "thread"   // it began one, with a message in it that is no tombstone
	FeaturePin      Feature = "pin"      // it is pinned
	FeatureFile     Feature = "file"     // a file is attached to it
	FeatureImage    Feature = "image"    // one whose Type begins with image/
)

// A SearchQuery selects messages: those to which everything in it applies. What is empty
// leaves out nothing.
type SearchQuery struct {
	// Reader leaves out what is neither in a public room nor in one of which this user is a
	// member. With Rooms it is not looked at.
	Reader UserID
	// Rooms leaves out what is in none of them, NotRooms what is in one of them.
	Rooms, NotRooms []RoomID
	// All are said, None is not. No Phrase is empty.
	All, None []Phrase
	// Authors leaves out what none of them said, NotAuthors what one of them said.
	Authors, NotAuthors []UserID
	// From and Until leave out what was created before, or not before; and what has no time.
	From, Until time.Time
	// Has and HasNot are features.
	Has, HasNot []Feature
	// Before leaves out messages with this ID and above.
	Before MessageID
	// Limit is the most to return; it must be positive.
	Limit int
}

// SearchStore finds messages by what they say, as Words takes that apart. A new message can
// be found at the latest when IndexMessages has passed it, so that whoever posts need not
// wait for the index. What becomes of one later is so in the same step: after an edit it is
// found by what it says now, and a tombstone, or what is not there any more, is never found.
type SearchStore interface {
	// SearchMessages returns the messages that the query selects, in descending order of
	// their IDs. A word is found by itself only, not by a part of it.
	SearchMessages(ctx context.Context, q SearchQuery) ([]Message, error)

	// IndexMessages passes at most limit messages of the room, in Seq order, from the first
	// that it has not passed yet, and returns how many there were. It may run many times at
	// once. Of a room that is not there it passes none.
	IndexMessages(ctx context.Context, room RoomID, limit int) (int, error)

	// Unindexed returns at most limit rooms with an ID above after, in ascending order, in
	// which there is a message that IndexMessages has not passed.
	Unindexed(ctx context.Context, after RoomID, limit int) ([]RoomID, error)
}
