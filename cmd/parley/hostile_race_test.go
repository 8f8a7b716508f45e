//go:build race

package main

// raceWeight is how many times the memory the race detector takes, of the process that
// is measured too: it runs the same binary.
const raceWeight = 5
