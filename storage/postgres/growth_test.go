package postgres_test

import (
	"context"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/storagetest"
)

// BenchmarkGrowth is what a long history costs: it should cost nothing.
func BenchmarkGrowth(b *testing.B) {
	storagetest.Benchmark(b, func(b *testing.B) chat.Storage { return analyzed{open(b, pgtest.Open(b), nil)} })
}

// analyzed keeps the planner's statistics as they are in production, where autovacuum
// runs, which the tests' server does without.
type analyzed struct{ *postgres.Store }

func (s analyzed) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	n, err := s.Store.ImportMessages(ctx, room, list)
	if err == nil {
		_, err = s.Pool().ExecContext(ctx, "ANALYZE chat_messages, chat_events")
	}
	return n, err
}
