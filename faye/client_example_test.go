package faye_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/parleychat/parley/faye"
)

// A client subscribes, publishes, and is closed. It connects by itself.
func ExampleClient() {
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open()})
	if err != nil {
		fmt.Println(err)
		return
	}
	host := httptest.NewServer(server)
	defer host.Close()
	defer func() { _ = server.Shutdown(context.Background()) }()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := faye.NewClient(host.URL+"/faye", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	got := make(chan faye.Delivery)
	_, err = client.Subscribe(ctx, "/news/**", func(d faye.Delivery) { got <- d })
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := client.Publish(ctx, "/news/today", map[string]string{"hello": "world"}); err != nil {
		fmt.Println(err)
		return
	}
	d := <-got
	fmt.Println(d.Channel, string(d.Data))
	fmt.Println(client.Close(ctx))
	// Output:
	// /news/today {"hello":"world"}
	// <nil>
}

// An extension adds a secret to what is published, for a server that wants one.
func ExampleClientExtension() {
	server, err := faye.NewServer(&faye.Options{
		Policy:     faye.Open(),
		Extensions: []faye.Extension{faye.RequireSecret("meh", faye.GuardPublish)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	host := httptest.NewServer(server)
	defer host.Close()
	defer func() { _ = server.Shutdown(context.Background()) }()

	secret := faye.ClientExtension{Outgoing: func(m *faye.Message) {
		if m.Channel == "/messages" {
			if err := m.SetExt("secret", "meh"); err != nil {
				m.Error = err.Error()
			}
		}
	}}
	client, err := faye.NewClient(host.URL+"/faye", &faye.ClientOptions{Extensions: []faye.ClientExtension{secret}})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	defer func() { _ = client.Close(ctx) }()
	fmt.Println(client.Publish(ctx, "/messages", "hello"))
	err = client.Publish(ctx, "/other", "hello")
	var refusal *faye.Error
	fmt.Println(errors.As(err, &refusal), err)
	// Output:
	// <nil>
	// true faye: publish to /other: 403:/other:Forbidden channel
}
