// Package ui is the chat's page for browsers: one HTML file, plain ES modules and
// style sheets, embedded as they are. There is no build step.
//
//	mux.Handle("/chat/", http.StripPrefix("/chat", ui.Handler()))
//
// The page finds the API, the Bayeux endpoint and its own files relative to where
// it was loaded from, so it works under any mount. It runs under the strictest
// content security policy, which the handler sends: nothing inline, nothing from
// other hosts, no string ever becomes markup or code.
//
// assets/core has no DOM: the Bayeux and REST clients, the room's state, the
// outbox. assets/view shows it. assets/app.js joins the two.
package ui
