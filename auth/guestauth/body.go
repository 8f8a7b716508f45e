package guestauth

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"
)

// maxBody is the longest body that is read.
const maxBody = 4 << 10

// readName takes the name out of a JSON object or a form.
func readName(w http.ResponseWriter, r *http.Request) (string, error) {
	parse := map[string]func([]byte) (string, error){
		"application/json":                  nameInJSON,
		"application/x-www-form-urlencoded": nameInForm,
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || parse[kind] == nil {
		return "", &refusal{http.StatusUnsupportedMediaType, "send the name as application/json or as a form"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "", &refusal{http.StatusRequestEntityTooLarge, "the request is too large"}
	case err != nil:
		return "", &refusal{http.StatusBadRequest, "the request could not be read"}
	case !utf8.Valid(body):
		return "", &refusal{http.StatusBadRequest, "the request is not UTF-8"}
	}
	return parse[kind](body)
}

// nameInJSON reads {"name": "Ann"}. Other fields are for later versions.
func nameInJSON(body []byte) (string, error) {
	var fields struct {
		Name *string `json:"name"`
	}
	err := json.Unmarshal(body, &fields)
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field == "name":
		return "", invalid("type", "must be text")
	case err != nil:
		return "", &refusal{http.StatusBadRequest, `the request is not a JSON object like {"name":"Ann"}`}
	case fields.Name == nil:
		return "", invalid("required", "must not be empty")
	}
	return *fields.Name, nil
}

// nameInForm reads name=Ann.
func nameInForm(body []byte) (string, error) {
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
		return "", &refusal{http.StatusBadRequest, "the form is not well-formed"}
	case len(form["name"]) > 1:
		return "", invalid("repeated", "must not be given twice")
	}
	return form.Get("name"), nil
}
