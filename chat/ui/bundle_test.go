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
		"sub/b.js", "import { a } from '../a.js';\nexport class b {}\nconst at = import.meta.url;\nexport function of(at = import.meta.url) {}\nexport { at };\n",
		"sheet.js", "export default css`x`;\n")
	got, err := bundled(from, "assets/main.js")
	if err != nil {
		t.Fatal(err)
	}
	want := `export const [all, a] = (() => {
const $at = (path) => new URL(path, import.meta.url);
const [$a$a] = (() => {
async function a() {
return (1);
}
return [a];
})();
const [$sub_b$b, $sub_b$of, $sub_b$at] = (() => {
const a = $a$a;
class b {}
const at = $at('assets/sub/b.js');
function of(at = $at('assets/sub/b.js')) {}
return [b, of, at];
})();
const [$sheet$$default] = (() => {
const $default = css` + "`x`" + `;
return [$default];
})();
const [$main$all, $main$a] = (() => {
const two = $sub_b$b;
const sheet = $sheet$$default;
const all = [two, sheet];
const a = $a$a;
return [all, a];
})();
return [$main$all, $main$a];
})();
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBundleRefuses(t *testing.T) {
	for name, from := range map[string]fstest.MapFS{
		"ErrNoSuchModule":  tree("main.js", "import { a } from './a.js';\n"),
		"ErrItself":        tree("main.js", "import { a } from './a.js';\nexport const m = 1;\n", "a.js", "import { m } from './main.js';\nexport const a = 1;\n"),
		"ErrOtherForm":     tree("main.js", "import * as all from './a.js';\n", "a.js", ""),
		"ErrChangesLater":  tree("main.js", "export let changes = 1;\n"),
		"ErrOverTwoLines":  tree("main.js", "import {\n  a,\n} from './a.js';\n", "a.js", ""),
		"ErrFromElsewhere": tree("main.js", "import { a } from 'https://example.com/a.js';\n"),
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
	var all string
	for _, name := range []string{"embed.js", "core.js"} {
		content, err := bundled(files, "assets/"+name)
		if err != nil {
			t.Fatal(err)
		}
		all += string(content)
	}
	err := fs.WalkDir(files, "assets", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".js" && name != "assets/core/types.js" && !strings.Contains(all, variable(name, "")) {
			t.Errorf("no bundle has %s", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
