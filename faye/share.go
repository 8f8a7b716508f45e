package faye

import "sync"

// shares counts how much of something each address has, so that no one address
// takes all of it.
type shares struct {
	limit, each int // of all addresses, and of one

	mu    sync.Mutex
	all   int
	taken map[string]int
}

func newShares(limit, each int) *shares {
	return &shares{limit: limit, each: each, taken: map[string]int{}}
}

// claim is what became of the wish for one more.
type claim uint8

const (
	granted  claim = iota // release must follow
	noneLeft              // all addresses together have as many as there may be
	hasShare              // this one has
)

func (r *shares) claim(address string) claim {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.all >= r.limit:
		return noneLeft
	case r.taken[address] >= r.each:
		return hasShare
	}
	r.all++
	r.taken[address]++
	return granted
}

func (r *shares) release(address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all--
	if r.taken[address]--; r.taken[address] == 0 {
		delete(r.taken, address)
	}
}

func (r *shares) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all
}

// claimed notes the first time that an address has had its share. Where nobody has
// told the server of its proxy that is most likely everybody's, and the operator
// must know.
func (s *Server) claimed(what, address string, c claim) claim {
	if c == hasShare && s.opts.ProxyHeader == "" {
		s.hint.Do(func() {
			s.log.Warn("faye: an address has reached its limit; if that is a proxy's, name the header in which it tells the client's (Options.ProxyHeader)",
				"of", what, "address", address)
		})
	}
	return c
}
