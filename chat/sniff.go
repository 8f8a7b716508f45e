package chat

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
)

// sniffed is how much of a file its type is told by.
const sniffed = 1024

// unknownType is that of bytes of which nothing is known.
const unknownType = "application/octet-stream"

// kind is the media type of the bytes: what browsers would take them for
// (https://mimesniff.spec.whatwg.org). What the sender says of them counts for nothing.
func (s *source) kind() (string, error) {
	head := s.head(sniffed)
	if s.err != nil {
		return "", s.err
	}
	kind, _, err := mime.ParseMediaType(http.DetectContentType(head))
	if err != nil {
		return unknownType, nil //nolint:nilerr // unreachable: it returns media types only
	}
	if strings.HasPrefix(kind, "text/") && bytes.Contains(bytes.ToLower(head), []byte("<svg")) {
		kind = "image/svg+xml"
	}
	return kind, nil
}

// servedAs is the type that a file is sent with: its own if a browser can do nothing with
// it but to show or play it.
func servedAs(f File) string {
	switch {
	case f.Width > 0, strings.HasPrefix(f.Type, "audio/"), strings.HasPrefix(f.Type, "video/"),
		f.Type == "application/pdf", f.Type == "application/zip", f.Type == "application/x-gzip":
		return f.Type
	case f.Type == "text/plain":
		return "text/plain; charset=utf-8"
	}
	return unknownType
}
