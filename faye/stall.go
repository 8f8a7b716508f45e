package faye

import "time"

// stall makes a client wait that has been told to again and again, and does not
// listen: some have no pause of their own and would come back a thousand times a
// second. Its own goroutine waits, once for a request or frame; like held polls
// these are counted, and those beyond the limit are let off.
func (x *exchange) stall(advised time.Duration) {
	const patience, wait = 4 * time.Second, 2 * time.Second
	address := x.srv.address(x.req)
	if advised < patience || x.stalled || !x.srv.claimHold(address) {
		return
	}
	x.stalled = true
	defer x.srv.held.release(address)
	enough := time.NewTimer(wait)
	defer enough.Stop()
	select {
	case <-enough.C:
	case <-x.ctx.Done():
	}
}
