// Package storage holds the drivers for chat.Storage. Each is a package of its own, so
// that a program compiles only the one it opens:
//
//   - storage/memory forgets everything with the process. For tests and for trying
//     things out.
//   - storage/sqlite keeps everything in one file, without any server. For one node:
//     most communities never need more.
//
// A driver of your own passes [storagetest], which holds it to every sentence of the
// interfaces' comments:
//
//	func TestPromises(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) chat.Storage { return mydriver.New() })
//	}
//
// [storagetest]: https://pkg.go.dev/github.com/parleychat/parley/storage/storagetest
package storage
