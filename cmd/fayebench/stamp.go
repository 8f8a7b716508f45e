package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// stamp is what a publication carries to be known by where it arrives. It is a
// JSON string of a fixed length in plain ASCII: servers that parse and write the
// data anew leave it as it is, and it is found without parsing anything.
type stamp struct {
	channel int
	seq     int           // the how manieth of its channel
	at      time.Duration // when it was to be sent, since the start of the run
}

const (
	stampLen   = len("fb:") + 8 + 1 + 6 + 1 + 10 + 1 + 16
	minPayload = len(`{"stamp":"","fill":""}`) + stampLen
)

// stamper writes and finds the stamps of one run.
type stamper struct {
	mark []byte // what they begin with; the run's own, should another be under way
	fill string
}

func newStamper(run uint32, payload int) *stamper {
	return &stamper{fmt.Appendf(nil, "fb:%08x.", run), strings.Repeat("x", payload-minPayload)}
}

// data is a publication's payload.
func (s *stamper) data(st stamp) []byte {
	return fmt.Appendf(nil, `{"stamp":"%s%06d.%010d.%016d","fill":"%s"}`, s.mark, st.channel, st.seq, st.at, s.fill)
}

// next finds the next stamp in a payload; rest is what follows it.
func (s *stamper) next(p []byte) (st stamp, rest []byte, ok bool) {
	for {
		i := bytes.Index(p, s.mark)
		if i < 0 || len(p)-i < stampLen {
			return st, nil, false
		}
		fields := p[i+len(s.mark) : i+stampLen]
		p = p[i+stampLen:]
		var okChannel, okSeq, okAt bool
		var at int
		st.channel, okChannel = digits(fields[:6])
		st.seq, okSeq = digits(fields[7:17])
		at, okAt = digits(fields[18:])
		st.at = time.Duration(at)
		if okChannel && okSeq && okAt {
			return st, p, true
		}
	}
}

func digits(p []byte) (n int, ok bool) {
	for _, c := range p {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// channelName is where the publications of a channel go.
func channelName(i int) string { return "/fayebench/" + strconv.Itoa(i) }
