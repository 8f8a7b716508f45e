package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"
)

// result is what came of a load.
type result struct {
	Transport   string  `json:"transport"`
	Clients     int     `json:"clients"`
	Channels    int     `json:"channels"`
	Payload     int     `json:"payload_bytes"`
	Window      int     `json:"window,omitempty"`
	Rate        float64 `json:"rate,omitempty"`
	Seconds     float64 `json:"seconds"`
	Published   int     `json:"published"`
	PerSecond   float64 `json:"deliveries_per_second"`
	PerPayload  float64 `json:"messages_per_frame"`
	Lost        int     `json:"lost"`
	Disconnects int     `json:"disconnects"`
	counted
	Latency latency `json:"latency_ms"`
	Server  *spent  `json:"server,omitempty"`
	Others  float64 `json:"other_cores"` // what neither the server nor we used of the machine
	Error   string  `json:"error,omitempty"`
}

// latency is counted from when a publication was due, in milliseconds.
type latency struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// spent is what the server used while it was measured.
type spent struct {
	CPU        float64 `json:"cpu_seconds"`
	PerMillion float64 `json:"cpu_seconds_per_million"`
	System     float64 `json:"system_part"`
	Resident   float64 `json:"resident_mib"`
}

// result adds up; to be called when all is closed.
func (r *run) result(from, to mark, span time.Duration, arrived int) *result {
	l := r.load
	res := &result{Transport: l.transport, Clients: l.clients, Channels: l.channels, Payload: l.payload, Window: l.window, Rate: l.rate,
		Seconds: round(span.Seconds()), PerSecond: math.Round(float64(arrived) / span.Seconds())}
	var all histogram
	payloads := 0
	for _, s := range r.shards {
		res.Deliveries += s.counted.Deliveries
		res.Duplicates += s.counted.Duplicates
		res.Reordered += s.counted.Reordered
		res.Disconnects += s.disconnects
		payloads += s.payloads
		all.merge(&s.latency)
	}
	var owed int
	res.Published, owed = r.owed()
	res.Lost = owed - res.Deliveries
	res.PerPayload = round(float64(res.Deliveries) / float64(max(payloads, 1)))
	res.Latency = latency{ms(all.quantile(.5)), ms(all.quantile(.9)), ms(all.quantile(.99)), ms(all.max)}
	res.spend(from, to)
	if r.failure != nil {
		res.Error = r.failure.Error()
	}
	return res
}

func (res *result) spend(from, to mark) {
	cpu := to.server.cpu - from.server.cpu
	others := to.machine - from.machine - cpu - (to.self - from.self)
	res.Others = round(max(0, others.Seconds()/(to.at-from.at).Seconds()))
	if to.server == (usage{}) {
		return
	}
	system := to.server.system - from.server.system
	res.Server = &spent{CPU: cpu.Seconds(), Resident: mib(to.server.resident)}
	if n := to.arrived - from.arrived; n > 0 && cpu > 0 {
		res.Server.PerMillion = round(cpu.Seconds() / float64(n) * 1e6)
		res.Server.System = round(system.Seconds() / cpu.Seconds())
	}
}

func ms(d time.Duration) float64 { return round(d.Seconds() * 1000) }

// round keeps three decimals: there is nothing behind them.
func round(f float64) float64 { return math.Round(f*1000) / 1000 }

// table writes the result for people.
func (res *result) table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "published\t%d in all, to %d channels; measured for %.1f s\n", res.Published, res.Channels, res.Seconds)
	fmt.Fprintf(t, "deliveries\t%d, %.0f a second, %.1f a frame\n", res.Deliveries, res.PerSecond, res.PerPayload)
	fmt.Fprintf(t, "latency\tp50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms\n", res.Latency.P50, res.Latency.P90, res.Latency.P99, res.Latency.Max)
	fmt.Fprintf(t, "lost\t%d; %d duplicates, %d reordered, %d clients disconnected\n", res.Lost, res.Duplicates, res.Reordered, res.Disconnects)
	if s := res.Server; s != nil {
		fmt.Fprintf(t, "server\t%.2f CPU seconds, %.2f for a million deliveries (%.0f %% in the kernel), %.1f MiB resident\n", s.CPU, s.PerMillion, 100*s.System, s.Resident)
	}
	fmt.Fprintf(t, "others\tused %.2f of the machine's cores\n", res.Others)
	if res.Error != "" {
		fmt.Fprintf(t, "error\t%s\n", res.Error)
	}
	return t.Flush()
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
