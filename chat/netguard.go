package chat

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// errAddress is why nobody was called.
var errAddress = errors.New("the address is not one that may be called")

// special4 is what of IPv4 is no server on the Internet (RFC 6890 and the registry that it
// began): this host and network, private ones, that of carriers, loopback, link-local with
// the metadata of clouds, protocol assignments, documentation, 6to4 relays, benchmarks,
// multicast, what is reserved, and broadcast.
var special4 = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")

// Of IPv6 only global unicast is, without protocol assignments, among them Teredo,
// documentation, and 6to4. So what stands for an address of IPv4 by NAT64 or in an older
// way is not.
var (
	global6  = netip.MustParsePrefix("2000::/3")
	special6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(list ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(list))
	for i, one := range list {
		all[i] = netip.MustParsePrefix(one)
	}
	return all
}

// A netGuard knows which addresses may be called: those on the Internet, and the networks
// that the host allows.
type netGuard struct{ allowed []netip.Prefix }

// permits tells whether the address may be called.
func (g netGuard) permits(a netip.Addr) bool {
	a = a.Unmap() // ::ffff:127.0.0.1 is 127.0.0.1
	if within(g.allowed, a.WithZone("")) {
		return true
	}
	if a.Is4() {
		return !within(special4, a)
	}
	return a.Zone() == "" && global6.Contains(a) && !within(special6, a)
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// control refuses a connection that is about to be made. It sees the address that a name
// was resolved to, so that a name which leads elsewhere each time does not get around it.
func (g netGuard) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !g.permits(a.Addr()) {
		return errAddress
	}
	return nil
}

// dialer connects to what may be called.
func (g netGuard) dialer(timeout time.Duration) *net.Dialer {
	return &net.Dialer{Timeout: timeout, Control: g.control}
}
