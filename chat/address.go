package chat

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// addressOf tells whose requests are counted together: the peer's address or, when a
// proxy that is trusted stands before the host, the one that it tells. Of IPv6 the network
// counts, since every host has as many addresses as it likes. All whose address cannot be
// told are one.
func addressOf(r *http.Request, proxyHeader string) netip.Addr {
	ip, ok := told(r.Header, proxyHeader)
	if !ok {
		ip, _ = parseAddress(r.RemoteAddr)
	}
	ip = ip.Unmap()
	if ip.Is6() {
		const network = 64
		return netip.PrefixFrom(ip, network).Masked().Addr() // without the zone
	}
	return ip
}

// told is the last address that the header names: those before it are what the client
// says itself.
func told(h http.Header, name string) (netip.Addr, bool) {
	if name == "" {
		return netip.Addr{}, false
	}
	values := h.Values(name)
	if len(values) == 0 {
		return netip.Addr{}, false
	}
	last := values[len(values)-1]
	return parseAddress(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:]))
}

// parseAddress reads an address with or without a port.
func parseAddress(text string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	ip, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return ip, err == nil
}
