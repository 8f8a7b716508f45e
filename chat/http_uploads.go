package chat

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
)

// postUpload begins an upload, and takes bytes that come along. What the body is, its type
// says: a draft, the bytes, a form with a file, or nothing, when headers tell it all.
func (m *Module) postUpload(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.sender(w, r)
	if err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Header.Get("Content-Type") == "" {
		kind, err = tusBytes, nil
	}
	if err != nil {
		return errMediaType
	}
	r, cancel := m.atLength(w, r)
	defer cancel()
	var up Upload
	switch kind {
	case "application/json":
		up, err = m.createFromJSON(w, r, viewer)
	case tusBytes:
		up, err = m.createFromHeaders(r, viewer)
	case "multipart/form-data":
		up, err = m.createFromForm(r, viewer)
	default:
		err = errMediaType
	}
	if err != nil {
		return err
	}
	w.Header().Set("Location", "uploads/"+string(up.ID))
	tusState(w.Header(), up)
	return writeJSON(w, http.StatusCreated, up)
}

func (m *Module) createFromJSON(w http.ResponseWriter, r *http.Request, user UserID) (Upload, error) {
	var d UploadDraft
	r.Body = http.MaxBytesReader(w, r.Body, m.opts.MaxBody)
	if err := readBody(r, &d); err != nil {
		return Upload{}, err
	}
	return m.CreateUpload(r.Context(), user, d)
}

// createFromHeaders is Creation and Creation With Upload of tus.
func (m *Module) createFromHeaders(r *http.Request, user UserID) (Upload, error) {
	d, err := tusDraft(r.Header)
	if err != nil {
		return Upload{}, err
	}
	up, err := m.CreateUpload(r.Context(), user, d)
	if err != nil || r.ContentLength == 0 {
		return up, err
	}
	if r.ContentLength > d.Size {
		return Upload{}, errors.Join(errTooLarge, m.CancelUpload(r.Context(), user, up.ID))
	}
	return m.SendUpload(r.Context(), user, up.ID, 0, r.Body)
}

// createFromForm takes the first file of a form (RFC 7578). Its size is known only when it
// is here; until then it counts with what the whole body has. When the form is cut off
// nobody knows how to go on, so nothing is kept.
func (m *Module) createFromForm(r *http.Request, user UserID) (Upload, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return Upload{}, errMediaType
	}
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			return Upload{}, &FieldError{Field: "file", Code: "required", Reason: "must be a file of the form"}
		}
		if err != nil {
			return Upload{}, errors.Join(errCut, err)
		}
		if part.FileName() == "" {
			continue
		}
		size := m.opts.Uploads.MaxSize
		if n := r.ContentLength; n > 0 && n < size {
			size = n
		}
		return m.sendWhole(r.Context(), user, UploadDraft{Name: path.Base(part.FileName()), Size: size}, &cutReader{part})
	}
}

// sendWhole sends a file whose size is at most that of the draft, all of it or nothing.
func (m *Module) sendWhole(ctx context.Context, user UserID, d UploadDraft, r io.Reader) (Upload, error) {
	up, err := m.CreateUpload(ctx, user, d)
	if err != nil {
		return Upload{}, err
	}
	id := up.ID
	if up, err = m.SendUpload(ctx, user, id, 0, r); err == nil && !up.Complete {
		up, err = m.endUpload(ctx, user, up)
	}
	if err != nil {
		ctx, cancel := m.lasting(ctx)
		defer cancel()
		return Upload{}, errors.Join(err, gone(m.CancelUpload(ctx, user, id)))
	}
	return up, nil
}

// endUpload gives an upload the size that it has.
func (m *Module) endUpload(ctx context.Context, user UserID, up Upload) (Upload, error) {
	if up.Offset == 0 {
		return up, &FieldError{Field: "size", Code: "min", Reason: "must be at least 1"}
	}
	_, err := m.store.UpdateFile(ctx, up.ID, func(f *File) error {
		if f.Received != up.Offset {
			return ErrOffset
		}
		f.Size = f.Received
		return nil
	})
	if err != nil {
		return up, err
	}
	return m.Upload(ctx, user, up.ID)
}

// getUpload tells how far an upload has come; HEAD is what tus asks.
func (m *Module) getUpload(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.uploadOf(w, r)
	if err != nil {
		return err
	}
	up, err := m.Upload(r.Context(), viewer, id)
	if err != nil {
		return err
	}
	tusState(w.Header(), up)
	return writeJSON(w, http.StatusOK, up)
}

// patchUpload goes on.
func (m *Module) patchUpload(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.uploadOf(w, r)
	if err != nil {
		return err
	}
	if r.Header.Get("Content-Type") != tusBytes {
		return errMediaType
	}
	offset, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return &FieldError{Field: "Upload-Offset", Code: "range", Reason: "must be a whole number of bytes"}
	}
	up, err := m.Upload(r.Context(), viewer, id)
	if err != nil {
		return err
	}
	if r.ContentLength > up.Size-offset {
		return errTooLarge
	}
	r, cancel := m.atLength(w, r)
	defer cancel()
	up, err = m.SendUpload(r.Context(), viewer, id, offset, r.Body)
	if err != nil {
		return err
	}
	tusState(w.Header(), up)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (m *Module) deleteUpload(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.uploadOf(w, r)
	if err == nil {
		err = m.CancelUpload(r.Context(), viewer, id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sender returns who sends files, and speaks tus with them.
func (m *Module) sender(w http.ResponseWriter, r *http.Request) (UserID, error) {
	if err := tusVersion(w, r); err != nil {
		return "", err
	}
	asked, cancel := m.inTime(r)
	defer cancel()
	viewer, _, err := m.who(asked)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	return viewer.ID, err
}

func (m *Module) uploadOf(w http.ResponseWriter, r *http.Request) (UserID, FileID, error) {
	viewer, err := m.sender(w, r)
	if err != nil {
		return "", "", err
	}
	id, err := pathID(r, "upload")
	return viewer, FileID(id), err
}
