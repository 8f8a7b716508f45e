package chat_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/parleychat/parley/chat"
)

// exchange tells what about a request and its answer is not as the contract says.
func (c *contract) exchange(r *http.Request, body string, a answer) error {
	if r.Method == http.MethodOptions {
		return nil // the Fetch standard's, not ours
	}
	_, pattern := c.mux.Handler(r)
	if pattern == "" {
		return c.misrouted(r, a)
	}
	op := c.ops[pattern]
	var asked error
	if a.StatusCode < 300 {
		asked = errors.Join(op.asked(r), op.sent(r, body))
	}
	rep, ok := op.replies[strconv.Itoa(a.StatusCode)]
	if !ok {
		return errors.Join(asked, errors.New("the status is not in the document"))
	}
	return errors.Join(asked, rep.check(a))
}

// misrouted are requests for what is not in the document: the server must not have it.
func (c *contract) misrouted(r *http.Request, a answer) error {
	names := map[int]string{404: "NotFound", 405: "MethodNotAllowed", 403: "Forbidden"}
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/api/v1/"):
	case path == "/api" || strings.HasPrefix(path, "/api/") || path == "/auth/me":
		names = map[int]string{404: "SeedNotFound", 405: "SeedMethodNotAllowed", 403: "SeedUnauthenticated"}
	default:
		return nil // the page, or the host's
	}
	rep, ok := c.shared[names[a.StatusCode]]
	if !ok {
		return errors.New("the route is not in the document")
	}
	return rep.check(a)
}

// asked checks the parameters of a request that was granted.
func (op operation) asked(r *http.Request) error {
	var all error
	known := func(name, in string) bool {
		return slices.ContainsFunc(op.params, func(p parameter) bool { return p.name == name && p.in == in })
	}
	for name := range r.URL.Query() {
		if !known(name, "query") {
			all = errors.Join(all, fmt.Errorf("the parameter %s is not in the document", name))
		}
	}
	for _, name := range []string{"Idempotency-Key", "If-Match", "If-None-Match", "Range", "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Metadata"} {
		if r.Header.Get(name) != "" && !known(name, "header") {
			all = errors.Join(all, fmt.Errorf("the header %s is not in the document", name))
		}
	}
	for _, p := range op.params {
		if err := p.check(r); err != nil {
			all = errors.Join(all, fmt.Errorf("parameter %s: %w", p.name, err))
		}
	}
	return all
}

func (p parameter) check(r *http.Request) error {
	value := r.Header.Get(p.name)
	if p.in == "query" {
		value = r.URL.Query().Get(p.name)
	}
	if value == "" || p.in == "path" {
		return nil
	}
	if p.kind == "string" {
		return p.schema.Validate(value)
	}
	return validJSON(p.schema, value)
}

// sent checks the body of a request that was granted.
func (op operation) sent(r *http.Request, body string) error {
	switch {
	case body == "" && op.needBody:
		return errors.New("the document demands a body")
	case body == "" || len(op.bodies) == 0:
		return nil
	}
	kind, _, err := mime.ParseMediaType(cmp.Or(r.Header.Get("Content-Type"), "application/json"))
	if err != nil {
		return err
	}
	return checkAs(op.bodies, kind, body)
}

// checkAs checks a body by its media type, or by all types of that kind: "audio/*".
func checkAs(schemas map[string]*jsonschema.Schema, kind, body string) error {
	schema, ok := schemas[kind]
	if !ok {
		first, _, _ := strings.Cut(kind, "/")
		schema, ok = schemas[first+"/*"]
	}
	switch {
	case !ok:
		return fmt.Errorf("the content type %s is not in the document", kind)
	case strings.HasSuffix(kind, "json") && kind != "application/x-ndjson":
		return validJSON(schema, body)
	}
	return schema.Validate(body)
}

// spoken are the headers that mean something to clients of this API.
var spoken = []string{"ETag", "Location", "Retry-After", "Idempotent-Replayed", "WWW-Authenticate", "Allow", "Content-Disposition",
	"Content-Range", "Upload-Offset", "Upload-Length", "Upload-Expires"}

func (rep reply) check(a answer) error {
	var all error
	for name, schema := range rep.headers {
		if rep.optional[name] && a.Header.Get(name) == "" {
			continue
		}
		if err := schema.Validate(a.Header.Get(name)); err != nil || a.Header.Get(name) == "" {
			all = errors.Join(all, fmt.Errorf("the header %s: %q %w", name, a.Header.Get(name), err))
		}
	}
	for _, name := range spoken {
		if a.Header.Get(name) != "" && rep.headers[name] == nil {
			all = errors.Join(all, fmt.Errorf("the header %s is not in the document", name))
		}
	}
	return errors.Join(all, rep.checkBody(a))
}

func (rep reply) checkBody(a answer) error {
	if len(rep.content) == 0 {
		if a.body != "" {
			return errors.New("the document has no body here")
		}
		return nil
	}
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	return checkAs(rep.content, kind, a.body)
}

// event checks an event as clients get it.
func (c *contract) event(ev chat.Event) error { return validAs(c.events, ev) }

// signal checks a signal as clients get it.
func (c *contract) signal(s chat.Signal) error { return validAs(c.signals, s) }

func validAs(schema *jsonschema.Schema, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := validJSON(schema, string(b)); err != nil {
		return fmt.Errorf("%w\n%s", err, b)
	}
	return nil
}

func validJSON(schema *jsonschema.Schema, text string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}
