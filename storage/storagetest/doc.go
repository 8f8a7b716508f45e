// Package storagetest holds a chat.Storage to its promises: one named check for each
// sentence of the interfaces' comments. A driver's test is
//
//	func TestPromises(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) chat.Storage { return memory.New() })
//	}
//
// and that of a driver of your own is the same: see the example.
//
// Nothing can be switched off: a store keeps all of it or is none.
//
// The checks are tested themselves: for each there is a store that breaks just that
// promise, and must be caught.
package storagetest
