package chat_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// TestOpenAPIShapes: the schemas have the properties that the Go types have, also those
// that no answer of the tests happens to carry.
func TestOpenAPIShapes(t *testing.T) {
	for name, v := range chat.Answers() {
		t.Run(name, func(t *testing.T) {
			want := fieldsOf(reflect.TypeOf(v), func(f reflect.StructField) string {
				if strings.Contains(f.Tag.Get("json"), ",omit") {
					return "optional"
				}
				return "required"
			})
			got := map[string]string{}
			properties(theContract().at("components", "schemas", name), func(property string, required bool, _ node) {
				got[property] = map[bool]string{true: "required", false: "optional"}[required]
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("- in Go, + in openapi.yaml:\n%s", diff)
			}
		})
	}
	for name, v := range chat.Bodies() {
		t.Run(name, func(t *testing.T) {
			want := fieldsOf(reflect.TypeOf(v), bounds)
			got := map[string]string{}
			properties(theContract().at("components", "schemas", name), func(property string, _ bool, n node) {
				got[property] = boundsIn(n)
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("- in Go, + in openapi.yaml:\n%s", diff)
			}
		})
	}
}

// fieldsOf is what say says of the fields that JSON has, by their names there.
func fieldsOf(typ reflect.Type, say func(reflect.StructField) string) map[string]string {
	all := map[string]string{}
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			all[name] = say(f)
		}
	}
	return all
}

// properties calls each for the properties of a schema and of what it is made of.
func properties(schema node, each func(name string, required bool, property node)) {
	for name := range schema.at("properties").object() {
		each(name, slices.Contains(words(schema.at("required")), name), schema.at("properties", name))
	}
	list, _ := schema.at("allOf").value.([]any)
	for i := range list {
		properties(schema.at("allOf").item(i), each)
	}
}

// bounds are the most and the words of a validate tag.
func bounds(f reflect.StructField) string {
	var all []string
	for _, rule := range strings.Split(f.Tag.Get("validate"), ",") {
		name, value, _ := strings.Cut(rule, "=")
		switch name {
		case "dive": // what follows is about the entries
			return strings.Join(all, " ")
		case "max":
			all = append(all, "max "+value)
		case "oneof":
			all = append(all, "one of "+value)
		}
	}
	return strings.Join(all, " ")
}

func boundsIn(n node) string {
	var all []string
	for _, keyword := range []string{"maxLength", "maximum", "maxItems"} {
		if most := n.at(keyword).value; most != nil {
			all = append(all, fmt.Sprint("max ", most))
		}
	}
	if one := slices.DeleteFunc(words(n.at("enum")), func(s string) bool { return s == "" }); len(one) > 0 {
		all = append(all, "one of "+strings.Join(one, " "))
	}
	return strings.Join(all, " ")
}
