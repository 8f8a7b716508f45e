package main

import (
	"flag"
	"fmt"
	"net/netip"
	"strings"

	"github.com/parleychat/parley/chat"
)

// webhookFlags are the flags for servers elsewhere that are told what happens.
type webhookFlags struct {
	on       bool
	networks []netip.Prefix
}

func (w *webhookFlags) flags(fs *flag.FlagSet) {
	fs.BoolVar(&w.on, "webhooks", false, "let owners of rooms, and admins, have servers elsewhere told what happens")
	fs.Func("webhook-networks", "`networks`, comma-separated, such as 10.1.0.0/16, that webhooks may call although they are private (default: none)", func(s string) error {
		w.networks = nil
		for one := range strings.SplitSeq(s, ",") {
			p, err := netip.ParsePrefix(strings.TrimSpace(one))
			if err != nil {
				return fmt.Errorf("%q is no network such as 10.1.0.0/16", one)
			}
			w.networks = append(w.networks, p)
		}
		return nil
	})
}

// options are nil where nobody is called.
func (w *webhookFlags) options() *chat.WebhookOptions {
	if !w.on {
		return nil
	}
	return &chat.WebhookOptions{Networks: w.networks}
}
