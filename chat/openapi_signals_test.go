package chat_test

import (
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestOpenAPISignals: every kind of signal is as the document says, and no other.
func TestOpenAPISignals(t *testing.T) {
	for kind, mine := range map[chat.SignalKind]bool{
		chat.TypingStarted: false, chat.TypingStopped: false, chat.PresenceUpdated: false,
		chat.ReceiptUpdated: false, chat.ReadUpdated: true, chat.ThreadUpdated: true, chat.PreferencesUpdated: true, chat.NotifyUpdated: true,
	} {
		t.Run(string(kind), func(t *testing.T) {
			s := chat.Signal{Kind: kind, Room: "r", User: chat.User{ID: "u"}, Status: chat.Away, At: time.Unix(0, 0).UTC(), Unread: chat.Unread{Room: "r"}, Thread: "t"}
			if mine {
				s.For = "u"
			}
			if err := theContract().signal(s); err != nil {
				t.Error(err)
			}
			if s.Kind += "x"; theContract().signal(s) == nil {
				t.Error("an unknown kind passes")
			}
			if s.Kind, s.Room, s.For = kind, "", ""; theContract().signal(s) == nil {
				t.Error("one for nobody passes")
			}
		})
	}
}
