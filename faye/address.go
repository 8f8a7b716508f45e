package faye

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// address tells whose sessions are counted together: the peer's address or, when
// a proxy that is trusted stands before the server, the one that it tells. Of
// IPv6 the network counts, since every host has as many addresses as it likes.
func (s *Server) address(r *http.Request) string {
	text, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		text = r.RemoteAddr
	}
	if told := s.toldAddress(r); told != "" {
		text = told
	}
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return shorten(text)
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		const network = 64
		return netip.PrefixFrom(ip, network).Masked().String()
	}
	return ip.String()
}

// toldAddress is the last one that the header names: those before it are what
// the client says itself.
func (s *Server) toldAddress(r *http.Request) string {
	if s.opts.ProxyHeader == "" {
		return ""
	}
	values := r.Header.Values(s.opts.ProxyHeader)
	if len(values) == 0 {
		return ""
	}
	last := values[len(values)-1]
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if host, _, err := net.SplitHostPort(last); err == nil {
		return host
	}
	return strings.Trim(last, "[]")
}
