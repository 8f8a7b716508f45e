package chat_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// The host attaches a file to a message, as a browser does with POST and PATCH below
// /api/v1/uploads. In production Blobs is a directory: see storage/blobdir.
func ExampleModule_CreateUpload() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Blobs: memory.NewBlobs()})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	shop, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "shop", Name: "The shop"})
	if err != nil {
		log.Fatal(err)
	}
	const invoice = "%PDF-1.7 … 42 EUR"
	up, err := m.CreateUpload(ctx, shop.ID, chat.UploadDraft{Name: "Invoice 42.pdf", Size: int64(len(invoice))})
	if err == nil {
		up, err = m.SendUpload(ctx, shop.ID, up.ID, 0, strings.NewReader(invoice))
	}
	if err != nil {
		log.Fatal(err)
	}
	msg, _, err := m.Post(ctx, shop.ID, m.Lobby(), chat.Draft{Text: "Thank you!", Attachments: []chat.FileID{up.ID}})
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range *msg.Attachments {
		fmt.Println(a.Name, a.Type, a.Size)
		_, file, err := m.OpenFile(ctx, shop.ID, a.ID)
		if err != nil {
			log.Fatal(err)
		}
		b, err := io.ReadAll(file)
		fmt.Println(string(b) == invoice, err, file.Close())
	}
	// Output:
	// Invoice 42.pdf application/pdf 19
	// true <nil> <nil>
}
