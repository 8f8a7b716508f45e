package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/blobdir"
	"github.com/parleychat/parley/storage/memory"
)

// noFiles is the directory of a chat without attachments.
const noFiles = "none"

// filesFlag is for the commands that have to do with what people attach to messages.
func (d *database) filesFlag(fs *flag.FlagSet) {
	fs.StringVar(&d.files, "files", "", "`directory` of the files that people attach to messages, made when absent; none: they attach none (default: beside the SQLite file, named like it with .files; parley.files for PostgreSQL, whose nodes must all have the same)")
}

// filesDir is where the files are.
func (d *database) filesDir() string {
	switch {
	case d.files != "":
		return d.files
	case d.postgres():
		return "parley.files"
	}
	return d.path() + ".files"
}

// blobs are chat.Blobs to be closed.
type blobs interface {
	chat.Blobs
	Close() error
}

// openFiles opens the directory; nil: there are no files. Those of a database in memory are
// there too, unless they were told to be elsewhere.
func (d *database) openFiles() (blobs, error) {
	switch {
	case d.files == noFiles:
		return nil, nil
	case d.files == "" && d.memory():
		return memory.NewBlobs(), nil
	}
	dir, err := blobdir.Open(d.filesDir())
	if err != nil {
		return nil, fmt.Errorf("--files: %w", err)
	}
	return dir, nil
}

// findFiles is openFiles for who would make no directory.
func (d *database) findFiles() (blobs, error) {
	if _, err := os.Stat(d.filesDir()); d.files == "" && errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return d.openFiles()
}

// orNil keeps a nil pointer from becoming chat.Blobs.
func orNil(b blobs) chat.Blobs {
	if b == nil {
		return nil
	}
	return b
}

// closeFiles closes them, if there are any.
func closeFiles(b blobs) error {
	if b == nil {
		return nil
	}
	return b.Close()
}
