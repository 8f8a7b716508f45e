// Package blobdir keeps the files that people attach to messages in a directory, as
// chat.Blobs:
//
//	blobs, err := blobdir.Open("/var/lib/chat/files")
//	...
//	defer blobs.Close()
//	m, err := chat.New(store, authn, &chat.Options{Blobs: blobs})
//
// The names in it are made by the module; nothing that a person typed ever reaches the
// file system, and nothing is looked for outside of the directory, also not through
// symbolic links. Only the user of the process may read what is there, and nobody may
// execute it. It must not be below a directory that a web server serves.
//
// What is sealed is a file of that name in one of 256 subdirectories; what is still being
// written has a ~ behind its name. A blob is sealed by renaming it. Every write is flushed
// to the disk, with the directory that names it, before it counts.
//
// Several processes may use one directory, also on several machines that share it. A
// backup of the directory that begins when that of the database has ended holds every file
// that the database knows.
package blobdir
