package faye

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// clientEndpoint is where the server is, in the two forms that transports need.
type clientEndpoint struct {
	http, socket string
	name         string // for logs: a query may hold a token
}

// parseClientEndpoint reads an http(s) or ws(s) URL. A name and password in it
// go into the header, which works for both transports and stays out of logs.
func parseClientEndpoint(endpoint string, header http.Header) (clientEndpoint, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		var inside *url.Error
		if errors.As(err, &inside) {
			err = inside.Err // without the URL, which may hold a password
		}
		return clientEndpoint{}, fmt.Errorf("faye: endpoint: %w", err)
	}
	tail, ok := map[string]string{"http": "", "ws": "", "https": "s", "wss": "s"}[strings.ToLower(u.Scheme)]
	if !ok || u.Hostname() == "" {
		return clientEndpoint{}, errors.New("faye: endpoint is not a URL such as https://chat.example.com/faye")
	}
	if u.User != nil && header.Get("Authorization") == "" {
		password, _ := u.User.Password()
		pair := u.User.Username() + ":" + password
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	var e clientEndpoint
	u.Scheme = "http" + tail
	e.http = u.String()
	u.Scheme = "ws" + tail
	e.socket = u.String()
	e.name = "http" + tail + "://" + u.Host + u.Path
	return e, nil
}
