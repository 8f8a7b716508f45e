package storagetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// patience ends a check that hangs. No check takes a hundredth of it.
const patience = 2 * time.Minute

// A promise is one sentence of the documentation and what shows that it is kept.
type promise struct {
	name  string
	check func(ctx context.Context, s chat.Storage) error
}

// promises returns all of them.
func promises() []promise {
	return slices.Concat(
		userPromises, rekeyPromises, preferencesPromises, roomPromises, roomListPromises, roomRefPromises, memberPromises, memberChangePromises, invitePromises,
		addPromises, updatePromises, readPromises, pagePromises, threadPromises, importPromises,
		eventPromises, textPromises, timePromises, revocationPromises,
		cursorPromises, behindPromises, roomChangePromises, personalPromises, readStatePromises,
		expirePromises, prunePromises, byPromises, letterPromises, erasePromises, reactionPromises, pinPromises, revisionPromises, bookmarkPromises, searchPromises,
		sanctionPromises, blockPromises, reportPromises, actPromises, pacePromises, orderPromises,
		filePromises, attachPromises,
		botPromises, webhookPromises,
		mentionPromises, handlePromises, acquaintancePromises, roomEntryPromises, followPromises,
		wholePromises,
	)
}

// Run checks every promise on a store of its own. open returns an empty store, and
// closes it with t.Cleanup; its Close method is how an outage is brought about.
func Run(t *testing.T, open func(t *testing.T) chat.Storage) {
	t.Helper()
	for _, p := range promises() {
		t.Run(p.name, func(t *testing.T) {
			s := open(t)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := p.check(ctx, s); err != nil {
				t.Error(err)
			}
		})
	}
}
