package faye

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// check reports everything that is wrong at once.
func (o *Options) check() error {
	var all []error
	for name, value := range map[string]int64{
		"Timeout": int64(o.Timeout), "MaxHold": int64(o.MaxHold), "Interval": int64(o.Interval),
		"Expiry": int64(o.Expiry), "ReadTimeout": int64(o.ReadTimeout),
		"WriteTimeout": int64(o.WriteTimeout), "Backoff": int64(o.Backoff),
		"MaxBody": o.MaxBody, "MaxFrame": o.MaxFrame, "MaxMessages": int64(o.MaxMessages),
		"CompressAbove": int64(o.CompressAbove), "MaxDepth": int64(o.MaxDepth), "MaxQueue": int64(o.MaxQueue), "MaxQueueBytes": int64(o.MaxQueueBytes),
		"MaxSubscriptions": int64(o.MaxSubscriptions), "MaxChannelLength": int64(o.MaxChannelLength),
		"MaxAllSubscriptions": int64(o.MaxAllSubscriptions), "MaxSessionsPerAddress": int64(o.MaxSessionsPerAddress),
		"Grace": int64(o.Grace), "Recheck": int64(o.Recheck),
		"MaxSessions": int64(o.MaxSessions), "MaxHeld": int64(o.MaxHeld),
		"MaxHeldPerAddress": int64(o.MaxHeldPerAddress), "MaxSockets": int64(o.MaxSockets), "UnusedTimeout": int64(o.UnusedTimeout),
		"MaxSocketsPerAddress": int64(o.MaxSocketsPerAddress),
	} {
		if value < 0 {
			all = append(all, fmt.Errorf("%s must not be negative", name))
		}
	}
	all = append(all, o.checkOrigins(), o.checkTransports(), o.checkHistory(), o.checkProxyHeader())
	if err := errors.Join(all...); err != nil {
		return fmt.Errorf("faye: options: %w", err)
	}
	return nil
}

func (o *Options) checkHistory() error {
	h := o.History
	switch {
	case h == nil:
		return nil
	case o.Replayer != nil:
		return errors.New("History and Replayer exclude each other")
	case min(h.Messages, h.Bytes, h.Channels, h.TotalBytes) < 0 || h.Age < 0:
		return errors.New("History: no field may be negative")
	}
	return nil
}

// checkProxyHeader finds a name that no header can have (RFC 9110 section 5.1), which
// would have all clients count as one.
func (o *Options) checkProxyHeader() error {
	odd := func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c) }
	if strings.ContainsFunc(o.ProxyHeader, odd) {
		return fmt.Errorf("ProxyHeader: %q is not the name of a header", o.ProxyHeader)
	}
	return nil
}

func (o *Options) checkOrigins() error {
	for _, origin := range o.Origins {
		if origin == "*" {
			continue
		}
		u, err := url.Parse(strings.TrimSuffix(origin, "/"))
		if err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != strings.TrimSuffix(origin, "/") {
			return fmt.Errorf("Origins: %q is not an origin such as https://chat.example.com", origin)
		}
	}
	return nil
}

func (o *Options) checkTransports() error {
	all := allTransports()
	for _, name := range o.DisabledTransports {
		if !slices.Contains(all, name) {
			return fmt.Errorf("DisabledTransports: %q is none of %s", name, strings.Join(all, ", "))
		}
	}
	if len(o.transports()) == 0 {
		return errors.New("DisabledTransports leaves none")
	}
	return nil
}

// transports are those that the server offers.
func (o *Options) transports() []string {
	return slices.DeleteFunc(allTransports(), func(name string) bool {
		return slices.Contains(o.DisabledTransports, name)
	})
}
