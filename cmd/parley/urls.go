package main

import (
	"fmt"
	"net/url"
	"strings"
)

// originOf is the origin of the public URL as browsers write it: in lower case, without
// the port that goes without saying (RFC 6454, section 6.2).
func originOf(publicURL string) (string, error) {
	if publicURL == "" {
		return "", nil
	}
	u, err := url.Parse(publicURL)
	if err != nil || !isWeb(u) || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("--public-url %q is not of the form https://host[:port]", publicURL)
	}
	host := strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; strings.HasSuffix(host, port) {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host, nil
}

// checkAfterLogin takes what browsers can be sent to: an http or https URL, or a path of
// this site, which no backslash and no second slash turns into another one.
func checkAfterLogin(to string) error {
	u, err := url.Parse(to)
	switch {
	case to == "":
		return nil
	case err == nil && isWeb(u):
		return nil
	case err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(to, "/") && !strings.Contains(to, `\`):
		return nil
	}
	return fmt.Errorf("--after-login %q is neither an http or https URL nor a path such as /chat", to)
}

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }
