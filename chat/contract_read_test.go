package chat_test

import (
	"errors"
	"net/http"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A contractReader compiles what a contract is made of, and keeps what went wrong.
type contractReader struct {
	compiler *jsonschema.Compiler
	err      error
}

func (r *contractReader) contract(doc node) *contract {
	c := &contract{node: doc, mux: http.NewServeMux(), ops: map[string]operation{}, shared: map[string]reply{}}
	for path := range doc.at("paths").object() {
		for method := range doc.at("paths", path).object() {
			if method != "parameters" {
				pattern := strings.ToUpper(method) + " " + path
				c.ops[pattern] = r.operation(doc.at("paths", path), method)
				c.mux.Handle(pattern, http.NotFoundHandler())
			}
		}
	}
	for name := range doc.at("components", "responses").object() {
		c.shared[name] = r.reply(doc.at("components", "responses", name))
	}
	c.events = r.schema(sealedDoc, doc.at("components", "schemas", "Event"))
	c.signals = r.schema(sealedDoc, doc.at("components", "schemas", "Signal"))
	return c
}

func (r *contractReader) operation(path node, method string) operation {
	n := path.at(method)
	op := operation{node: n, replies: map[string]reply{}, bodies: map[string]*jsonschema.Schema{}}
	for _, owner := range []node{path, n} {
		list := owner.at("parameters")
		all, _ := list.value.([]any)
		for i := range all {
			p := list.item(i)
			op.params = append(op.params, parameter{name: p.at("name").text(), in: p.at("in").text(),
				kind: p.at("schema", "type").value, schema: r.schema(plainDoc, p.at("schema"))})
		}
	}
	if body := n.at("requestBody"); body.value != nil {
		op.needBody, _ = body.at("required").value.(bool)
		for kind := range body.at("content").object() {
			op.bodies[kind] = r.schema(plainDoc, body.at("content", kind, "schema"))
		}
	}
	for status := range n.at("responses").object() {
		op.replies[status] = r.reply(n.at("responses", status))
	}
	return op
}

func (r *contractReader) reply(n node) reply {
	out := reply{headers: map[string]*jsonschema.Schema{}, optional: map[string]bool{}, content: map[string]*jsonschema.Schema{}}
	for name := range n.at("headers").object() {
		out.headers[name] = r.schema(plainDoc, n.at("headers", name, "schema"))
		required, _ := n.at("headers", name, "required").value.(bool)
		out.optional[name] = !required
	}
	for kind := range n.at("content").object() {
		out.content[kind] = r.schema(sealedDoc, n.at("content", kind, "schema"))
	}
	return out
}

func (r *contractReader) schema(doc string, n node) *jsonschema.Schema {
	s, err := r.compiler.Compile(doc + "#" + n.pointer)
	r.err = errors.Join(r.err, err)
	return s
}
