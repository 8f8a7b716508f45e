package postgres_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

func TestInTx(t *testing.T) {
	drivertest.InTx(t, func(t *testing.T, hook drivertest.Hook) (chat.Storage, *sql.DB) {
		s := open(t, pgtest.Open(t), &postgres.Options{InTx: hook, Patience: time.Hour})
		return s, s.Pool()
	})
}

// TestInTxRunsAgain when the transaction was lost, and not because of the hook.
func TestInTxRunsAgain(t *testing.T) {
	for name, lose := range map[string]string{
		"AfterDeadlock": `DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`,
		"AfterOutage":   `SELECT pg_terminate_backend(pg_backend_pid())`,
	} {
		t.Run(name, func(t *testing.T) {
			runs := 0
			s := withLobby(t, pgtest.Open(t), &postgres.Options{
				Patience: time.Hour,
				InTx: func(ctx context.Context, tx *sql.Tx, _ chat.Event) error {
					if runs++; runs > 1 {
						return nil
					}
					_, err := tx.ExecContext(ctx, lose)
					return err
				},
			})
			m, _, err := s.AddMessage(t.Context(), drivertest.Note("1"))
			if err != nil || runs != 2 || m.Seq != 1 {
				t.Errorf("after %d runs seq %d: %v", runs, m.Seq, err)
			}
		})
	}
}
