package bunstore

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleychat/parley/chat"
)

// errLimit is a mistake of the calling program.
var errLimit = errors.New("limit must be positive")

// pageSize is the number of rows to ask for: limit, or one more where that tells
// whether there is more.
func pageSize(limit, more int) (int, error) {
	if limit < 1 {
		return 0, errLimit
	}
	return min(limit, math.MaxInt32) + more, nil
}

// storable refuses text that a database would store as something else: bun sends
// invalid UTF-8 as replacement characters, and no SQL text holds a NUL.
func storable(texts ...string) error {
	for _, t := range texts {
		if !utf8.ValidString(t) || strings.ContainsRune(t, 0) {
			return fmt.Errorf("text with a NUL byte or invalid UTF-8 cannot be stored: %.40q", t)
		}
	}
	return nil
}

// lookup is storable for keys to look for: what cannot be stored is not there.
func lookup(keys ...string) error {
	if storable(keys...) != nil {
		return chat.ErrNotFound
	}
	return nil
}

// idsAtOnce bounds how long one query gets.
const idsAtOnce = 500

// parts are the IDs to look for: those that can be there, once each, in lists of a
// length that a query takes.
func parts[ID ~string](ids []ID) iter.Seq[[]ID] {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id ID) bool { return storable(string(id)) != nil })
	slices.Sort(ids)
	return slices.Chunk(slices.Compact(ids), idsAtOnce)
}

// stamp cuts t to what databases keep: microseconds, in UTC.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// writable refuses times that SQL text has no form for.
func writable(times ...time.Time) error {
	for _, t := range times {
		if y := t.UTC().Year(); y < 1 || y > 9999 {
			return fmt.Errorf("time in the year %d cannot be stored", y)
		}
	}
	return nil
}
