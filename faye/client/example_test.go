package client_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/parleychat/parley/faye/client"
)

func ExampleHandler() {
	mux := http.NewServeMux()
	mux.Handle("/faye/client.js", client.Handler())
	mux.Handle("/faye/client.mjs", client.Handler())

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/faye/client.js", nil))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	// Output: 200 text/javascript; charset=utf-8
}
