package fayechat

import "github.com/parleychat/parley/chat"

// Names are the words in which /messages tells of events.
type Names int

const (
	// Part3 are the names of the version with a Faye server and no page of its own:
	// createMessage, updateMessage, deleteMessage.
	Part3 Names = iota
	// Part4 are those of the version with a page: receivedMessage, updateMessage,
	// deletedMessage. That page takes deleteMessage for an order to delete, so the two
	// sets are never mixed.
	Part4
)

// seedEvent is what subscribers of /messages get.
type seedEvent struct {
	Event   string `json:"event"`
	Payload any    `json:"payload"`
}

type seedUpdate struct {
	ID      int64  `json:"id"`
	Content string `json:"content"`
}

type seedDelete struct {
	ID int64 `json:"id"`
}

// seedEvent returns the event in the old words; false for what they have no word for.
// A message that is deleted by now was never created or updated: its deletion follows.
// There were no threads: what stands beside the main flow is not told.
func (n Names) seedEvent(ev chat.Event) (seedEvent, bool) {
	msg := ev.Message
	if msg == nil || !msg.InMainFlow() {
		return seedEvent{}, false
	}
	created, deleted := "createMessage", "deleteMessage"
	if n == Part4 {
		created, deleted = "receivedMessage", "deletedMessage"
	}
	switch {
	case ev.Kind == chat.MessageDeleted:
		return seedEvent{deleted, seedDelete{msg.Seq}}, true
	case msg.Deleted():
		return seedEvent{}, false
	case ev.Kind == chat.MessageCreated:
		return seedEvent{created, chat.NewSeedMessage(*msg)}, true
	case ev.Kind == chat.MessageUpdated:
		return seedEvent{"updateMessage", seedUpdate{msg.Seq, chat.SeedContent(msg.Text)}}, true
	}
	return seedEvent{}, false
}
