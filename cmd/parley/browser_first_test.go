package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// firstMessage: once the module is there, the first message needs one round trip and no
// second: the server answers only what was asked before it had answered anything, and of
// that no more than the messages and the words.
func firstMessage(t *testing.T, b *chromium) {
	p := start(t)
	said := p.guest("Carol").say("here already")
	for name, path := range map[string]string{"Page": "/", "Element": "/host"} {
		t.Run(name, func(t *testing.T) {
			messages, words := make(chan struct{}), make(chan struct{})
			url := proxy(t, p.url, func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case r.URL.Path == "/host":
					w.Header().Set("Content-Type", "text/html")
					_, _ = io.WriteString(w, `<!doctype html><meta charset="utf-8"><script type="module" src="embed.js"></script><parley-chat></parley-chat>`)
					return true
				case r.URL.Path == "/favicon.ico":
					w.WriteHeader(http.StatusNoContent)
					return true
				case strings.HasSuffix(r.URL.Path, "/rooms/lobby/messages"):
					once(messages, words)
				case strings.HasSuffix(r.URL.Path, "/en.json"):
					once(words, messages)
				case strings.HasPrefix(r.URL.Path, "/api/"), strings.HasPrefix(r.URL.Path, "/faye"):
					<-r.Context().Done() // never answered
					return true
				}
				return false
			}, nil)
			w := b.blank(t)
			w.watched()
			w.perform(chromedp.Navigate(url + path))
			w.reads(rowOf(said.Seq)+" "+named("message-text"), "here already")
		})
	}
}

// once says that this was asked for, and waits until the other was, too; each comes once.
func once(asked, other chan struct{}) {
	close(asked)
	<-other
}
