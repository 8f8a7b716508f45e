package faye

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Where a subscription may begin, besides after a position.
const (
	ReplayNew int64 = -1 // with what is published from now on
	ReplayAll int64 = -2 // with everything that the server still has
)

// maxClientPositions bounds what is remembered for one wildcard.
const maxClientPositions = 4096

// clientPosition finds a position where our server and those of Salesforce's
// kind put it.
func clientPosition(d Delivery) (int64, bool) {
	switch v := clientMember(d.Ext, "replay"); {
	case len(v) > 0 && v[0] == '{':
		return clientPositionNumber(clientMember(v, d.Channel))
	case v != nil:
		return clientPositionNumber(v)
	}
	return clientPositionNumber(clientMember(clientMember(d.Data, "event"), "replayId"))
}

// clientMember is a member of an object; nil: there is none, or no object.
func clientMember(object []byte, name string) (found []byte) {
	if len(object) == 0 || object[0] != '{' {
		return nil
	}
	for key, value := range members(object) {
		if key == name {
			found = value
		}
	}
	return found
}

// clientPositionNumber reads a number, or one in a string, as some servers have it.
func clientPositionNumber(v []byte) (int64, bool) {
	s := string(v)
	if strings.HasPrefix(s, `"`) {
		s = unquote(v)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0
}

// clientReplayAnswer is what a subscribe reply says of one channel's replay.
type clientReplayAnswer struct {
	channel string
	head    int64 // -1: not said
	reset   bool  // the position asked for is gone
}

func parseReplayAnswers(ext json.RawMessage) (all []clientReplayAnswer) {
	told := clientMember(ext, "replay")
	if len(told) == 0 || told[0] != '{' {
		return nil
	}
	for channel, v := range members(told) {
		a := clientReplayAnswer{channel: channel, head: -1, reset: string(clientMember(v, "reset")) == "true"}
		if n, ok := clientPositionNumber(clientMember(v, "head")); ok {
			a.head = n
		} else if n, ok := clientPositionNumber(v); ok {
			a.head = n
		}
		all = append(all, a)
	}
	return all
}

// clientOffersReplay tells whether a handshake reply does.
func clientOffersReplay(ext json.RawMessage) bool {
	v := clientMember(ext, "replay")
	return len(v) > 0 && !falsy(v)
}
