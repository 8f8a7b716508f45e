package faye

import (
	"net/http"
	"slices"
)

// lasting is a copy of a header as small as can be, without what was for the upgrade
// alone: it stays as long as the socket.
func lasting(h http.Header) http.Header {
	passing := func(name string) bool {
		switch name {
		case "Connection", "Upgrade", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Extensions":
			return true
		}
		return false
	}
	rest := http.Header{}
	for name, values := range h {
		if !passing(name) {
			rest[name] = slices.Clone(values)
		}
	}
	return rest
}
