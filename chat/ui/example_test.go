package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/parleychat/parley/chat/ui"
)

func ExampleHandler() {
	mux := http.NewServeMux()
	mux.Handle("/chat/", http.StripPrefix("/chat", ui.Handler()))

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/chat/", nil))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	// Output: 200 text/html; charset=utf-8
}
