package main

import (
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestWebhookFlags(t *testing.T) {
	none := func(string) (string, bool) { return "", false }
	off, err := serveConfig(nil, none, io.Discard)
	if err != nil || off.webhooks.options() != nil {
		t.Errorf("without the flag: %+v, %v", off.webhooks, err)
	}
	on, err := serveConfig([]string{"--webhooks", "--webhook-networks", "10.1.0.0/16, fd00::/8"}, none, io.Discard)
	want := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	if err != nil || on.webhooks.options() == nil || !slices.Equal(on.webhooks.options().Networks, want) {
		t.Errorf("got %+v, %v", on.webhooks, err)
	}
	var told strings.Builder
	if _, err := serveConfig([]string{"--webhooks", "--webhook-networks", "10.1.0.0"}, none, &told); err == nil || !strings.Contains(told.String(), "is no network") {
		t.Errorf("no network: %v, %s", err, told.String())
	}
}
