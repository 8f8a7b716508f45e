package chat

import (
	"context"
	"errors"
	"io"
)

// fileChunk is how many bytes of a file stand in one line: in base64 no more than half of
// what an import takes by default.
const fileChunk = 384 << 10

// files writes the files of a message. Without Options.Blobs, and of bytes that are lost,
// only what is known of them.
func (e *exporter) files(ctx context.Context, list []File) error {
	for _, f := range list {
		e.line(fileLine{lineFile, f.Room, f.Message, f.ID, f.Name, f.Size, f.CreatedAt})
		if err := e.bytesOf(ctx, f.ID); err != nil {
			return err
		}
	}
	return e.err
}

func (e *exporter) bytesOf(ctx context.Context, id FileID) error {
	if e.m.opts.Blobs == nil || e.err != nil {
		return e.err
	}
	file, err := e.m.opts.Blobs.Open(ctx, e.m.blob(id))
	if err != nil {
		return gone(err)
	}
	defer file.Close()
	src, b := &source{ctx: ctx, f: file}, make([]byte, fileChunk)
	for e.err == nil {
		n, err := io.ReadFull(src, b)
		if n > 0 {
			e.line(dataLine{lineData, id, b[:n]})
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return e.err
		}
		if err != nil {
			return err
		}
	}
	return e.err
}
