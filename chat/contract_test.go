package chat_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/parleychat/parley/chat"
)

// A contract is openapi.yaml, ready to be held against requests, answers and events.
type contract struct {
	node                         // the whole document
	mux     *http.ServeMux       // its paths
	ops     map[string]operation // by pattern: "GET /api/v1/meta"
	shared  map[string]reply     // its components/responses
	signals *jsonschema.Schema
	events  *jsonschema.Schema // its schema Event
}

// theContract is read once. It is fit for many tests at once.
var theContract = sync.OnceValue(func() *contract {
	c, err := readContract(chat.Contract())
	if err != nil {
		panic(err)
	}
	return c
})

// An operation is one method of one path.
type operation struct {
	node
	params   []parameter
	needBody bool
	bodies   map[string]*jsonschema.Schema // by media type; empty: it takes none
	replies  map[string]reply              // by status
}

// A parameter is one of the query or a header.
type parameter struct {
	name, in string
	kind     any // the type in its schema
	schema   *jsonschema.Schema
}

// A reply is an answer with one status.
type reply struct {
	headers map[string]*jsonschema.Schema
	// optional are the headers that need not be there.
	optional map[string]bool
	content  map[string]*jsonschema.Schema // by media type; empty: no body
}

// The document stands twice before the compiler: as it is, for requests, in which what is
// unknown does no harm; and sealed, for answers, in which everything must be known.
const plainDoc, sealedDoc = "plain.json", "sealed.json"

func readContract(source []byte) (*contract, error) {
	plain, err := decodeYAML(source)
	if err != nil {
		return nil, err
	}
	sealed, err := decodeYAML(source)
	if err != nil {
		return nil, err
	}
	seal(sealed)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(plainDoc, plain); err != nil {
		return nil, err
	}
	if err := compiler.AddResource(sealedDoc, sealed); err != nil {
		return nil, err
	}
	r := contractReader{compiler: compiler}
	c := r.contract(node{root: plain, value: plain})
	return c, r.err
}

// decodeYAML goes by way of JSON, for the types that the compiler knows.
func decodeYAML(source []byte) (map[string]any, error) {
	var v map[string]any
	if err := yaml.Unmarshal(source, &v); err != nil {
		return nil, err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return decoded.(map[string]any), nil
}

// seal lets no object have properties that its schema does not name. What an allOf
// refers to must be open for the properties of the others, so it refers to a copy.
func seal(doc map[string]any) {
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	open := map[string]any{}
	for name, schema := range schemas {
		open["open."+name] = maps.Clone(schema.(map[string]any))
	}
	sealAll(doc, true)
	maps.Copy(schemas, open)
}

func sealAll(v any, outermost bool) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			sealAll(one, true)
		}
	case map[string]any:
		all, _ := v["allOf"].([]any)
		for _, one := range all {
			part := one.(map[string]any)
			sealAll(part, false)
			if ref, ok := part["$ref"].(string); ok {
				part["$ref"] = strings.Replace(ref, "/schemas/", "/schemas/open.", 1)
			}
		}
		for key, one := range v {
			if key != "allOf" {
				sealAll(one, true)
			}
		}
		if properties, _ := v["properties"].(map[string]any); outermost && (all != nil || properties != nil) {
			v["unevaluatedProperties"] = false
		}
	}
}

// A node is a place in the document.
type node struct {
	root, value any
	pointer     string // RFC 6901
}

// at goes down, and where a $ref points.
func (n node) at(keys ...string) node {
	for _, key := range keys {
		m, _ := n.value.(map[string]any)
		n.value = m[key]
		n.pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		if m, ok := n.value.(map[string]any); ok {
			if ref, ok := m["$ref"].(string); ok {
				path := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
				n = node{root: n.root, value: n.root}.at(path...)
			}
		}
	}
	return n
}

// item goes to an entry of a list.
func (n node) item(i int) node {
	list, _ := n.value.([]any)
	return node{root: n.root, value: map[string]any{fmt.Sprint(i): list[i]}, pointer: n.pointer}.at(fmt.Sprint(i))
}

func (n node) object() map[string]any { m, _ := n.value.(map[string]any); return m }
func (n node) text() string           { s, _ := n.value.(string); return s }
