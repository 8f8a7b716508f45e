package storagetest

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A lie breaks one promise of an honest store.
type lie func(l *liar)

// lies are by the promise that they break.
func lies(t *testing.T) map[string]lie {
	all := map[string]lie{}
	for _, part := range []map[string]lie{
		userLies, rekeyLies, preferencesLies, roomLies, roomRefLies, memberLies, memberChangeLies, inviteLies, addLies, updateLies, pageLies, threadLies, importLies, eventLies, valueLies,
		cursorLies, behindLies, roomChangeLies, personalLies, readStateLies, expireLies, pruneLies, byLies, letterLies,
		eraseLies, reactionLies, pinLies, revisionLies, bookmarkLies, searchLies,
		sanctionLies, blockLies, reportLies, actLies, paceLies, orderLies, fileLies, attachLies,
		botLies, webhookLies,
		mentionLies, handleLies, acquaintanceLies, roomEntryLies, followLies, wholeLies,
	} {
		for name := range part {
			if all[name] != nil {
				t.Fatalf("two lies about %q", name)
			}
		}
		maps.Copy(all, part)
	}
	return all
}

// TestBroken shows that each check fails for a store that breaks its promise.
func TestBroken(t *testing.T) {
	lies := lies(t)
	for _, p := range promises() {
		lie := lies[p.name]
		delete(lies, p.name) // out here: -run may leave the subtest out
		t.Run(p.name, func(t *testing.T) {
			if lie == nil {
				t.Fatal("no store breaks this promise, so the check is not tested")
			}
			t.Parallel() // one of them waits for a store that hangs
			l := &liar{Store: memory.New()}
			lie(l)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := p.check(ctx, l)
			if err == nil {
				t.Fatal("the broken store passed")
			}
			t.Log(err)
		})
	}
	for name := range lies {
		t.Errorf("a lie about %q, which nobody promised", name)
	}
}

// TestPromiseNames keeps the names apart: they are what a driver's author sees.
func TestPromiseNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range promises() {
		if p.name == "" || p.check == nil || seen[p.name] {
			t.Errorf("promise %q is empty or stands twice", p.name)
		}
		seen[p.name] = true
	}
}

// TestHonest shows that the liar itself breaks nothing.
func TestHonest(t *testing.T) {
	Run(t, func(*testing.T) chat.Storage { return &liar{Store: memory.New()} })
}
