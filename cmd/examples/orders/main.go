// Command orders is a small web shop with users, a log-in and sessions of its own, and in
// the page of each order a room for the customer and the clerk.
//
//	go run ./cmd/examples/orders
//
// Log in as ann (a customer), sam (the clerk) or eve (another customer); the password is the
// name. What is of interest: shop.chat mounts the chat, shop.openRoom says whose room it is,
// shop.whoIs hands the shop's own session on, and order.html has the element in it. With
// --page the orders are shown by the app in ../vue instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/parleychat/parley/storage/memory"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	page := flag.String("page", "", "the directory of a built page to show orders with, such as cmd/examples/vue/dist")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *addr, *page); err != nil {
		slog.New(slog.NewTextHandler(os.Stderr, nil)).Error("orders", "error", err)
		os.Exit(1) //nolint:gocritic // nothing is left to be undone
	}
}

// run serves the shop until ctx ends.
func run(ctx context.Context, addr, page string) error {
	var built fs.FS
	if page != "" {
		built = os.DirFS(page)
	}
	s, err := newShop(memory.New(), built)
	if err != nil {
		return err
	}
	srv := &http.Server{Addr: addr, Handler: s, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	fmt.Printf("The shop is at http://%s/\n", addr)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, s.node.Shutdown(last), srv.Shutdown(last))
}
