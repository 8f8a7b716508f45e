package jwtauth

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
)

// minSecret is the length of the hash that HS256 uses: RFC 7518, section 3.2, asks
// for a key of at least that size.
const minSecret = sha256.Size

// A Key signs and verifies tokens. Printed or logged, it shows its ID only.
type Key struct {
	// ID tells keys apart; it is the kid of the tokens. Default: made from the
	// secret.
	ID string
	// Secret is at least 32 random bytes. Required.
	Secret []byte `json:"-"`
}

// Derive makes a secret of 32 bytes for another purpose, so that an application
// has only one secret to keep. The same purpose always gives the same secret, and
// none of them tells anything about the key.
func (k Key) Derive(purpose string) ([]byte, error) {
	if err := k.check(); err != nil {
		return nil, fmt.Errorf("jwtauth: derive: %w", err)
	}
	secret, err := hkdf.Key(sha256.New, k.Secret, nil, "parley/"+purpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("jwtauth: derive: %w", err)
	}
	return secret, nil
}

// Format writes the ID, whatever the verb, so that no secret gets into a log.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "key "+k.ID) }

// LogValue is the ID.
func (k Key) LogValue() slog.Value { return slog.StringValue("key " + k.ID) }

// check tells what is wrong with the key.
func (k Key) check() error {
	if len(k.Secret) < minSecret {
		return fmt.Errorf("the secret of a key has %d bytes; it needs %d or more", len(k.Secret), minSecret)
	}
	if len(k.ID) > 64 {
		return errors.New("the ID of a key is longer than 64 bytes")
	}
	for _, c := range []byte(k.ID) {
		if c < ' ' || c > '~' {
			return fmt.Errorf("the ID of a key, %q, is not printable ASCII", k.ID)
		}
	}
	return nil
}

// withID returns a copy of the key that shares no memory with it and has an ID.
func (k Key) withID() Key {
	k.Secret = slices.Clone(k.Secret)
	if k.ID == "" {
		sum := sha256.Sum256(append([]byte("parley key id\x00"), k.Secret...))
		k.ID = hex.EncodeToString(sum[:8])
	}
	return k
}

// checkKeys returns the keys ready for use.
func checkKeys(keys []Key) ([]Key, error) {
	if len(keys) == 0 {
		return nil, errors.New("at least one key is needed")
	}
	list := make([]Key, 0, len(keys))
	for _, k := range keys {
		if err := k.check(); err != nil {
			return nil, err
		}
		k = k.withID()
		if slices.ContainsFunc(list, func(other Key) bool { return other.ID == k.ID }) {
			return nil, fmt.Errorf("two keys have the ID %q", k.ID)
		}
		list = append(list, k)
	}
	return list, nil
}
