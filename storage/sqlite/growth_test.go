package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
	"github.com/parleychat/parley/storage/storagetest"
)

// BenchmarkGrowth is what a long history costs: it should cost nothing.
func BenchmarkGrowth(b *testing.B) {
	storagetest.Benchmark(b, func(b *testing.B) chat.Storage {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "chat.db"), &sqlite.Options{Migrate: true})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		return s
	})
}
