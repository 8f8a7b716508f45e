package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// axe holds what the window shows against the rules of axe-core, those of WCAG 2.2 AA and
// what is good practice, whatever their impact, but for some rules by name. What axe could
// not find out counts as broken too.
//
// It runs in a world of its own: the page's policies are as strict as ever, and the page
// does not see it.
func (w *window) axe(except ...string) (findings []string) {
	w.t.Helper()
	world := w.apart()
	if !evalIn[bool](w, world, `typeof axe === 'object'`) {
		source, err := os.ReadFile(filepath.Join(nodePath(w.t), "axe-core", "axe.min.js"))
		if err != nil {
			w.t.Fatal(err)
		}
		evalIn[bool](w, world, string(source)+"; true")
	}
	off := map[string]any{}
	for _, rule := range except {
		off[rule] = map[string]bool{"enabled": false}
	}
	for _, f := range evalIn[[]finding](w, world, fmt.Sprintf(axeJS, js(off))) {
		findings = append(findings, fmt.Sprintf("%s (%s) at %s: %s", f.Rule, f.Impact, f.At, strings.Join(strings.Fields(f.Why), " ")))
	}
	return findings
}

// finding is a rule that an element breaks.
type finding struct{ Rule, Impact, At, Why string }

// axeJS lists what axe finds. What it cannot find out is no finding where it could not be
// otherwise: the contrast of a picture character, of what lies under something or
// is scrolled out of sight, of a field with nothing in it; and the name of a button that is a picture character. Nor is it one
// that a menu, which is there for a moment and has the focus, is not within a landmark.
const axeJS = `axe.run(document, {
	preload: false, resultTypes: ['violations', 'incomplete'], rules: %s,
	runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then(({violations, incomplete}) => {
	const unasked = ['shortTextContent', 'nonBmp', 'bgOverlap', 'elmPartiallyObscured', 'elmPartiallyObscuring', 'emptyValue'];
	const isOpen = ({any, none}) => !any.some(({id, data}) => id === 'label-content-name-mismatch' || unasked.includes(data?.messageKey)) &&
		!none.some(({data}) => /exceeds the grid bounds/.test(data?.message));
	const list = (rules, counts) => rules.flatMap(({id, impact, nodes}) => nodes.filter((node) => counts(node, id)).map(({target, html, failureSummary, all, none, any}) => ({
		Rule: id, Impact: impact ?? '', At: target.flat().join(' ') + ' ' + html.slice(0, 160),
		Why: (failureSummary ?? '') + ' ' + JSON.stringify([...all, ...none, ...any].map(({data}) => data)),
	})));
	return [...list(violations, ({html}, id) => id !== 'region' || !html.includes(' popover=')), ...list(incomplete, isOpen)];
})`

// apart is a world of scripts beside the page's own.
func (w *window) apart() runtime.ExecutionContextID {
	w.t.Helper()
	frames := tell(w, page.GetFrameTree, cdp.Empty{})
	world := tell(w, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: frames.FrameTree.Frame.ID, WorldName: "apart"})
	return world.ExecutionContextID
}

// evalIn is eval in another world.
func evalIn[T any](w *window, world runtime.ExecutionContextID, expression string) (result T) {
	w.t.Helper()
	yes := true
	got := tell(w, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ContextID: world, AwaitPromise: &yes, ReturnByValue: &yes})
	if got.ExceptionDetails != nil {
		w.t.Fatalf("%.200s: %s %s", expression, got.ExceptionDetails.Text, described(got.ExceptionDetails.Exception))
	}
	if err := json.Unmarshal(got.Result.Value, &result); err != nil {
		w.t.Fatalf("%.200s: %v", expression, err)
	}
	return result
}
