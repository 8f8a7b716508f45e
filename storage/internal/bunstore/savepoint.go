package bunstore

import (
	"context"
	"errors"
	"fmt"
)

// errBroken says that the database gave up the transaction by itself, as some do when
// the disk is full or a statement is interrupted.
var errBroken = errors.New("the database rolled the transaction back by itself")

// Names may be given again; the innermost savepoint is meant.
const (
	setSavepoint    = "SAVEPOINT parley"
	undoToSavepoint = "ROLLBACK TO SAVEPOINT parley"
	forgetSavepoint = "RELEASE SAVEPOINT parley"
)

// A way is how a change runs in a transaction that it shares.
type way struct {
	run    func(ctx context.Context, tx conn, fn change) error
	undoes bool // a change that fails leaves nothing in the transaction, which goes on
}

var (
	bare     = way{run: plainly}
	cautious = way{run: alone, undoes: true}
)

// plainly runs fn in tx as it is.
func plainly(ctx context.Context, tx conn, fn change) error {
	if err := fn(ctx, tx); err != nil {
		return err
	}
	return ctx.Err()
}

// alone runs fn in a savepoint of tx, so that it may fail, or panic, and leave no trace
// while the transaction goes on. errBroken: it does not.
func alone(ctx context.Context, tx conn, fn change) (err error) {
	if err := tx.execHot(ctx, setSavepoint); err != nil {
		return err
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		if broken := undo(ctx, tx); broken != nil {
			err = errors.Join(err, broken)
		}
	}()
	if err := fn(ctx, tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = tx.execHot(context.WithoutCancel(ctx), forgetSavepoint)
	kept = err == nil
	return err
}

// undo goes back to the savepoint, and forgets it.
func undo(ctx context.Context, tx conn) error {
	for _, query := range []string{undoToSavepoint, forgetSavepoint} {
		if _, err := tx.on.ExecContext(context.WithoutCancel(ctx), query); err != nil {
			return fmt.Errorf("%w: %w", errBroken, err)
		}
	}
	return nil
}
