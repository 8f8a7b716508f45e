// Package ui is the chat in the browser: web components for any page, a page of its own
// that is made of them, and the chat without a page for programs. All of it is plain ES
// modules and style sheets, embedded as they are. There is no build step.
//
//	mux.Handle("/chat/", http.StripPrefix("/chat", ui.Handler()))
//
// A page of the host's shows a room with
//
//	<script type="module" src="/chat/embed.js"></script>
//	<parley-chat room="ref:order:42"></parley-chat>
//
// The elements find the API, the Bayeux endpoint and their own files relative to where
// they were loaded from, so they work under any mount. They run under the strictest content
// security policy, which the handler sends with its own page: nothing inline, nothing from
// other hosts, no string ever becomes markup or code.
//
// assets/core has no DOM: the Bayeux and REST clients, the rooms' state, the outbox.
// assets/browser joins that to a browser, and assets/view shows it; assets/element makes
// custom elements of views, assets/style is what they wear, assets/text what they say.
// Browsers get it as two bundles, embed.js and core.js, which the handler makes when it is
// made: see bundle.
package ui
