package bunstore_test

import "github.com/parleychat/parley/chat"

func message(client string) chat.Message {
	return chat.Message{ID: chat.MessageID("m-" + client), Room: "lobby", AuthorID: "ann", ClientID: client, Text: "text"}
}
