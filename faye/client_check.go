package faye

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// check reports everything that is wrong at once.
func (o *ClientOptions) check() error {
	var all []error
	for name, value := range map[string]int64{
		"Timeout": int64(o.Timeout), "MinBackoff": int64(o.MinBackoff),
		"MaxBackoff": int64(o.MaxBackoff), "WebSocketRetry": int64(o.WebSocketRetry),
		"MaxMessage": o.MaxMessage, "MaxQueue": int64(o.MaxQueue),
		"MaxQueueBytes": o.MaxQueueBytes, "MaxStall": int64(o.MaxStall),
	} {
		if value < 0 {
			all = append(all, fmt.Errorf("%s must not be negative", name))
		}
	}
	if o.MaxBackoff > 0 && o.MinBackoff > o.MaxBackoff {
		all = append(all, errors.New("MinBackoff must not be longer than MaxBackoff"))
	}
	all = append(all, checkClientHeader(o.Header))
	if err := errors.Join(all...); err != nil {
		return fmt.Errorf("faye: client options: %w", err)
	}
	return nil
}

// checkClientHeader refuses what would break each request or each upgrade.
func checkClientHeader(h http.Header) error {
	for name := range h {
		switch canonical := http.CanonicalHeaderKey(name); {
		case name != canonical:
			return fmt.Errorf("Header: %q must be written %q", name, canonical)
		case canonical == "Upgrade", canonical == "Connection", canonical == "Content-Length",
			canonical == "Content-Type", strings.HasPrefix(canonical, "Sec-Websocket-"):
			return fmt.Errorf("Header: %s is the client's own", name)
		}
	}
	return nil
}
