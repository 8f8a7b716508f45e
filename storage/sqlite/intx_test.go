package sqlite_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

func TestInTx(t *testing.T) {
	drivertest.InTx(t, func(t *testing.T, hook drivertest.Hook) (chat.Storage, *sql.DB) {
		s := open(t, file(t), &sqlite.Options{InTx: hook, BusyTimeout: time.Hour})
		return s, s.Writer().DB
	})
}
