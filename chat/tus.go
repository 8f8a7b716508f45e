package chat

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// The routes below /uploads speak tus 1.0.0 (https://tus.io/protocols/resumable-upload),
// so that clients that are there already can send files, and go on after a cut: the core,
// and what tusExtensions says. Clients that say nothing of tus are as welcome.
const (
	tusRelease    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,expiration,termination"
	tusBytes      = "application/offset+octet-stream"
)

// errTus is a version of the protocol that we do not speak.
var errTus = errors.New("Tus-Resumable must be " + tusRelease)

// tusVersion says which version we speak, and refuses others.
func tusVersion(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Tus-Resumable", tusRelease)
	if v := r.Header.Get("Tus-Resumable"); v != "" && v != tusRelease {
		w.Header().Set("Tus-Version", tusRelease)
		return errTus
	}
	return nil
}

// optionsUploads tells what we can.
func (m *Module) optionsUploads(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Tus-Resumable", tusRelease)
	w.Header().Set("Tus-Version", tusRelease)
	w.Header().Set("Tus-Extension", tusExtensions)
	w.Header().Set("Tus-Max-Size", strconv.FormatInt(m.opts.Uploads.MaxSize, 10))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// tusState tells how far an upload has come.
func tusState(h http.Header, up Upload) {
	h.Set("Upload-Offset", strconv.FormatInt(up.Offset, 10))
	h.Set("Upload-Length", strconv.FormatInt(up.Size, 10))
	h.Set("Upload-Expires", up.ExpiresAt.Format(http.TimeFormat))
}

// tusDraft reads what a client wants to send. Of what it says of the file only the name is
// of interest.
func tusDraft(h http.Header) (UploadDraft, error) {
	size, err := strconv.ParseInt(h.Get("Upload-Length"), 10, 64)
	if err != nil {
		return UploadDraft{}, &FieldError{Field: "Upload-Length", Code: "range", Reason: "must be a whole number of bytes"}
	}
	d := UploadDraft{Size: size}
	for pair := range strings.SplitSeq(h.Get("Upload-Metadata"), ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if key != "filename" && key != "name" || d.Name != "" {
			continue
		}
		name, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if err != nil {
			return UploadDraft{}, &FieldError{Field: "Upload-Metadata", Code: "base64", Reason: "must have values in base64"}
		}
		d.Name = cleanFileName(string(name))
	}
	return d, nil
}
