// Package headerauth believes a proxy that has logged people in and says who they
// are in request headers: oauth2-proxy, Authelia, a company's gateway.
//
//	proxy := netip.MustParsePrefix("10.0.0.5/32")
//	who, err := headerauth.New([]netip.Prefix{proxy}, nil)
//	...
//	m, err := chat.New(store, who, nil)
//
// Headers count only when the connection comes from one of the given networks and,
// if Options.Secret is set, when the proxy shows that secret. From anybody else they
// are ignored: who sends them is not logged in.
//
// Two things are up to the operator. The proxy must remove these headers from what
// it receives, all of them, before it sets its own; a header that comes twice is
// refused, but one that the proxy never sets would be the client's. And nothing in
// front of this package may replace RemoteAddr by what a header says, as some
// real-IP middlewares do.
//
// Logging out is the proxy's business, and so is any log-in page.
package headerauth
