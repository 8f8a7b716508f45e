package migration

import (
	"bytes"
	"io"
	"io/fs"
)

// Renamed is a folder of files whose text is what rename makes of it: the same
// migrations for tables with other names.
func Renamed(root fs.FS, rename func(text []byte) []byte) fs.FS {
	return renamed{root, rename}
}

type renamed struct {
	root   fs.FS
	rename func([]byte) []byte
}

// Open implements fs.FS.
func (r renamed) Open(name string) (fs.File, error) {
	f, err := r.root.Open(name)
	if err != nil {
		return nil, err
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
	text = r.rename(text)
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
