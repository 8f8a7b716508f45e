package faye

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// timesync answers CometD's extension of that name, with which a client learns
// how far its clock is off.
type timesync struct {
	client  json.RawMessage // the client's time, given back as it came
	arrived time.Time
	error   float64 // by how much the client's idea of our clock is off
	precise bool    // the client has told its idea
	wanted  bool    // and it is worth correcting
}

// newTimesync reads the question; nil: there is none.
func newTimesync(ext []byte) *timesync {
	v := extMember(ext, "timesync")
	if len(v) == 0 || v[0] != '{' {
		return nil
	}
	t := &timesync{arrived: time.Now(), wanted: true}
	var lag, offset []byte
	for key, value := range members(v) {
		switch key {
		case "tc":
			t.client = bytes.Clone(value)
		case "l":
			lag = value
		case "o":
			offset = value
		}
	}
	client, ok := finite(t.client)
	if !ok {
		return nil
	}
	t.judge(client, lag, offset)
	return t
}

// judge finds out how well the client knows our clock. As in CometD 25 ms are
// good enough.
func (t *timesync) judge(client float64, lag, offset []byte) {
	const enough = 25
	l, told := finite(lag)
	o, _ := finite(offset)
	if !told {
		return
	}
	t.precise = true
	t.error = client + o + l - float64(t.arrived.UnixMilli())
	t.wanted = l == 0 || math.Abs(t.error) >= enough
}

func finite(v []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	return f, err == nil && math.Abs(f) < 1e15
}

// append writes the answer: the client's time, ours, and how long we held it.
func (t *timesync) append(b []byte) []byte {
	b = append(append(b, `{"tc":`...), t.client...)
	b = strconv.AppendInt(append(b, `,"ts":`...), t.arrived.UnixMilli(), 10)
	b = strconv.AppendInt(append(b, `,"p":`...), time.Since(t.arrived).Milliseconds(), 10)
	if t.precise {
		b = strconv.AppendInt(append(b, `,"a":`...), int64(t.error), 10)
	}
	return append(b, '}')
}
