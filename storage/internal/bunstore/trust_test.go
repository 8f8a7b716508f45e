package bunstore

import "testing"

func TestTrust(t *testing.T) {
	t.Run("LostForSomeBatches", func(t *testing.T) {
		var tr trust
		if !tr.given() {
			t.Fatal("not given at first")
		}
		tr.lost()
		for i := range doubts {
			if tr.given() {
				t.Fatalf("given again after %d batches", i)
			}
		}
		if !tr.given() {
			t.Fatalf("not given after %d batches", doubts)
		}
	})
	t.Run("Never", func(t *testing.T) {
		if tr := (trust{never: true}); tr.given() {
			t.Fatal("given")
		}
	})
}
