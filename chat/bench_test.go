package chat_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// BenchmarkPost compares posting without and with a publisher: what the log and its
// dispatcher cost beside the rules.
func BenchmarkPost(b *testing.B) {
	publishers := map[string]chat.Publisher{
		"publisher=none": nil,
		"publisher=drop": chat.PublisherFunc(func(context.Context, chat.Event) error { return nil }),
	}
	for name, pub := range publishers {
		b.Run(name, func(b *testing.B) {
			m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Publisher: pub})
			if err != nil {
				b.Fatal(err)
			}
			ctx := context.Background()
			ann, err := m.SignIn(ctx, chat.Identity{Provider: "test", Subject: "1"})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: fmt.Sprint(i)}); err != nil {
					b.Fatal(err)
				}
			}
			if err := m.Shutdown(ctx); err != nil { // so that what was left to publish counts too
				b.Fatal(err)
			}
		})
	}
}
