package ui

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

func tree(files ...string) fstest.MapFS {
	from := fstest.MapFS{}
	for i := 0; i+1 < len(files); i += 2 {
		from["assets/"+files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return from
}

func TestBundle(t *testing.T) {
	from := tree(
		"main.js", "import { b as two } from './sub/b.js';\nimport sheet from './sheet.js';\n\nexport const all = [two, sheet];\nexport { a } from './a.js';\n",
		"a.js", "/**\n * Documentation.\n */\nexport async function a() {\n  // why\n  return /** @type {any} */ (1);\n}\n",
		"sub/b.js", "import { a } from '../a.js';\nexport class b {}\nconst at = import.meta.url;\nexport const of = () => {\n  const b = { a, at };\n  return (a) => ({ a, b });\n};\nexport { at };\n",
		"sheet.js", "export default css`\n/* why */\n.a  {\n  color: red;\n}\n`;\n")
	got, err := bundled(from, "assets/main.js")
	if err != nil {
		t.Fatal(err)
	}
	want := `export const [a, all] = (() => {
const $at = (path) => new URL(path, import.meta.url);
async function a$5() {
    return (1);
}
class b$2 {}
const at$3 = $at('assets/sub/b.js');
const of$4 = () => {
    const b = {a: a$5, at: at$3};
    return (a) => {
        return ({a, b});
    };
};
const default$6 = css` + "`.a{color:red}`" + `;
const all$1 = [b$2, default$6];
return [a$5, all$1];
})();
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBundleRefuses(t *testing.T) {
	for name, from := range map[string]fstest.MapFS{
		"ErrNoSuchModule":  tree("main.js", "import { a } from './a.js';\n"),
		"ErrNoSuchExport":  tree("main.js", "import { a } from './a.js';\n", "a.js", "const a = 1;\n"),
		"ErrNoSuchName":    tree("main.js", "export { a };\n"),
		"ErrItself":        tree("main.js", "import { a } from './a.js';\nexport const m = 1;\n", "a.js", "import { m } from './main.js';\nexport const a = 1;\n"),
		"ErrNamespace":     tree("main.js", "import * as all from './a.js';\n", "a.js", ""),
		"ErrExportAll":     tree("main.js", "export * from './a.js';\n", "a.js", ""),
		"ErrPattern":       tree("main.js", "export const { a } = b;\n"),
		"ErrFromElsewhere": tree("main.js", "import { a } from 'https://example.com/a.js';\n"),
		"ErrSyntax":        tree("main.js", "export const = 1;\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := bundled(from, "assets/main.js"); err == nil {
				t.Errorf("got %s", got)
			}
		})
	}
}

// What a browser gets is the bundle: one that cannot be made would be a blank page.
func TestEveryBundleIsMade(t *testing.T) {
	for _, name := range []string{"embed.js", "core.js"} {
		got, err := bundled(files, "assets/"+name)
		if err != nil || !strings.HasPrefix(string(got), "export const [") {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

// A module that no bundle holds is one that nobody gets.
func TestBundlesHoldEveryModule(t *testing.T) {
	held := map[string]bool{"assets/core/types.js": true} // it has no code
	for _, name := range []string{"assets/embed.js", "assets/core.js"} {
		b := newBundle(files)
		if _, err := b.add(name); err != nil {
			t.Fatal(err)
		}
		for module := range b.done {
			held[module] = true
		}
	}
	err := fs.WalkDir(files, "assets", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".js" && !held[name] {
			t.Errorf("no bundle has %s", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
