package chat

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"unicode/utf8"
)

// An ImportError tells which line of an export could not be taken in. It matches
// ErrInvalid when the line itself is at fault.
type ImportError struct {
	Line int64 // from 1
	Err  error
}

// Error is the line and the cause.
func (e *ImportError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the cause.
func (e *ImportError) Unwrap() error { return e.Err }

// misfit is an ErrInvalid about a line as a whole.
func misfit(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrInvalid)
}

// A record is one line of an export as Go knows it.
type record struct {
	line int64
	what any // *userLine, *roomLine, *memberLine and so on
}

// An importReader reads the lines of an export and hands them out in blocks for which a
// sum has vouched.
type importReader struct {
	in    *bufio.Reader
	limit int // bytes of a line
	sum   hash.Hash
	rules *rules

	kind    exportKind
	line    int64 // the number of the last one read
	skipped int   // lines of unknown types

	block []record
	lines int // since the last sum
	size  int
}

func newImportReader(r io.Reader, limit int, rules *rules) *importReader {
	return &importReader{in: bufio.NewReaderSize(r, 64<<10), limit: limit, sum: sha256.New(), rules: rules}
}

// header reads the first line.
func (r *importReader) header() error {
	raw, err := r.next()
	if err != nil {
		return err
	}
	var h headerLine
	if err := decodeLine(raw, &h); err != nil {
		return err
	}
	switch {
	case h.Parley != exportMark:
		return misfit("not the first line of an export")
	case h.Version != exportVersion:
		return misfit("version %d of the format, this program knows only %d", h.Version, exportVersion)
	}
	r.kind = h.Kind
	r.sum.Write(raw)
	return nil
}

// nextBlock reads on until a sum, and tells whether it was the last one.
func (r *importReader) nextBlock() (list []record, last bool, err error) {
	r.block, r.lines, r.size = nil, 0, 0
	for {
		raw, err := r.next()
		if err != nil {
			return nil, false, err
		}
		var head struct {
			Type string `json:"type"`
		}
		if err := decodeLine(raw, &head); err != nil {
			return nil, false, err
		}
		if head.Type == lineSum || head.Type == lineEnd {
			err := r.checkSum(raw)
			r.sum.Write(raw)
			return r.block, head.Type == lineEnd, err
		}
		r.sum.Write(raw)
		if err := r.keep(head.Type, raw); err != nil {
			return nil, false, err
		}
	}
}

// checkSum compares what a sum says with what came before it.
func (r *importReader) checkSum(raw []byte) error {
	var s sumLine
	if err := decodeLine(raw, &s); err != nil {
		return err
	}
	if s.SHA256 != hex.EncodeToString(r.sum.Sum(nil)) {
		return misfit("sha256 is not that of the lines before: the file is damaged")
	}
	if s.Type == lineSum {
		return nil
	}
	if s.Lines != r.line-1 {
		return misfit("lines is %d, but %d came before", s.Lines, r.line-1)
	}
	if _, err := r.in.ReadByte(); err == nil {
		return misfit("the file goes on after its end")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// keep adds a line to the block.
func (r *importReader) keep(kind string, raw []byte) error {
	r.lines++
	r.size += len(raw)
	if r.lines > 10*blockLines || r.size > 4*blockBytes+r.limit {
		return misfit("too much without a sum in between")
	}
	what := map[string]any{lineUser: &userLine{}, lineRoom: &roomLine{}, lineMember: &memberLine{}, lineMessage: &messageLine{},
		lineRevision: &revisionLine{}, lineReaction: &reactionLine{}, lineBookmark: &bookmarkLine{},
		lineFile: &fileLine{}, lineData: &dataLine{}, lineMention: &mentionLine{}, lineFollow: &followLine{},
		lineSanction: &sanctionLine{}, lineReport: &reportLine{}, lineAct: &actLine{}, lineBlock: &blockLine{}}[kind]
	if what == nil {
		if kind == "" {
			return &FieldError{Field: "type", Code: "required", Reason: "must not be empty"}
		}
		r.skipped++
		return nil
	}
	if err := decodeLine(raw, what); err != nil {
		return err
	}
	if err := r.rules.check(what); err != nil {
		return err
	}
	r.block = append(r.block, record{r.line, what})
	return nil
}

// next reads one line with its line feed, which only the last one may lack.
func (r *importReader) next() ([]byte, error) {
	r.line++
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > r.limit:
			return nil, misfit("longer than %d bytes", r.limit)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && (len(line) == 0 || !json.Valid(line)):
			return nil, misfit("the file ends before its end line: it was cut off")
		case errors.Is(err, io.EOF):
			return line, nil
		default:
			return line, err
		}
	}
}

// decodeLine decodes a JSON object. Fields that it does not know are left out.
func decodeLine(raw []byte, v any) error {
	if !utf8.Valid(raw) || loneSurrogate(raw) {
		return misfit("not valid UTF-8")
	}
	if !bytes.HasPrefix(raw, []byte("{")) {
		return misfit("not a JSON object")
	}
	err := json.Unmarshal(raw, v)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return &FieldError{Field: wrongType.Field, Code: "type", Reason: "must not be a " + wrongType.Value}
	}
	if err != nil {
		return misfit("not a JSON object")
	}
	return nil
}
