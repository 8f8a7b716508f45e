package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// install puts programs of these names, and nothing else, into PATH.
func install(t *testing.T, names ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("PATH", dir)
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		installed []string
		want      string
	}{
		"Chromium":  {[]string{"chromium"}, "chromium"},
		"Chrome":    {[]string{"google-chrome-stable"}, "google-chrome-stable"},
		"TheBest":   {[]string{"headless-shell", "google-chrome", "chromium-browser"}, "chromium-browser"},
		"ErrNoneIs": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := install(t, c.installed...)
			got, err := find()
			if c.want == "" {
				if mac := "/Applications/"; err == nil && !strings.HasPrefix(got, mac) {
					t.Errorf("found %s", got)
				}
				return
			}
			if err != nil || got != filepath.Join(dir, c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestInstallAgrees: what the tests would find, .ci/install does not install again.
func TestInstallAgrees(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	script, err := os.ReadFile("../../.ci/install")
	if err != nil {
		t.Fatal(err)
	}
	functions := ""
	for _, name := range []string{"have() {", "has_browser() {"} {
		_, rest, begins := strings.Cut(string(script), "\n"+name)
		body, _, ends := strings.Cut(rest, "}\n")
		if !begins || !ends {
			t.Fatalf(".ci/install has no %s", name)
		}
		functions += name + body + "}\n"
	}
	for name := range strings.Lines(programs) {
		if name = strings.TrimSpace(name); strings.Contains(name, "/") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			install(t, name)
			cmd := exec.Command(bash, "-c", functions+"has_browser")
			cmd.Dir = "../.."
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("has_browser: %v %s", err, out)
			}
		})
	}
	t.Run("ErrNoneIs", func(t *testing.T) {
		if _, err := os.Stat("/Applications"); err == nil {
			t.Skip("a browser may be there")
		}
		install(t)
		cmd := exec.Command(bash, "-c", functions+"has_browser")
		cmd.Dir = "../.."
		if err := cmd.Run(); err == nil {
			t.Error("has_browser finds one where there is none")
		}
	})
}
