// Package chat is the chat that any Go web application can mount.
//
// A [Module] joins three interfaces: a [Storage] that keeps rooms and messages, an
// [Authenticator] that says who sent a request, and a [Publisher] that tells
// subscribers what happened. Each can be swapped alone. The module holds the rules
// and serves the page and the REST API as one http.Handler:
//
//	store, err := sqlite.Open(ctx, "chat.db", &sqlite.Options{Migrate: true})
//	...
//	m, err := chat.New(store, chat.AuthenticatorFunc(whoIs), nil)
//	...
//	mux.Handle("/chat/", http.StripPrefix("/chat", m.Handler()))
//
// What the API answers stands in openapi.yaml, which it serves at api/v1/openapi.yaml; the
// types in ui/api.d.ts, for programs in TypeScript, are made of it.
//
// Package adapters/fayechat adds the realtime side, for every Faye and CometD
// client, in one call.
//
// # Rooms, and who may do what
//
// A [Room] is public, private or direct, and may belong to something of the host's by its
// Ref: [Options.OpenRef] says what it shall be and whose when somebody comes to
// "ref:order:42" first. Members have a [Role] in it, which [RoomRoles] goes by; a host with
// other rules has a [Policy] of its own. Methods with an actor or a viewer ask it; those
// called Manage, and an empty UserID where it says so, are the host itself, which may all.
//
// # One counter per room
//
// Every change to a room raises its Rev by exactly one, in commit order, and is
// written to the room's log in the same transaction. After the commit the module
// reads the log and calls the Publisher in Rev order, again after an error: at least
// once, in order, without holes. A client that knows the last Rev it saw asks for
// the events after it and has missed nothing.
//
// # The host's transaction
//
// [Module.Within] is the module in a transaction of the host's: rooms, members and
// messages are committed together with the host's own rows, and told of then, or leave
// no trace. The other way round, the option InTx of storage/sqlite and storage/postgres
// has the host write its rows in the transaction of a message.
//
// # Hooks and consumers
//
// [Options.Before] are functions of the host that are asked first: they may change a
// draft, or refuse it with words for the person. [Module.Consume] has a function called
// with every committed event afterwards, at least once and in order per room, going on
// after a restart where it was; what it cannot take is put aside as a dead letter and can
// be redelivered.
//
// # Bots
//
// A bot is a [User] that is a program. [Module.CreateBot] makes one for a room, or for the
// whole module, and [Module.CreateBotToken] the tokens with which it comes over REST and
// Bayeux: "Authorization: Bearer pat_…". The module looks at those before it asks the
// Authenticator. What a token may do is limited by its scopes and rooms, which are a
// [Grant]; the host's own credentials may have one too, as [Identity].Grant.
//
// # Webhooks
//
// [Module.CreateIncoming] makes a path to which programs without a log-in post what shall be
// said in a room. With [Options.Webhooks] servers elsewhere are told what happens, by
// [Module.CreateWebhook]; [VerifyWebhook] is how they know that it comes from here.
//
// # Commands
//
// [Options.Commands] are functions of the host that people call by typing "/name" in a room.
//
// # Limits
//
// Over HTTP each user may post so much, and each address ask so much, as [Options.Limits]
// says; more is answered with 429 and when to come back. The host itself is not limited.
//
// # What a message says
//
// A message has its Text, as it was written, and if that is marked up in Markdown its
// Nodes: a tree of a dozen kinds of [Node] from which a client makes elements. Nobody
// makes HTML of what people write. A link leads to http, https or mailto, and not
// elsewhere than its label says; everything else stays text. [Options.PlainText] switches
// it off.
//
// "@ann" calls who has that handle, and "@room" everybody, if the policy allows it. Both
// are found in the Text when it is written, kept by ID, counted in [Unread] and listed by
// [Module.Mentions]. Who wants to be told of nothing in a room, by [Module.SetNotify], finds
// them in that list alone. A [Directory] of the host's has people be called, found and written to
// who never opened the chat.
//
// # Order in the house
//
// Moderators mute and ban, for a time or for good, see reports and close them, and set a
// pace for a room; each act of theirs is an [Act] in the audit log, written in the same
// transaction. Who is banned from a room does not find it any more, and who is banned from
// everything is told so: see [Module.Ban]. Moderators have no say over their equals and
// owners. Whom the host gives [RoleAdmin] (see [Identity] and [WithRoles]) does all that
// everywhere; of others the module does not know whether they are one. [Module.Block] is
// for everybody.
//
// # Attachments
//
// With [Options.Blobs] people attach files: they send one, piece by piece and again after a
// cut, and then post a message that names it; over HTTP any client of tus 1.0.0 can, and
// from Go [Module.CreateUpload]. What a file is its bytes tell, not its sender. Who may read
// the room may read it, served so that nothing in it can run. It goes with its message, and
// after [Uploads].KeepWaiting if none came; see [Module.Sweep].
//
// # Search
//
// [Module.Search] finds messages by their words, in a language of its own that no database
// ever sees: [Words] takes texts and queries apart, the same for every storage. Whoever
// posts does not wait for the index; what they said is found a moment later.
//
// # Keeping and forgetting
//
// A room keeps its messages for RetentionDays, and the log reaches back for
// [Options.KeepLog]: [Module.Sweep], which runs by itself, removes what is older, and
// who asks for that is told to start afresh. [Module.EraseUser] leaves no word of a
// person. [Module.ExportRoom] and [Module.ExportUser] write lines of JSON that
// [Module.Import] takes in, here or on another database.
//
// # What nobody keeps
//
// Who types, who is there and how far the others have read is told to those who are
// connected, as a [Signal] through [Options.Live], and stands in no log. Whoever comes
// later asks for it; see [Module.Typing], [Module.Presence] and [Module.Reads]. What of it
// others see of them is for everybody to choose; see [Preferences].
//
// # Errors
//
// Methods return errors to be matched with errors.Is against the sentinels of this
// package. What matches none of them is an outage.
package chat
