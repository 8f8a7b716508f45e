package sqlite

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// A location is where a database is.
type location struct {
	// uri is a file: URI without parameters.
	uri string
	// params are the URI parameters that the caller gave.
	params url.Values
	memory bool
}

// locate understands what Open was given, says what is wrong with it while that is
// still easy to say, and makes a file that is new.
func locate(path string) (location, error) {
	params := url.Values{}
	if rest, ok := strings.CutPrefix(path, "file:"); ok {
		var err error
		if path, params, err = parseURI(rest); err != nil {
			return location{}, err
		}
	}
	switch {
	case path == "":
		return location{}, errors.New("the path is empty")
	case strings.ContainsRune(path, 0):
		return location{}, errors.New("the path holds a NUL byte")
	case path == Memory || params.Get("mode") == "memory":
		// Only a named database can be shared by several connections.
		return location{uri: "file:/parley-" + rand.Text(), params: url.Values{"vfs": {"memdb"}}, memory: true}, nil
	}
	if err := checkFile(path); err != nil {
		return location{}, err
	}
	if mode := params.Get("mode"); mode == "" || mode == "rwc" {
		if err := create(path); err != nil {
			return location{}, err
		}
	}
	return location{uri: fileURI(path), params: params}, nil
}

// parseURI takes a URI without its scheme apart. Parameters that begin with an
// underscore, and those with which a database could not be shared safely, are
// refused: what a connection must be like is decided here.
func parseURI(rest string) (path string, params url.Values, err error) {
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		host, p, _ := strings.Cut(after, "/")
		if host != "" && host != "localhost" {
			return "", nil, fmt.Errorf("the URI names another host, %q", host)
		}
		rest = "/" + p
	}
	if path, err = url.PathUnescape(rest); err != nil {
		return "", nil, fmt.Errorf("bad URI: %w", err)
	}
	if params, err = url.ParseQuery(query); err != nil {
		return "", nil, fmt.Errorf("bad URI: %w", err)
	}
	for key := range params {
		if key != "mode" && key != "modeof" && key != "psow" && key != "vfs" {
			return "", nil, fmt.Errorf("the URI parameter %q is not supported; use Options", key)
		}
	}
	return path, params, nil
}

// fileURI escapes what has a meaning in a URI.
func fileURI(path string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	if filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// checkFile looks for the mistakes that SQLite reports as "unable to open".
func checkFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a directory, not a file")
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	parent, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("its directory: %w", err)
	}
	if !parent.IsDir() {
		return fmt.Errorf("%q is not a directory", filepath.Dir(path))
	}
	return nil
}
