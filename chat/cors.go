package chat

import (
	"net/http"
	"slices"
)

// CORS lets the pages of Options.Origins call a handler with the user's cookie, and
// answers their preflights, as the API does: a host wraps its log-in and log-out with it.
// For all other pages it adds nothing, which is a no to those who ask first; the handler
// protects itself from those who do not.
// Source: the Fetch standard, section "CORS protocol".
func (m *Module) CORS(next http.Handler) http.Handler {
	origins := m.opts.Origins
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		allowed := origin != "" && slices.Contains(origins, origin)
		if allowed {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Credentials", "true")
			h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, Idempotent-Replayed, RateLimit, RateLimit-Policy, "+
				"Tus-Resumable, Tus-Version, Upload-Offset, Upload-Length, Upload-Expires, Content-Disposition")
		}
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			next.ServeHTTP(w, r)
			return
		}
		if allowed {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
			h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, X-Requested-With, "+
				"Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset")
			h.Set("Access-Control-Max-Age", "600")
		}
		w.WriteHeader(http.StatusNoContent)
	})
}
