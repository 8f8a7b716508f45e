package sqlite_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/storage/internal/drivertest"
)

// hook lets a spy see every query.
type hook struct{ spy *drivertest.Spy }

func (hook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (h hook) AfterQuery(_ context.Context, ev *bun.QueryEvent)                 { h.spy.Note(ev.Query) }

// plans are what the plan of each call must have in it.
var plans = map[string][]string{
	"History":                  {"sqlite_autoindex_chat_messages_2"},
	"HistoryForwards":          {"sqlite_autoindex_chat_messages_2"},
	"HistoryWithoutTombstones": {"chat_messages_visible"},
	"MainFlow":                 {"chat_messages_main"},
	"Thread":                   {"chat_messages_thread (thread=? AND seq<?)"},
	"Threads":                  {"chat_messages_thread (thread=?)"},
	"Events":                   {"PRIMARY KEY (room_id=? AND rev>?)"},
	"MessageBySeq":             {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq=?)"},
	"Message":                  {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"SentAgain":                {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)"},
	"AddMessage":               {"sqlite_autoindex_chat_rooms_1 (id=?)"},
	"MessagesByID":             {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"UpdateMessage":            {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"ImportMessages":           {"sqlite_autoindex_chat_messages_3 (room_id=? AND author_id=? AND client_id=?)"},
	"SaveUser":                 {"sqlite_autoindex_chat_users_2 (provider=? AND subject=?)"},
	"User":                     {"sqlite_autoindex_chat_users_1 (id=?)"},
	"UserBySubject":            {"sqlite_autoindex_chat_users_2 (provider=? AND subject=?)"},
	"Users":                    {"sqlite_autoindex_chat_users_1 (id=?)"},
	"Room":                     {"sqlite_autoindex_chat_rooms_1 (id=?)"},
	"RoomBySlug":               {"chat_rooms_slug (slug=?)"},
	"Member":                   {"PRIMARY KEY (room_id=? AND user_id=?)"},
	"Members":                  {"PRIMARY KEY (room_id=? AND user_id>?)"},
	"Revoked":                  {"PRIMARY KEY (token_id=?)"},
	"Revoke":                   {"chat_revocations_until (until<?)"},
	"Cursor":                   {"PRIMARY KEY (consumer=? AND room_id=?)"},
	"MoveCursor":               {"SEARCH n USING PRIMARY KEY (name=?)"},
	"MoveCursorFar":            {"SEARCH r USING COVERING INDEX sqlite_autoindex_chat_rooms_1 (id=?)"},
	"Behind":                   {"SEARCH c USING PRIMARY KEY (consumer=? AND room_id=?)"},
	"BehindFromTheStart":       {"SEARCH r USING INDEX sqlite_autoindex_chat_rooms_1 (id>?)"},
	"UpdateRoom":               {"SEARCH r USING INDEX sqlite_autoindex_chat_rooms_1 (id=?)"},
	"AdvanceRoom":              {"chat_events USING PRIMARY KEY (room_id=? AND rev<?)"},
	"RoomByRef":                {"chat_rooms_ref (ref=?)"},
	"RoomsAll":                 {"sqlite_autoindex_chat_rooms_1 (id>?)"},
	"UpdateMember":             {"chat_members USING PRIMARY KEY (room_id=? AND user_id=?)", "sqlite_autoindex_chat_rooms_1 (id=?)"},
	"Invites":                  {"chat_invites_room (room_id=? AND id>?)"},
	"InviteByKey":              {"sqlite_autoindex_chat_invites_2 (key=?)"},
	"MarkRead":                 {"chat_members USING PRIMARY KEY (room_id=? AND user_id=?)"},
	"MarkReadBack":             {"chat_members USING PRIMARY KEY (room_id=? AND user_id=?)"},
	"UpdatePreferences":        {"sqlite_autoindex_chat_users_1 (id=?)"},
	"MessagesBy":               {"chat_messages_author (author_id=? AND id>?)"},
	"ExpireMessages":           {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq<?)"},
	"ExpireMessagesOfNone":     {"SEARCH chat_messages USING INDEX sqlite_autoindex_chat_messages_2 (room_id=?)"},
	"PruneEvents":              {"SEARCH e USING PRIMARY KEY (room_id=?)"},
	"Letters":                  {"SEARCH l USING PRIMARY KEY (consumer=? AND (room_id,rev)>(?,?))"},
	"AddLetter":                {"PRIMARY KEY"},
	"RemoveLetter":             {"PRIMARY KEY (consumer=? AND room_id=? AND rev=?)"},
	"DropConsumer":             {"chat_cursors USING PRIMARY KEY (consumer=?)"},
	"Rooms":                    {"chat_rooms_kind (kind=? AND id>?)", "chat_members_user (user_id=? AND room_id>?)", "chat_rooms_1 (id=?)"},
	"Unread":                   {"chat_members_user (user_id=? AND room_id>?)", "chat_messages_visible (room_id=? AND seq>? AND seq<?)", "chat_messages_main (room_id=?)", "x USING PRIMARY KEY (user_id=? AND room_id=? AND seq>?)"},
	"UnreadIn":                 {"PRIMARY KEY (room_id=? AND user_id=?)", "chat_messages_visible (room_id=? AND seq>? AND seq<?)", "chat_messages_main (room_id=?)", "x USING PRIMARY KEY (user_id=? AND room_id=? AND seq>?)"},
	"SetReaction":              {"chat_reactions USING PRIMARY KEY (message_id=?)"},
	"SetReactionOff":           {"chat_reactions USING PRIMARY KEY (message_id=? AND emoji=? AND user_id=?)"},
	"Tallies":                  {"chat_reactions USING PRIMARY KEY (message_id=?)"},
	"Reactions":                {"chat_reactions_room (room_id=? AND rev>?)"},
	"ReactionsBy":              {"chat_reactions_user (user_id=? AND (room_id,rev)>(?,?))"},
	"ImportReactions":          {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"Pin":                      {"chat_messages_pinned (room_id=?)"},
	"Pins":                     {"chat_messages_pinned (room_id=? AND seq<?)"},
	"Edit":                     {"sqlite_autoindex_chat_revisions_1 (message_id=? AND n<?)"},
	"Revisions":                {"sqlite_autoindex_chat_revisions_1 (message_id=? AND n<?)"},
	"RemoveRevision":           {"sqlite_autoindex_chat_revisions_1 (message_id=? AND n=?)"},
	"SetBookmark":              {"chat_bookmarks USING COVERING INDEX chat_bookmarks_rev (user_id=?)"},
	"Bookmarks":                {"chat_bookmarks_rev (user_id=? AND rev<?)"},
	"SetSanction":              {"SEARCH m USING PRIMARY KEY (room_id=? AND user_id=?)", "sqlite_autoindex_chat_rooms_1 (id=?)"},
	"LiftSanction":             {"sqlite_autoindex_chat_sanctions_1 (user_id=? AND room_id=? AND kind=?)"},
	"SanctionsOn":              {"sqlite_autoindex_chat_sanctions_1 (user_id=? AND room_id=?)"},
	"Sanctions":                {"chat_sanctions_room (room_id=? AND kind=? AND user_id>?)"},
	"SanctionsOf":              {"sqlite_autoindex_chat_sanctions_1 (user_id=? AND (room_id,kind)>(?,?))"},
	"SetBlock":                 {"chat_blocks USING COVERING INDEX chat_blocks_rev (user_id=?)"},
	"Blocks":                   {"chat_blocks_rev (user_id=? AND rev<?)"},
	"BlocksAmong":              {"PRIMARY KEY (user_id=? AND other_id=?)"},
	"AddReport":                {"sqlite_autoindex_chat_reports_2 (message_id=? AND reporter_id=?)"},
	"CloseReport":              {"sqlite_autoindex_chat_reports_1 (id=?)"},
	"Report":                   {"sqlite_autoindex_chat_reports_1 (id=?)"},
	"Reports":                  {"chat_reports_room (room_id=? AND status=? AND id>?)"},
	"ReportsEverywhere":        {"chat_reports_status (status=? AND id>?)"},
	"ReportsBy":                {"chat_reports_reporter (reporter_id=? AND id>?)"},
	"Acts":                     {"chat_acts_room (room_id=? AND id<?)"},
	"ActsEverywhere":           {"sqlite_autoindex_chat_acts_1 (id<?)"},
	"ActsOn":                   {"chat_acts_user (user_id=? AND id<?)"},
	"PruneActs":                {"sqlite_autoindex_chat_acts_1"},
	"AddMessageIf":             {"PRIMARY KEY (room_id=? AND user_id=?)", "sqlite_autoindex_chat_rooms_1 (id=?)"},
	"SetNotify":                {"chat_members USING PRIMARY KEY (room_id=? AND user_id=?)"},
	"ImportOrder":              {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"AddFile":                  {"chat_files_user (user_id=? AND message_id=?)", "sqlite_autoindex_chat_users_1 (id=?)"},
	"UpdateFile":               {"sqlite_autoindex_chat_files_1 (id=?)"},
	"Attach":                   {"sqlite_autoindex_chat_files_1 (id=?)"},
	"File":                     {"sqlite_autoindex_chat_files_1 (id=?)"},
	"FilesByID":                {"sqlite_autoindex_chat_files_1 (id=?)"},
	"FilesOf":                  {"chat_files_message (message_id=?)"},
	"ImportFiles":              {"sqlite_autoindex_chat_messages_1 (id=?)", "chat_dropped USING PRIMARY KEY (id=?)"},
	"DropFile":                 {"sqlite_autoindex_chat_files_1 (id=?)"},
	"DropWaiting":              {"chat_files_waiting (created_at<?)"},
	"Dropped":                  {"SCAN chat_dropped"},
	"ForgetFile":               {"chat_dropped USING PRIMARY KEY (id=?)"},
	"Unindexed":                {"sqlite_autoindex_chat_rooms_1 (id>?)", "sqlite_autoindex_chat_messages_2 (room_id=? AND seq>?)"},
	"IndexMessages":            {"sqlite_autoindex_chat_messages_2 (room_id=? AND seq>?)", "chat_indexed USING PRIMARY KEY (room_id=?)"},
	"SearchWords":              {"chat_terms VIRTUAL TABLE INDEX 0:M1", "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)", "PRIMARY KEY (room_id=? AND user_id=?)"},
	"SearchWordsInRoom":        {"chat_terms VIRTUAL TABLE INDEX 0:M1", "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)"},
	"SearchAuthor":             {"chat_findable_author (author_id=?)", "SEARCH x EXISTS USING PRIMARY KEY (message_id=?)"},
	"SearchRoom":               {"chat_findable_room (room_id=?)", "chat_messages_thread (thread=?)"},
	"SearchEverywhere":         {"sqlite_autoindex_chat_findable_1 (message_id<?)"},
	"AddBot":                   {"chat_bots_room (room_id=? AND hook=?)"},
	"Bot":                      {"SEARCH b USING PRIMARY KEY (user_id=?)"},
	"Bots":                     {"chat_bots_room (room_id=? AND hook=? AND user_id>?)"},
	"AddBotToken":              {"chat_bot_tokens_bot (bot_id=?)"},
	"BotTokenByKey":            {"sqlite_autoindex_chat_bot_tokens_2 (key=?)"},
	"BotTokens":                {"chat_bot_tokens_bot (bot_id=? AND id>?)"},
	"UseBotToken":              {"chat_bot_tokens USING PRIMARY KEY (id=?)"},
	"RemoveBotToken":           {"chat_bot_tokens USING PRIMARY KEY (id=?)"},
	"RemoveBot":                {"chat_bot_tokens_bot (bot_id=?)"},
	"AddWebhook":               {"chat_webhooks_room (room_id=?)"},
	"Webhook":                  {"PRIMARY KEY (id=?)"},
	"Webhooks":                 {"chat_webhooks_room (room_id=? AND id>?)"},
	"UpdateWebhook":            {"PRIMARY KEY (id=?)"},
	"AddDelivery":              {"SEARCH w USING PRIMARY KEY (id=?)"},
	"NextDelivery":             {"(webhook_id=? AND room_id=?)"},
	"Undelivered":              {"((webhook_id,room_id,rev)>(?,?,?))"},
	"FailedDeliveries":         {"(webhook_id=? AND (room_id,rev)>(?,?))"},
	"SetDelivery":              {"PRIMARY KEY (webhook_id=? AND room_id=? AND rev=?)"},
	"RemoveDelivery":           {"(webhook_id=? AND room_id=? AND rev=?)"},
	"RemoveWebhook":            {"(webhook_id=?)"},
	"AddMessageCalling":        {"sqlite_autoindex_chat_rooms_1 (id=?)"},
	"EditCalling":              {"chat_mentions_message (message_id=?)"},
	"Mentions":                 {"chat_mentions_message (message_id=?)"},
	"MentionsOf":               {"chat_mentions_user (user_id=? AND message_id<?)", "chat_members_user (user_id=?)", "x USING PRIMARY KEY (user_id=? AND room_id=?)"},
	"ImportMentions":           {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"MembersOf":                {"m USING PRIMARY KEY (room_id=?)"},
	"Acquaintances":            {"chat_members_user (user_id=?)", "o USING PRIMARY KEY (room_id=? AND user_id>?)"},
	"ShareRoom":                {"chat_members_user (user_id=?)", "PRIMARY KEY (room_id=? AND user_id=?)"},
	"RoomList":                 {"chat_members_user (user_id=?", "chat_rooms_kind (kind=? AND id>?)", "chat_messages_visible (room_id=? AND seq>? AND seq<?)", "chat_messages_main (room_id=?)", "x USING PRIMARY KEY (user_id=? AND room_id=? AND seq>?)"},
	"SetFollow":                {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"AddAnswer":                {"sqlite_autoindex_chat_messages_1 (id=?)"},
	"ReadThread":               {"chat_follows USING PRIMARY KEY (user_id=? AND thread=?)"},
	"Follows":                  {"chat_follows USING PRIMARY KEY (user_id=? AND thread<?)", "t USING INDEX chat_messages_thread (thread=? AND seq>?)"},
	"Followers":                {"chat_follows_thread (thread=? AND user_id>?)"},
	"FollowsIn":                {"chat_follows_room (room_id=? AND (thread,user_id)>(?,?))"},
	"UsersByHandle":            {"chat_users_handle (handle=?)"},
	"SaveUserWithHandle":       {"chat_users_handle (handle=?)"},
	"EraseUser": {
		"chat_reports_author (author_id=?)", "chat_reports_reporter (reporter_id=?)", "chat_acts_user (user_id=?)", "chat_acts_actor (actor_id=?)",
		"chat_files_user (user_id=?)",
		"chat_reactions_user (user_id=?)", "chat_reactions USING PRIMARY KEY (message_id=?)",
		"chat_messages_author (author_id=?)", "chat_members_user (user_id=?)", "chat_mentions_message (message_id=?)", "chat_events_named (actor_id=?)",
		"chat_messages_3 (room_id=? AND author_id=?", "chat_members USING PRIMARY KEY (room_id=? AND user_id=?)",
	},
}

// inParts look through what they found before, which is no table; the letters and cursors
// of one log are looked for among all.
var inParts = map[string]bool{"Rooms": true, "Unread": true, "UnreadIn": true, "EraseUser": true, "Tallies": true, "SetReaction": true, "SetReactionOff": true, "SetBookmark": true, "SetBlock": true, "Dropped": true,
	"SearchWords": true, "SearchWordsInRoom": true,
	"MembersOf": true, "MentionsOf": true, "Acquaintances": true, "RoomList": true, "Follows": true, "SetFollow": true, "AddMessageCalling": true, "EditCalling": true}

// TestPlans asks SQLite how it would run the queries of each method: none may read a
// whole table or sort, and each must go by the index that is there for it.
func TestPlans(t *testing.T) {
	s := withRoom(t, file(t), nil)
	drivertest.PrepareCalls(t, s)
	spy := &drivertest.Spy{}
	s.Hook(hook{spy})
	drivertest.Plans{Want: plans, Whole: whole, Explain: "EXPLAIN QUERY PLAN ", DB: s.Writer().DB}.Run(t, s, spy)
}

// whole tells whether a step of the plan of a call reads all of a table, or sorts.
func whole(step, call string) bool {
	if inParts[call] {
		for _, table := range []string{"users", "rooms", "members", "messages", "events", "reactions", "revisions", "bookmarks", "blocks", "reports", "acts", "findable", "mentions", "follows"} {
			if strings.Contains(step, "SCAN chat_"+table) {
				return true
			}
		}
		return false
	}
	return strings.Contains(step, "SCAN") && !strings.Contains(step, "VALUES") && !strings.Contains(step, "CONSTANT") ||
		strings.Contains(step, "TEMP B-TREE")
}
