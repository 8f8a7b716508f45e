package faye

import (
	"io"
	"net/http"
	"strconv"

	"github.com/gorilla/websocket"
)

// ServeHTTP answers any path below its mount: clients append "/handshake" and
// the like as they please. GET of "client.js", "client.mjs" and "<mount>.js"
// serves the browser client.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	script := scriptName(r)
	switch {
	case s.gate.isShut():
		unavailable(w)
	case script != "":
		s.serveScript(w, r, script)
	case isPreflight(r):
		s.servePreflight(w, r)
	case !s.originAllowed(r):
		s.refuseOrigin(w, r)
	case websocket.IsWebSocketUpgrade(r) && s.offers(webSocket):
		s.serveSocket(w, r)
	case r.Method == http.MethodPost:
		s.servePost(w, r)
	case isStream(r) && s.offers(eventSource):
		s.serveStream(w, r)
	case r.Method == http.MethodGet && s.offers(callbackPolling) && r.URL.Query().Has("message"):
		s.serveCallback(w, r)
	default:
		badRequest(w)
	}
}

func badRequest(w http.ResponseWriter) { plainText(w, http.StatusBadRequest, "Bad request") }

// unavailable sends clients away from a server that is shutting down.
func unavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	w.Header().Set("Connection", "close")
	plainText(w, http.StatusServiceUnavailable, "Shutting down")
}

func plainText(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
