package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A SweepReport is what one Sweep did.
type SweepReport struct {
	// Rooms is how many rooms and logs of users were looked at.
	Rooms int
	// Messages and Events is how many were removed.
	Messages, Events int
	// Acts is how many entries of the audit log were removed.
	Acts int
	// Files is of how many files the bytes were removed, or of blobs that were no file's.
	Files int
	// Indexed is how many messages search has passed.
	Indexed int
}

// sweepBatch is how much one step of a sweep removes: it holds the room meanwhile.
const sweepBatch = 500

// Sweep goes through all rooms once: messages that are older than their room keeps them
// are removed, and so are events older than Options.KeepLog, acts older than KeepAudit, and
// files that no message has after Options.Uploads.KeepWaiting; search is brought up to
// date. A client that goes on from before what was pruned is told to start afresh. One room
// that fails does not stop the others; the errors of all are joined. It ends with ctx, and
// may run on several nodes at once. The module sweeps by itself; see Options.SweepEvery.
func (m *Module) Sweep(ctx context.Context) (SweepReport, error) {
	if err := m.begin(); err != nil {
		return SweepReport{}, opError("chat.Sweep", err)
	}
	defer m.busy.Done()
	var report SweepReport
	var failed []error
	err := m.everyRoom(ctx, func(r Room) {
		report.Rooms++
		if err := m.sweepRoom(ctx, r, &report); err != nil && ctx.Err() == nil {
			failed = append(failed, fmt.Errorf("room %s: %w", r.ID, err))
		}
	})
	failed = append(failed, err, m.pruneActs(ctx, &report.Acts), m.sweepFiles(ctx, &report.Files), m.indexAll(ctx, &report.Indexed))
	return report, opError("chat.Sweep", errors.Join(failed...))
}

// everyRoom calls fn with each room that there is, until ctx ends.
func (m *Module) everyRoom(ctx context.Context, fn func(Room)) error {
	for after := RoomID(""); ; {
		rooms, err := m.store.Rooms(ctx, RoomQuery{All: true, After: after, Limit: maxPageSize})
		if err != nil || len(rooms) == 0 {
			return err
		}
		for _, r := range rooms {
			if err := ctx.Err(); err != nil {
				return err
			}
			fn(r)
			after = r.ID
		}
	}
}

func (m *Module) sweepRoom(ctx context.Context, r Room, report *SweepReport) error {
	var expired, pruned error
	if r.RetentionDays > 0 {
		expired = m.expire(ctx, r, &report.Messages)
	}
	if m.opts.KeepLog > 0 {
		before := m.now().Add(-m.opts.KeepLog)
		pruned = inBatches(&report.Events, func() (int, error) {
			return m.store.PruneEvents(ctx, r.ID, before, sweepBatch)
		})
	}
	return gone(errors.Join(expired, pruned))
}

// expire removes what the room no longer keeps and has everybody told.
func (m *Module) expire(ctx context.Context, r Room, count *int) error {
	now := m.now()
	before := now.AddDate(0, 0, -r.RetentionDays)
	return m.writeTo(ctx, r.ID, func(Room) error {
		return inBatches(count, func() (int, error) {
			return m.store.ExpireMessages(ctx, r.ID, before, sweepBatch, now)
		})
	})
}

// inBatches repeats a step until it finds no full batch any more.
func inBatches(count *int, step func() (int, error)) error {
	for {
		n, err := step()
		*count += n
		if err != nil || n < sweepBatch {
			return err
		}
	}
}

// gone forgives that a room went away meanwhile.
func gone(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// checkKeepLog refuses a log so short that clients and publishers would often miss it.
func checkKeepLog(d time.Duration) error {
	if d != 0 && d < time.Hour {
		return errors.New("chat: Options.KeepLog must be 0 or at least an hour")
	}
	return nil
}
