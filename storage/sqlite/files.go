package sqlite

import (
	"bytes"
	"embed"
	"io"
	"io/fs"
	"regexp"
)

// files are the migrations for the default prefix. A file that was released never
// changes; what comes later is a file with the next number, which ends by entering
// that number in chat_schema.
//
//go:embed migrations/*.sql
var files embed.FS

const defaultPrefix = "chat_"

// migrationFiles is the folder of the embedded files.
func migrationFiles() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		return files // unreachable: the name is valid
	}
	return sub
}

// ourNames finds where an identifier with the default prefix starts.
var ourNames = regexp.MustCompile(`\b` + defaultPrefix)

// Migrations returns the migrations as plain SQL files in one folder, to be run in the
// order of their names, for hosts that have their own tool for that. They carry the
// store's table prefix.
func (s *Store) Migrations() fs.FS {
	return prefixed{root: migrationFiles(), prefix: s.opts.Prefix}
}

// prefixed is a folder of SQL files in which names that begin with the default prefix
// begin with another.
type prefixed struct {
	root   fs.FS
	prefix string
}

// Open implements fs.FS.
func (p prefixed) Open(file string) (fs.File, error) {
	f, err := p.root.Open(file)
	if err != nil || p.prefix == defaultPrefix {
		return f, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	text = ourNames.ReplaceAll(text, []byte(p.prefix))
	return &memoryFile{Reader: bytes.NewReader(text), info: sized{info, int64(len(text))}}, nil
}

// memoryFile is a file whose text is in memory.
type memoryFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

// sized is the information on a file whose size is another now.
type sized struct {
	fs.FileInfo
	size int64
}

// Size implements fs.FileInfo.
func (s sized) Size() int64 { return s.size }
