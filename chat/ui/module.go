package ui

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// A module is one file on its way into a bundle.
type module struct {
	*bundle
	name    string
	called  names // what it declares and imports
	exports names
	body    []js.IStmt // without imports and exports
}

var errForm = errors.New("a form of import or export that bundles do not have")

// take notes what a statement imports or exports, and keeps what remains of it.
func (m *module) take(statement js.IStmt) error {
	switch s := statement.(type) {
	case *js.ImportStmt:
		return m.imports(s)
	case *js.ExportStmt:
		switch {
		case s.Module != nil:
			return m.passOn(s)
		case s.Default:
			return m.byDefault(s.Decl)
		case s.Decl != nil:
			return m.declare(s.Decl)
		}
		return m.list(s.List, m.called, m.exports)
	}
	m.body = append(m.body, statement)
	return nil
}

func (m *module) imports(s *js.ImportStmt) error {
	theirs, err := m.needed(m.name, s.Module)
	if err == nil && s.Default != nil {
		err = m.list([]js.Alias{{Name: []byte("default"), Binding: s.Default}}, theirs, m.called)
	}
	if err == nil {
		err = m.list(s.List, theirs, m.called)
	}
	return err
}

// passOn exports what another module does.
func (m *module) passOn(s *js.ExportStmt) error {
	theirs, err := m.needed(m.name, s.Module)
	if err != nil {
		return err
	}
	return m.list(s.List, theirs, m.exports)
}

// list takes over what is named from what there is.
func (m *module) list(list []js.Alias, there, into names) error {
	for _, a := range list {
		name, as := string(a.Name), string(a.Binding)
		if a.Name == nil {
			name = as
		}
		if name == "*" {
			return errForm
		}
		called, ok := there[name]
		if !ok {
			return fmt.Errorf("there is no %q", name)
		}
		into[as] = called
	}
	return nil
}

// byDefault exports a value, which has no name of its own.
func (m *module) byDefault(value js.IExpr) error {
	m.exports["default"] = m.unique("default")
	name := &js.Var{Data: []byte(m.exports["default"])}
	m.body = append(m.body, &js.VarDecl{TokenType: js.ConstToken, List: []js.BindingElement{{Binding: name, Default: value}}})
	return nil
}

// declare exports what is declared at the same time.
func (m *module) declare(declaration js.IExpr) error {
	var list []js.IBinding
	switch d := declaration.(type) {
	case *js.FuncDecl:
		list = []js.IBinding{d.Name}
	case *js.ClassDecl:
		list = []js.IBinding{d.Name}
	case *js.VarDecl:
		for _, one := range d.List {
			list = append(list, one.Binding)
		}
	}
	for _, one := range list {
		name, ok := one.(*js.Var)
		if !ok {
			return errForm
		}
		m.exports[string(name.Data)] = m.called[string(name.Data)]
	}
	statement, ok := declaration.(js.IStmt)
	if !ok {
		return errForm
	}
	m.body = append(m.body, statement)
	return nil
}

// put gives everything in the module its name of the bundle.
func (n names) put(ast *js.AST) {
	for _, v := range slices.Concat(ast.Declared, ast.Undeclared) {
		if called, ok := n[string(v.Data)]; ok {
			v.Data = []byte(called)
		}
	}
	js.Walk(resolver{}, ast)
}

// sorted are the names that the module itself uses.
func (n names) sorted() []string { return slices.Sorted(maps.Keys(n)) }

// A resolver has each use of a variable know its name. An object like {a} is written as
// {a: a$1} only then.
type resolver struct{}

// Enter implements js.IVisitor.
func (r resolver) Enter(node js.INode) js.IVisitor {
	if v, ok := node.(*js.Var); ok {
		v.Data = v.Name()
	}
	return r
}

// Exit implements js.IVisitor.
func (resolver) Exit(js.INode) {}
