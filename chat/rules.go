package chat

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
)

// rules checks the fields of drafts by their validate tags.
type rules struct{ v *validator.Validate }

// slugForm keeps slugs readable in a URL without escapes.
var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// refForm keeps refs on one line of a URL, and apart from those of pairs.
var refForm = regexp.MustCompile(`^[!-}][!-~]*$`)

// idForm is what an ID that was made elsewhere may look like: it stands in paths and in
// names of channels.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

func newRules(maxText int) *rules {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	tags := map[string]validator.Func{
		"sayable": func(f validator.FieldLevel) bool { return sayable(f.Field().String()) },
		"visible": func(f validator.FieldLevel) bool {
			return strings.TrimSpace(f.Field().String()) != "" || hasFiles(f.Parent())
		},
		"line": func(f validator.FieldLevel) bool { return !strings.ContainsFunc(f.Field().String(), unicode.IsControl) },
		"id":   func(f validator.FieldLevel) bool { return idForm.MatchString(f.Field().String()) },
		"ref":  func(f validator.FieldLevel) bool { return refForm.MatchString(f.Field().String()) },
		"slug": func(f validator.FieldLevel) bool { return slugForm.MatchString(f.Field().String()) },
	}
	for tag, fn := range tags {
		if err := v.RegisterValidation(tag, fn); err != nil {
			panic(err) //nolint:forbidigo // unreachable: it refuses only empty names and nil functions
		}
	}
	v.RegisterAlias("said", fmt.Sprintf("sayable,max=%d", maxText))
	v.RegisterAlias("text", fmt.Sprintf("sayable,visible,max=%d", maxText))
	return &rules{v: v}
}

// sayable refuses what some database or terminal cannot keep as it is.
func sayable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// hasFiles tells whether a draft has attachments, which need no words.
func hasFiles(draft reflect.Value) bool {
	if draft = reflect.Indirect(draft); draft.Kind() != reflect.Struct {
		return false
	}
	files := draft.FieldByName("Attachments")
	return files.IsValid() && files.Kind() == reflect.Slice && files.Len() > 0
}

// check returns nil or the joined *FieldErrors of a struct.
func (r *rules) check(draft any) error {
	var broken validator.ValidationErrors
	err := r.v.Struct(draft)
	if !errors.As(err, &broken) {
		return err
	}
	all := make([]error, len(broken))
	for i, b := range broken {
		all[i] = &FieldError{Field: b.Field(), Code: b.ActualTag(), Reason: reason(b)}
	}
	return errors.Join(all...)
}

// reason says in words which rule was broken.
func reason(b validator.FieldError) string {
	switch b.ActualTag() {
	case "required", "visible":
		if b.Kind() == reflect.Bool {
			return "must be true: this cannot be undone"
		}
		return "must not be empty"
	case "max":
		if b.Kind() == reflect.Slice {
			return "must have at most " + b.Param() + " entries"
		}
		if b.Kind() == reflect.Int || b.Kind() == reflect.Int64 {
			return "must be at most " + b.Param()
		}
		return "must have at most " + b.Param() + " characters"
	case "min":
		return "must be at least " + b.Param()
	case "sayable":
		return "must be valid UTF-8 without NUL characters"
	case "line":
		return "must be one line without control characters"
	case "id":
		return "must be an ID of 1 to 64 letters, digits and the characters . _ : -"
	case "slug":
		return "must be lower-case letters and digits, joined by single hyphens"
	case "ref":
		return "must be printable ASCII without spaces that does not begin with ~"
	case "printascii":
		return "must be printable ASCII"
	case "oneof":
		return "must be one of: " + b.Param()
	}
	return "breaks the rule " + b.ActualTag()
}
