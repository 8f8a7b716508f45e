package sqlite_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/memory"
	"github.com/parleychat/parley/storage/sqlite"
)

// benchStores are what the benchmarks compare.
var benchStores = map[string]func(b *testing.B) chat.Storage{
	"memory": func(b *testing.B) chat.Storage {
		s := memory.New()
		if _, err := s.CreateRoom(b.Context(), chat.Room{ID: "lobby", Kind: chat.Public}, nil); err != nil {
			b.Fatal(err)
		}
		return s
	},
	"sqlite": func(b *testing.B) chat.Storage {
		return withRoom(b, filepath.Join(b.TempDir(), "chat.db"), nil)
	},
	"sqlite-relaxed": func(b *testing.B) chat.Storage {
		return withRoom(b, filepath.Join(b.TempDir(), "chat.db"), &sqlite.Options{Relaxed: true})
	},
}

func eachStore(b *testing.B, run func(b *testing.B, s chat.Storage)) {
	for _, name := range []string{"memory", "sqlite", "sqlite-relaxed"} {
		b.Run(name, func(b *testing.B) {
			s := benchStores[name](b)
			b.ReportAllocs()
			run(b, s)
		})
	}
}

// long is a message of usual length.
func long(n int64) chat.Message {
	m := drivertest.Note(fmt.Sprint(n))
	m.Text = strings.Repeat("lorem ipsum ", 11)
	return m
}

func BenchmarkAddMessage(b *testing.B) {
	eachStore(b, func(b *testing.B, s chat.Storage) {
		for n := int64(0); b.Loop(); n++ {
			if _, _, err := s.AddMessage(b.Context(), long(n)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAddMessageParallel(b *testing.B) {
	eachStore(b, func(b *testing.B, s chat.Storage) {
		var n atomic.Int64
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, _, err := s.AddMessage(b.Context(), long(n.Add(1))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}

func BenchmarkHistoryPage(b *testing.B) {
	eachStore(b, func(b *testing.B, s chat.Storage) {
		var list []chat.Message
		for n := range int64(5000) {
			list = append(list, long(n))
			list[n].Seq = n + 1
		}
		if _, err := s.ImportMessages(b.Context(), "lobby", list); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			page, err := s.Messages(b.Context(), chat.MessageQuery{Room: "lobby", Limit: 50, SkipDeleted: true})
			if err != nil || len(page.Items) != 50 {
				b.Fatal(len(page.Items), err)
			}
		}
	})
}

func BenchmarkEvents(b *testing.B) {
	eachStore(b, func(b *testing.B, s chat.Storage) {
		drivertest.Post(b, s, 2000)
		for b.Loop() {
			events, err := s.Events(b.Context(), "lobby", 1999, 100)
			if err != nil || len(events) != 1 {
				b.Fatal(len(events), err)
			}
		}
	})
}
