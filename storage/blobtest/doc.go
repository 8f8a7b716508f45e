// Package blobtest checks an implementation of chat.Blobs against every sentence of its
// comments. A driver's test is a few lines:
//
//	func TestPromises(t *testing.T) {
//		blobtest.Run(t, func(t *testing.T) chat.Blobs { return open(t) })
//	}
package blobtest
