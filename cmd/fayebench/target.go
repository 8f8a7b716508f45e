package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
)

// target is the server under load. Its name is resolved once, so that what was
// judged harmless is what is dialled.
type target struct {
	addr string // ip:port
	host string // as the Host header names it
	path string
	tls  *tls.Config // nil: plain TCP
}

// newTarget reads an address such as http://127.0.0.1:8000/faye. Other machines
// than this one are refused, unless anywhere is set: a typing error must not put
// load on somebody's server.
func newTarget(ctx context.Context, raw string, anywhere bool) (*target, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("the address of the server: %w", err)
	}
	t := &target{host: u.Host, path: u.RequestURI()}
	port, secure := "80", false
	switch u.Scheme {
	case "http", "ws":
	case "https", "wss":
		port, secure = "443", true
	default:
		return nil, fmt.Errorf("the address of the server %q must begin with http:// or https://", raw)
	}
	if u.Port() != "" {
		port = u.Port()
	}
	if secure {
		t.tls = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	}
	ip, err := resolve(ctx, u.Hostname(), anywhere)
	t.addr = net.JoinHostPort(ip, port)
	return t, err
}

func resolve(ctx context.Context, host string, anywhere bool) (string, error) {
	if host == "" {
		return "", errors.New("the address of the server names no host")
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return "", fmt.Errorf("the address of the server: %w", err)
	}
	for _, ip := range ips {
		if ip = ip.Unmap(); ip.IsLoopback() || anywhere {
			return ip.String(), nil
		}
	}
	return "", fmt.Errorf("%s is another machine; --anywhere puts load on it all the same", host)
}

// dial opens a connection. Nothing waits longer than ctx.
func (t *target) dial(ctx context.Context) (net.Conn, error) {
	if t.tls != nil {
		return (&tls.Dialer{Config: t.tls}).DialContext(ctx, "tcp", t.addr)
	}
	return (&net.Dialer{KeepAlive: -1}).DialContext(ctx, "tcp", t.addr)
}
