package chat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// readBody decodes a JSON object into v. Unknown fields are ignored, so that newer
// clients can talk to older servers; everything else that is off is refused.
func readBody(r *http.Request, v any) error {
	if ct := r.Header.Get("Content-Type"); ct != "" {
		if kind, _, err := mime.ParseMediaType(ct); err != nil || kind != "application/json" {
			return errMediaType
		}
	}
	b, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errTooLarge
	}
	if err != nil {
		return errors.Join(errMalformed, err) // cut off half-way: the client's side
	}
	if !utf8.Valid(b) || !bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) || loneSurrogate(b) {
		return errMalformed
	}
	err = json.Unmarshal(b, v)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return &FieldError{Field: wrongType.Field, Code: "type", Reason: "must not be a " + wrongType.Value}
	}
	if err != nil {
		return errMalformed
	}
	return nil
}

// readOptionalBody is readBody for where no body is as good as {}.
func readOptionalBody(r *http.Request, v any) error {
	if r.ContentLength == 0 {
		return nil
	}
	return readBody(r, v)
}

// loneSurrogate finds half of a character (RFC 8259, section 8.2), which the decoder
// would silently replace.
func loneSurrogate(b []byte) bool {
	for i := 0; i+1 < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if first, ok := escaped(b[i:]); ok && utf16.IsSurrogate(first) {
			second, _ := escaped(b[i+6:])
			if utf16.DecodeRune(first, second) == utf8.RuneError {
				return true
			}
			i += 10
		}
		i++ // whatever was escaped, a backslash too
	}
	return false
}

// escaped reads a \uXXXX at the start of b.
func escaped(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 32)
	return rune(n), err == nil
}

// queryInt reads a whole number from the query; absent is byDefault.
func queryInt(r *http.Request, name string, byDefault, least, most int64) (int64, error) {
	all := r.URL.Query()[name]
	if len(all) == 0 {
		return byDefault, nil
	}
	n, err := strconv.ParseInt(all[0], 10, 64)
	if err != nil || len(all) > 1 || n < least || n > most {
		return 0, &FieldError{Field: name, Code: "range", Reason: fmt.Sprintf("must be one whole number from %d to %d", least, most)}
	}
	return n, nil
}
