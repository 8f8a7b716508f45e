package chat

import (
	"net/http"
	"net/netip"
	"time"
)

// What the tests of package chat_test hold against openapi.yaml.

// Patterns are the routes of this package, the page and Bayeux aside.
func (m *Module) Patterns() []string {
	var all []string
	for _, routes := range []map[string]endpoint{m.v1Routes(), m.v1LongRoutes(), m.seedRoutes(), m.hookRoutes()} {
		for pattern := range routes {
			all = append(all, pattern)
		}
	}
	for path := range m.probes() {
		all = append(all, "GET "+path)
	}
	return all
}

// RouteScope is the scope that a route takes; empty: no token may use it.
func RouteScope(pattern string) string { return routeScopes[pattern] }

// RouteScopes are the scopes by route.
func RouteScopes() map[string]string { return routeScopes }

// Permits tells whether a webhook may lead to the address.
func Permits(a netip.Addr, allowed ...netip.Prefix) bool { return netGuard{allowed}.permits(a) }

// RetryIn reads a Retry-After.
func RetryIn(value string, now time.Time) time.Duration { return retryIn(value, now) }

// CallBy has webhooks called by that transport.
func (m *Module) CallBy(rt http.RoundTripper) { m.courier.client.Transport = rt }

// Contract is the embedded document.
func Contract() []byte { return contract }

// ProblemCodes are the codes that a problem can have, by status.
func ProblemCodes() map[int][]string {
	codes := map[int][]string{
		http.StatusGone: {"replay_expired"}, // which only Module.problem knows
		internal.status: {internal.code},
	}
	for _, f := range failures {
		codes[f.status] = append(codes[f.status], f.code)
	}
	return codes
}

// Answers are the types of what is sent, by the name of their schema.
func Answers() map[string]any {
	return map[string]any{
		"User": User{}, "Room": Room{}, "ViewedRoom": roomJSON{}, "Viewer": viewerJSON{},
		"Member": Member{}, "Place": placeJSON{}, "Unread": Unread{},
		"Invite": Invite{}, "NewInvite": newInviteJSON{}, "Accepted": acceptedJSON{},
		"Message": Message{}, "Attachment": Attachment{}, "Upload": Upload{}, "Node": Node{}, "Quote": Quote{}, "Thread": Thread{},
		"Bot": Bot{}, "BotToken": BotToken{}, "NewBotToken": newTokenJSON{},
		"BotPage": idPageJSON[Bot, UserID]{}, "BotTokenPage": idPageJSON[BotToken, TokenID]{},
		"IncomingWebhook": IncomingWebhook{}, "NewIncomingWebhook": newIncomingJSON{}, "IncomingWebhookPage": idPageJSON[IncomingWebhook, UserID]{},
		"Webhook": Webhook{}, "NewWebhook": newWebhookJSON{}, "WebhookPage": idPageJSON[Webhook, WebhookID]{},
		"Delivery": Delivery{}, "FailurePage": failuresJSON{}, "FailureCursor": failuresCursor{},
		"Command": Command{}, "CommandList": commandListJSON{}, "CommandResult": CommandResult{},
		"MessagePage": messagesJSON{}, "SeqCursor": messagesJSON{}.Page, "EventPage": eventsJSON{},
		"ListedRoom": listedJSON{}, "Preview": Preview{}, "RoomPage": idPageJSON[listedJSON, RoomID]{}, "PlacePage": idPageJSON[placeJSON, UserID]{},
		"InvitePage": idPageJSON[Invite, InviteID]{}, "UnreadPage": idPageJSON[Unread, RoomID]{},
		"IDCursor": idPageJSON[Room, RoomID]{}.Page,
		"Tally":    Tally{}, "Bookmark": Bookmarked{}, "Revision": Revision{},
		"PinPage": newestJSON[Message]{}, "BookmarkPage": newestJSON[Bookmarked]{}, "ThreadNews": threadJSON{}, "ThreadRead": threadReadJSON{}, "Followed": Followed{}, "FollowedPage": newestIDsJSON[Followed, MessageID]{}, "UserPage": idPageJSON[User, UserID]{}, "MentionPage": newestIDsJSON[Message, MessageID]{}, "NewestIDCursor": newestIDsJSON[Message, MessageID]{}.Page, "RevisionPage": newestJSON[Revision]{}, "NewestCursor": newestJSON[Message]{}.Page,
		"HitPage": hitsJSON{}, "HitCursor": hitsJSON{}.Page, "Hit": Hit{}, "Range": Range{},
		"Me": meJSON{}, "Preferences": preferencesJSON{}, "Read": readJSON{}, "Receipt": receiptJSON{}, "Typist": typistJSON{}, "Attendee": attendeeJSON{},
		"ReceiptPage": idPageJSON[receiptJSON, UserID]{}, "AttendeePage": idPageJSON[attendeeJSON, UserID]{},
		"Notify": notifyJSON{}, "RoomNotify": roomNotifyJSON{}, "Sanction": sanctionJSON{}, "RestraintNow": restraintJSON{}, "Block": Blocked{},
		"Report": Report{}, "Act": Act{}, "SanctionPage": idPageJSON[sanctionJSON, UserID]{}, "ReportPage": idPageJSON[Report, ReportID]{},
		"BlockPage": newestJSON[Blocked]{}, "ActPage": actPage{}, "ActCursor": actPage{}.Page, "Blocking": erasedJSON{},
		"Lost": idJSON{}, "MemberNow": memberJSON{}, "Expired": expiredJSON{}, "Erased": erasedJSON{},
		"Meta": metaJSON{}, "Login": Login{}, "Limits": metaLims{},
		"Problem": problemJSON{}, "FieldProblem": fieldProblem{},
		"SeedUser": SeedUser{}, "SeedMessage": SeedMessage{}, "SeedError": seedError{},
		"SeedList": envelope{}, "SeedOne": envelope{}, "SeedGone": envelope{}, "SeedMe": envelope{}, "SeedFailure": envelope{},
	}
}

// Bodies are the types of what is received, by the name of their schema.
func Bodies() map[string]any {
	return map[string]any{
		"UploadDraft": UploadDraft{}, "Draft": Draft{}, "Edit": Edit{}, "RoomDraft": RoomDraft{}, "RoomEdit": RoomEdit{}, "PlaceDraft": placeDraft{},
		"BotDraft": BotDraft{}, "HookDraft": HookDraft{}, "WebhookDraft": WebhookDraft{}, "WebhookEdit": WebhookEdit{}, "TokenDraft": TokenDraft{},
		"InviteDraft": InviteDraft{}, "MeEdit": meEdit{}, "PreferencesEdit": meEdit{}.Preferences, "ReadMark": readMark{}, "ThreadMark": threadMark{}, "Farewell": farewell{}, "SeedDraft": seedDraft{},
		"NotifyDraft": notifyDraft{}, "SanctionDraft": SanctionDraft{}, "ReportDraft": ReportDraft{}, "ReportClosing": ReportClosing{},
	}
}
