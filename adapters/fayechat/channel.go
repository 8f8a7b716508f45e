package fayechat

import (
	"strings"

	"github.com/parleychat/parley/chat"
)

// seedChannel shows the default room to clients of the first version.
const seedChannel = "/messages"

const roomPrefix = "/rooms/"

// roomChannel is where a room's events go.
func roomChannel(id chat.RoomID) string { return roomPrefix + string(id) }

// roomOf is the room whose events go to the channel.
func roomOf(channel string) (chat.RoomID, bool) {
	id, ok := strings.CutPrefix(channel, roomPrefix)
	if !ok || id == "" || strings.ContainsAny(id, "/*") {
		return "", false
	}
	return chat.RoomID(id), true
}
