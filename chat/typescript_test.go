package chat_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/parleychat/parley/chat"
)

var update = flag.Bool("update", false, "write the generated files")

const typesFile = "ui/api.d.ts"

// TestTypeScript: the types for TypeScript are those of the contract.
func TestTypeScript(t *testing.T) {
	want, err := typeScript(chat.Contract())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(typesFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(typesFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what openapi.yaml makes: run go generate ./chat", typesFile)
	}
}

// typeScript declares a type for each schema, in the order of the document.
func typeScript(source []byte) (string, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(source, &doc); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("// What the API answers and takes, and what it publishes: the schemas of ../openapi.yaml,\n" +
		"// of which `go generate ./chat` makes this file. Change those.\n")
	schemas := entries(under(under(doc.Content[0], "components"), "schemas"))
	for _, s := range schemas {
		out.WriteString("\n" + remark("", s.value))
		if isPlainObject(s.value) {
			fmt.Fprintf(&out, "export interface %s %s\n", s.key, typeOf("", s.value))
		} else {
			fmt.Fprintf(&out, "export type %s = %s;\n", s.key, typeOf("", s.value))
		}
	}
	return out.String(), nil
}

// An entry is one of a YAML map, which unlike Go's keep their order.
type entry struct {
	key   string
	value *yaml.Node
}

func entries(n *yaml.Node) []entry {
	var all []entry
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		all = append(all, entry{n.Content[i].Value, n.Content[i+1]})
	}
	return all
}

// under is the value of a key, or nil.
func under(n *yaml.Node, key string) *yaml.Node {
	for _, e := range entries(n) {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

func isPlainObject(schema *yaml.Node) bool { return under(schema, "properties") != nil }

// remark is the description as a comment.
func remark(indent string, schema *yaml.Node) string {
	if text := under(schema, "description"); text != nil {
		return indent + "/** " + strings.TrimSpace(text.Value) + " */\n"
	}
	return ""
}

// typeOf is the type of a schema, written at that indentation.
func typeOf(indent string, schema *yaml.Node) string {
	if ref := under(schema, "$ref"); ref != nil {
		return ref.Value[strings.LastIndex(ref.Value, "/")+1:]
	}
	for keyword, operator := range map[string]string{"allOf": " & ", "oneOf": " | "} {
		if list := under(schema, keyword); list != nil {
			return joined(list, operator, func(one *yaml.Node) string { return typeOf(indent, one) })
		}
	}
	if list := under(schema, "enum"); list != nil {
		return joined(list, " | ", literal)
	}
	if one := under(schema, "const"); one != nil {
		return literal(one)
	}
	if kinds := under(schema, "type"); kinds != nil && kinds.Kind == yaml.SequenceNode {
		return joined(kinds, " | ", func(kind *yaml.Node) string { return typeNamed(indent, kind.Value, schema) })
	}
	return typeNamed(indent, under(schema, "type").Value, schema)
}

func typeNamed(indent, kind string, schema *yaml.Node) string {
	switch kind {
	case "integer":
		return "number"
	case "array":
		item := typeOf(indent, under(schema, "items"))
		if strings.Contains(item, " | ") {
			item = "(" + item + ")"
		}
		return item + "[]"
	case "object":
		return objectType(indent, schema)
	}
	return kind // string, boolean and null are called the same
}

func objectType(indent string, schema *yaml.Node) string {
	required := map[string]bool{}
	if list := under(schema, "required"); list != nil {
		for _, one := range list.Content {
			required[one.Value] = true
		}
	}
	inner := indent + "  "
	var out strings.Builder
	for _, p := range entries(under(schema, "properties")) {
		mark := "?"
		if required[p.key] {
			mark = ""
		}
		fmt.Fprintf(&out, "%s%s%s%s: %s;\n", remark(inner, p.value), inner, p.key, mark, typeOf(inner, p.value))
	}
	return "{\n" + out.String() + indent + "}"
}

func joined(list *yaml.Node, operator string, each func(*yaml.Node) string) string {
	var all []string
	for _, one := range list.Content {
		all = append(all, each(one))
	}
	return strings.Join(all, operator)
}

// literal is a value as a type.
func literal(n *yaml.Node) string {
	if n.Tag == "!!str" {
		return "'" + strings.ReplaceAll(n.Value, "'", `\'`) + "'"
	}
	return n.Value
}
