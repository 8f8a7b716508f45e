// Package storage holds the drivers for chat.Storage. Each is a package of its own, so
// that a program compiles only the one it opens:
//
//   - storage/memory forgets everything with the process. For tests and for trying
//     things out.
//   - storage/sqlite keeps everything in one file, without any server. For one node:
//     most communities never need more.
//   - storage/postgres is for those who have a server, and for more than one node.
//
// The two SQL drivers open a database, or work around the pool that the host has open,
// under a prefix of their own; Within puts them into a transaction of the host's, and
// Migrations hands their schema to the host's migration tool. All three owe the same.
//
// What people attach to messages is kept apart, by a chat.Blobs: storage/blobdir puts it
// into a directory, and storage/blobtest is what any other has to pass.
//
// A driver of your own passes [storagetest] too, which holds it to every sentence of the
// interfaces' comments:
//
//	func TestPromises(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) chat.Storage { return mydriver.New() })
//	}
//
// [storagetest]: https://pkg.go.dev/github.com/parleychat/parley/storage/storagetest
package storage
