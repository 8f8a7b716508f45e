package fayechat

import (
	"strings"

	"github.com/parleychat/parley/chat"
)

// seedChannel shows the default room to clients of the first version.
const seedChannel = "/messages"

const (
	roomPrefix = "/rooms/"
	userPrefix = "/users/"
)

// logChannel is where the events of a log go: of a room, or of a user.
func logChannel(id chat.RoomID) string {
	if user, ok := id.Owner(); ok {
		return userPrefix + string(user)
	}
	return roomPrefix + string(id)
}

// liveSuffix ends the channel on which a room shows what nobody keeps.
const liveSuffix = "/live"

// liveChannel is where the signals of a room go.
func liveChannel(id chat.RoomID) string { return roomPrefix + string(id) + liveSuffix }

// liveOf is the room whose signals go to the channel. Users have none.
func liveOf(channel string) (chat.RoomID, bool) {
	name, ok := strings.CutSuffix(channel, liveSuffix)
	id, isLog := logOf(name)
	_, personal := id.Owner()
	return id, ok && isLog && !personal
}

// logOf is the log whose events go to the channel.
func logOf(channel string) (chat.RoomID, bool) {
	user, isUser := strings.CutPrefix(channel, userPrefix)
	id := chat.UserLog(chat.UserID(user))
	if !isUser {
		id = chat.RoomID(strings.TrimPrefix(channel, roomPrefix))
	}
	// Only the one channel that its events go to, and no wildcard.
	return id, id != "" && !strings.Contains(channel, "*") && logChannel(id) == channel &&
		strings.Count(channel, "/") == 2 && !strings.HasSuffix(channel, "/")
}
