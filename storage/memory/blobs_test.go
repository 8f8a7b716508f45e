package memory_test

import (
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/blobtest"
	"github.com/parleychat/parley/storage/memory"
)

func TestBlobs(t *testing.T) {
	blobtest.Run(t, func(*testing.T) chat.Blobs { return memory.NewBlobs() })
}
