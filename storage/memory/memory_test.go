package memory_test

import (
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
	"github.com/parleychat/parley/storage/storagetest"
)

func TestPromises(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) chat.Storage {
		s := memory.New()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
