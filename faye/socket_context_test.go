package faye

import (
	"context"
	"errors"
	"testing"
	"time"
)

type contextKey struct{}

func TestSocketContext(t *testing.T) {
	upgrade, gone := context.WithTimeout(context.WithValue(t.Context(), contextKey{}, "Ann"), time.Hour)
	gone() // as when ServeHTTP returns
	begin := func() *socketContext { return &socketContext{ctx: upgrade} }
	t.Run("OutlivesTheUpgrade", func(t *testing.T) {
		c := begin()
		for range 2 { // before anybody waits for it, and then
			if _, ends := c.Deadline(); ends || c.Err() != nil || c.Value(contextKey{}) != "Ann" {
				t.Error(c.Err(), c.Value(contextKey{}))
			}
			select {
			case <-c.Done():
				t.Error("it has ended")
			default:
			}
		}
		c.end()
	})
	t.Run("EndsWhoeverWaits", func(t *testing.T) {
		c := begin()
		derived, cancel := context.WithTimeout(c, time.Hour)
		defer cancel()
		done := c.Done()
		c.end()
		<-done
		if err := derived.Err(); !errors.Is(err, context.Canceled) || !errors.Is(c.Err(), context.Canceled) {
			t.Error(err, c.Err())
		}
	})
	t.Run("HasEnded", func(t *testing.T) {
		c := begin()
		c.end()
		derived, cancel := context.WithCancel(c)
		defer cancel()
		<-c.Done()
		if !errors.Is(derived.Err(), context.Canceled) || derived.Value(contextKey{}) != "Ann" {
			t.Error(derived.Err())
		}
	})
}
