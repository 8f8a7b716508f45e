//go:build !linux

package main

// newPoller makes the poller that works everywhere.
func newPoller(bool) (poller, error) { return newGoroutines(), nil }
