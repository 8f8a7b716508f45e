package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/parleychat/parley/chat"
)

//go:embed *.html style.css
var files embed.FS

// pages serves what is to be seen. With a built page, that one shows the orders.
func (s *shop) pages(mux *http.ServeMux, built fs.FS) {
	views := template.Must(template.ParseFS(files, "*.html"))
	mux.HandleFunc("GET /{$}", s.mine(func(w http.ResponseWriter, _ *http.Request, who string) {
		show(w, views, "orders.html", map[string]any{"Who": who, "Orders": s.ordersOf(who)})
	}))
	mux.HandleFunc("GET /orders/{id}", s.mine(func(w http.ResponseWriter, r *http.Request, who string) {
		o := s.orders[r.PathValue("id")]
		if !o.concerns(who) {
			http.NotFound(w, r)
			return
		}
		show(w, views, "order.html", o)
	}))
	mux.HandleFunc("GET /api/orders", s.mine(func(w http.ResponseWriter, _ *http.Request, who string) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.ordersOf(who))
	}))
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) { show(w, views, "login.html", nil) })
	mux.HandleFunc("POST /login", s.logIn)
	mux.HandleFunc("POST /logout", s.logOut)
	mux.Handle("GET /style.css", http.FileServerFS(files))
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	if built != nil {
		mux.Handle("GET /app/", http.StripPrefix("/app", http.FileServerFS(built)))
	}
}

// mine is a page for those who are logged in; others are sent to do so.
func (s *shop) mine(serve func(w http.ResponseWriter, r *http.Request, who string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who := s.sessions.of(r); who != "" {
			serve(w, r, who)
			return
		}
		http.Redirect(w, r, "/login", http.StatusSeeOther)
	}
}

func show(w http.ResponseWriter, views *template.Template, name string, about any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := views.ExecuteTemplate(w, name, about); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
	}
}

func (s *shop) logIn(w http.ResponseWriter, r *http.Request) {
	who := r.PostFormValue("name")
	if !knows(who, r.PostFormValue("password")) {
		http.Error(w, "there is nobody with that name and password", http.StatusUnauthorized)
		return
	}
	s.sessions.begin(w, r, who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// logOut ends the session here, and with it what the chat has open for it.
func (s *shop) logOut(w http.ResponseWriter, r *http.Request) {
	who := s.sessions.of(r)
	s.sessions.end(w, r)
	if who != "" {
		if err := s.node.Module.SignOut(r.Context(), chat.Identity{Provider: "shop", Subject: who}); err != nil {
			http.Error(w, "the chat may go on for a while", http.StatusInternalServerError)
			return
		}
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
