package githubauth

import (
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// handler answers GET with f, and with a page that says what went wrong when f does
// not answer.
func (g *GitHub) handler(f func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		// The URL of the callback holds a code, which is nobody else's business.
		w.Header().Set("Referrer-Policy", "no-referrer")
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "log in with GET", http.StatusMethodNotAllowed)
			return
		}
		if err := f(w, r); err != nil {
			g.fail(w, r, err)
		}
	})
}

// fail tells the person what they can do, and the log what the operator can.
func (g *GitHub) fail(w http.ResponseWriter, r *http.Request, err error) {
	told := &refusal{status: http.StatusInternalServerError, message: "Something went wrong here.", cause: err}
	_ = errors.As(err, &told)
	if told.cause != nil && r.Context().Err() == nil {
		level := slog.LevelError
		if told.status < http.StatusInternalServerError {
			level = slog.LevelDebug
		}
		g.opts.Logger.Log(r.Context(), level, "log-in with GitHub failed", "status", told.status, "error", err)
	}
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, told.message+" Please try again.", told.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.WriteHeader(told.status)
	_, _ = io.WriteString(w, g.page(r, told.message))
}

// page says what went wrong, and where to go from there.
func (g *GitHub) page(r *http.Request, message string) string {
	links := `<a href="` + html.EscapeString(g.opts.After) + `">Go back</a>`
	if again := loginPath(r); again != "" {
		links = `<a href="` + html.EscapeString(again) + `">Try again</a> or ` + links
	}
	return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not logged in</title></head>
<body><h1>Not logged in</h1><p>` + html.EscapeString(message) + `</p><p>` + links + `</p></body>
</html>
`
}
