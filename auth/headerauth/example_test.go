package headerauth_test

import (
	"fmt"
	"log"
	"net/http/httptest"
	"net/netip"

	"github.com/parleychat/parley/auth/headerauth"
)

// The same headers count when they come from the proxy, and only then.
func Example() {
	who, err := headerauth.New([]netip.Prefix{netip.MustParsePrefix("10.0.0.5/32")}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, peer := range []string{"10.0.0.5:40000", "203.0.113.9:40000"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Auth-Subject", "12345")
		r.Header.Set("X-Auth-Name", "Ann")
		id, err := who.Authenticate(r)
		fmt.Printf("%q %v\n", id.Name, err)
	}
	// Output:
	// "Ann" <nil>
	// "" not logged in
}
