package chat_test

import (
	"context"
	"fmt"
	"html"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A host that sends messages on as HTML makes an element for each node that it knows, and
// escapes all that is text.
func ExampleNode() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})

	var letter func(list []chat.Node) string
	letter = func(list []chat.Node) (out string) {
		for _, n := range list {
			inside := html.EscapeString(n.Text) + letter(n.Nodes)
			switch n.Kind {
			case chat.NodeStrong:
				inside = "<b>" + inside + "</b>"
			case chat.NodeLink:
				inside = `<a href="` + html.EscapeString(n.URL) + `">` + inside + "</a>"
			case chat.NodeBreak:
				inside = "<br>"
			}
			out += inside
		}
		return out
	}
	for _, text := range []string{"**Lunch?** https://menu.example <3", "[menu](javascript:alert(1)), *really*", "12 < 13"} {
		msg, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text})
		switch {
		case err != nil:
			log.Fatal(err)
		case msg.Nodes == nil: // plain
			fmt.Println(html.EscapeString(msg.Text))
		default:
			fmt.Println(letter(*msg.Nodes))
		}
	}
	// Output:
	// <b>Lunch?</b> <a href="https://menu.example">https://menu.example</a> &lt;3
	// [menu](javascript:alert(1)), really
	// 12 &lt; 13
}
