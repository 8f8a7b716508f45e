package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// hook lets a spy see every query.
type hook struct{ spy *drivertest.Spy }

func (hook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (h hook) AfterQuery(_ context.Context, ev *bun.QueryEvent)                 { h.spy.Note(ev.Query) }

// crowd is so much in every table that reading all of it would be a mistake.
var crowd = []string{
	`INSERT INTO chat_users SELECT 'user-' || n, 'p', 's-' || n, '', '', '' FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_rooms (id, kind, slug, ref, name, topic, rev, pruned, retention_days, created_by)
		SELECT 'room-' || n, CASE WHEN n % 10 = 0 THEN 'public' ELSE 'private' END, 'slug-' || n, 'ref-' || n, '', '', 50, 0, 0, ''
		FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_members SELECT 'room-' || n, 'user-' || (n + k) % 5000, 'member', NULL, 0
		FROM generate_series(1, 5000) AS n, generate_series(1, 4) AS k`,
	`INSERT INTO chat_members SELECT 'lobby', 'user-' || n, 'member', NULL, 0 FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_invites SELECT 'invite-' || n, 'key-' || n, 'room-' || n, 'member', '', NULL, NULL, 0, 0 FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_invites SELECT 'more-' || n, 'more-' || n, 'lobby', 'member', '', NULL, NULL, 0, 0 FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_messages (id, room_id, seq, rev, author_id, client_id, text, reply_to, thread, main, deleted_by)
		SELECT 'z-' || r || '-' || n, 'room-' || r, n, n, CASE n WHEN 7 THEN 'ann' ELSE 'user-' || n % 100 END, 'c-' || n, 'text', '', CASE WHEN n % 3 = 0 THEN 'z-' || n % 30 ELSE '' END, CASE WHEN n % 3 = 0 THEN 0 ELSE 1 END, ''
		FROM generate_series(1, 1000) AS r, generate_series(1, 50) AS n`,
	`INSERT INTO chat_events SELECT 'room-' || r, n, 'message.created', r || '-' || n, 'user-' || n % 100, 'c-' || n, NULL
		FROM generate_series(1, 1000) AS r, generate_series(1, 50) AS n`,
	`INSERT INTO chat_consumers SELECT 'consumer-' || n FROM generate_series(1, 20) AS n`,
	`INSERT INTO chat_cursors SELECT 'consumer-' || c, 'room-' || r, 40 FROM generate_series(1, 20) AS c, generate_series(1, 1000) AS r`,
	`INSERT INTO chat_letters SELECT 'consumer-' || c, 'room-' || r, 40, 1, '' FROM generate_series(1, 20) AS c, generate_series(1, 40) AS r`,
	`INSERT INTO chat_revocations SELECT 'token-' || n, '2100-01-01' FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_messages (id, room_id, seq, rev, author_id, client_id, text, reply_to, thread, main, deleted_by)
		SELECT 'z-' || n, 'lobby', n, n, 'user-' || n % 100, 'c-' || n, 'text', '', CASE WHEN n % 3 = 0 THEN 'z-' || n % 30 ELSE '' END, CASE WHEN n % 3 = 0 THEN 0 ELSE 1 END, ''
		FROM generate_series(100, 900) AS n`,
	`INSERT INTO chat_events SELECT 'lobby', n, 'message.created', 'lobby-' || n, 'user-' || n % 100, 'c-' || n, NULL
		FROM generate_series(100, 900) AS n`,
	`INSERT INTO chat_reactions SELECT 'z-' || r || '-' || n, ':' || k || ':', 'user-' || k, 'room-' || r, n * 10 + k, NULL
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n, generate_series(1, 2) AS k`,
	`INSERT INTO chat_reactions SELECT 'z-' || n, ':' || k || ':', 'user-' || k, 'lobby', n * 10 + k, NULL
		FROM generate_series(100, 900) AS n, generate_series(1, 2) AS k`,
	`INSERT INTO chat_revisions SELECT 'z-' || r || '-' || n, k, 'text', NULL, ''
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n, generate_series(1, 2) AS k`,
	`INSERT INTO chat_bookmarks SELECT 'user-' || k, 'z-' || r || '-' || n, r * 50 + n, NULL
		FROM generate_series(1, 10) AS r, generate_series(1, 50) AS n, generate_series(1, 40) AS k`,
	`INSERT INTO chat_sanctions SELECT 'user-' || n, r, k, '', '', NULL, NULL FROM generate_series(1, 3000) AS n, (VALUES ('lobby'), ('old'), ('')) AS rooms (r), (VALUES ('ban'), ('mute')) AS kinds (k)`,
	`INSERT INTO chat_blocks SELECT 'user-' || n, 'user-' || k, k, NULL FROM generate_series(1, 300) AS n, generate_series(1, 30) AS k`,
	`INSERT INTO chat_paces SELECT 'lobby', 'user-' || n, NULL FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_reports SELECT 'x-' || r || '-' || n, 'room-' || r, 'z-' || r || '-' || n, 'user-' || n, 'user-' || r, 'reason', 'text', CASE n WHEN 1 THEN 'open' ELSE 'resolved' END, NULL, NULL, ''
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n`,
	`INSERT INTO chat_acts SELECT 'x-' || r || '-' || n, 'room-' || r, 'user-' || n, 'member.muted', 'user-' || r, '', 'reason', NULL, NULL
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n`,
	`INSERT INTO chat_files SELECT 'f-' || r || '-' || n || '-' || k, 'user-' || n % 100, 'room-' || r, 'z-' || r || '-' || n, k, 'name', 1, 1, 'text/plain', 0, 0, false, NULL, '', NULL
		FROM generate_series(1, 300) AS r, generate_series(1, 50) AS n, generate_series(1, 2) AS k`,
	`INSERT INTO chat_files SELECT 'w-' || n, 'user-' || n % 100, '', NULL, 0, 'name', 1, 1, 'text/plain', 0, 0, false, now(), '', NULL
		FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_dropped SELECT 'd-' || n FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_findable (message_id, room_id, author_id, created_at, link, terms)
		SELECT id, room_id, author_id, now(), (seq % 50 = 0)::int, array_to_tsvector(ARRAY['term' || seq, 'of' || room_id]) FROM chat_messages WHERE id LIKE 'z-%'`,
	`INSERT INTO chat_indexed SELECT 'room-' || n, 50 FROM generate_series(1, 4999) AS n`,
	`INSERT INTO chat_bots SELECT 'bot-' || n, 'room-' || n % 500, n % 2 = 0, '', NULL FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_bots SELECT 'more-' || n, 'lobby', true, '', NULL FROM generate_series(1, 3000) AS n`,
	`INSERT INTO chat_bot_tokens SELECT 'token-' || n, 'key-' || n, 'bot-' || n, '', '', '', NULL, NULL, NULL FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_webhooks SELECT 'webhook-' || n, 'room-' || n, '', '', '', '', NULL, '', NULL, NULL, '' FROM generate_series(1, 5000) AS n`,
	`INSERT INTO chat_deliveries SELECT 'webhook-' || n, 'room-' || n, k, 0, '', CASE WHEN k % 2 = 0 THEN now() END FROM generate_series(1, 1000) AS n, generate_series(1, 40) AS k`,
	`INSERT INTO chat_mentions SELECT 'user-' || k, 'room-' || r, n, 'z-' || r || '-' || n, 'user-' || n % 100
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n, generate_series(1, 2) AS k`,
	`INSERT INTO chat_mentions SELECT '', 'room-' || r, 9, 'z-' || r || '-9', 'user-9' FROM generate_series(1, 500) AS r`,
	`UPDATE chat_users SET handle = id`,
	`INSERT INTO chat_follows SELECT 'user-' || k, 'z-' || r || '-' || n, 'room-' || r, 1, 0
		FROM generate_series(1, 500) AS r, generate_series(1, 50) AS n, generate_series(1, 2) AS k`,
	`UPDATE chat_messages SET pinned_at = now() WHERE seq % 10 = 0`,
	`UPDATE chat_rooms SET rev = 900 WHERE id = 'lobby'`,
	`ANALYZE`,
}

// plans are what the plan of each call must have in it.
var plans = map[string][]string{
	"History":                  {"chat_messages_room_id_seq_key", "(seq < 3)", "(seq > 2)"},
	"HistoryForwards":          {"chat_messages_room_id_seq_key", "(seq > 1)", "(seq < 2)"},
	"HistoryWithoutTombstones": {"chat_messages_visible", "(seq < 300) AND (seq > 1)", "(seq < 2)"},
	"MainFlow":                 {"chat_messages_main", "(seq < 3)", "(seq > 2)"},
	"Thread":                   {"chat_messages_thread"},
	"Threads":                  {"chat_messages_thread"},
	"Events":                   {"chat_events_pkey", "Index Cond: ((room_id = 'lobby'::text) AND (rev > 5000))"},
	"MessagesBy":               {"chat_messages_author", "Index Cond: ((author_id = 'ann'::text) AND (id > 'message-1'::text))"},
	"Unread":                   {"chat_members_user", "chat_messages_visible", ".read_seq + 1000)", "using chat_messages_main", "chat_mentions_pkey"},
	"Letters":                  {"chat_letters_pkey", "(ROW(room_id, rev) > ROW('lobby'::text, 1))"},
	"MessageBySeq":             {"chat_messages_room_id_seq_key", "(seq = 2)"},
	"Message":                  {"chat_messages_pkey"},
	"SentAgain":                {"chat_rooms_pkey", "Index Cond: ((room_id = 'lobby'::text) AND (author_id = 'ann'::text) AND (client_id = '1'::text))"},
	"AddMessage":               {"chat_rooms_pkey"},
	"MessagesByID":             {"chat_messages_pkey"},
	"UpdateMessage":            {"chat_messages_pkey", "chat_rooms_pkey"},
	"ImportMessages":           {"chat_messages_room_id_author_id_client_id_key", "chat_messages_room_id_seq_key", "chat_events_pkey"},
	"SaveUser":                 {"chat_users_provider_subject_key"},
	"User":                     {"chat_users_pkey"},
	"UserBySubject":            {"chat_users_provider_subject_key"},
	"Users":                    {"chat_users_pkey"},
	"Revoked":                  {"chat_revocations_pkey"},
	"Revoke":                   {"chat_revocations_pkey", "chat_revocations_until"},
	"Room":                     {"chat_rooms_pkey"},
	"RoomBySlug":               {"chat_rooms_slug"},
	"RoomByRef":                {"chat_rooms_ref"},
	"RoomsAll":                 {"chat_rooms_pkey"},
	"Rooms":                    {"chat_rooms_kind", "chat_members_user", "chat_rooms_pkey"},
	"UpdateRoom":               {"chat_rooms_pkey"},
	"Member":                   {"Index Cond: ((user_id = 'ann'::text) AND (room_id = 'lobby'::text))"}, // of either index
	"Members":                  {"chat_members_pkey", "(user_id > 'a'::text)"},
	"UpdateMember":             {"Index Cond: ((user_id = 'bob'::text) AND (room_id = 'old'::text))", "chat_rooms_pkey"},
	"Invites":                  {"chat_invites_room", "Index Cond: ((room_id = 'lobby'::text) AND (id > 'a'::text))"},
	"InviteByKey":              {"chat_invites_key_key"},
	"MarkReadBack":             {"Index Cond: ((user_id = 'ann'::text) AND (room_id = 'lobby'::text))", "chat_rooms_pkey"},
	"UpdatePreferences":        {"chat_users_pkey"},
	"UnreadIn":                 {"chat_messages_visible", ".read_seq + 1000)", "using chat_messages_main", "chat_mentions_pkey"},
	"MarkRead":                 {"Index Cond: ((user_id = 'ann'::text) AND (room_id = 'lobby'::text))", "chat_rooms_pkey"},
	"Cursor":                   {"chat_cursors_pkey"},
	"MoveCursor":               {"chat_cursors_pkey", "chat_rooms_pkey"},
	"MoveCursorFar":            {"chat_cursors_pkey", "chat_rooms_pkey"},
	"Behind":                   {"chat_rooms_pkey", "chat_cursors_pkey"},
	"BehindFromTheStart":       {"chat_rooms_pkey", "chat_cursors_pkey"},
	"AddLetter":                {"chat_cursors_pkey", "chat_letters_pkey"},
	"RemoveLetter":             {"chat_letters_pkey"},
	"DropConsumer":             {"chat_letters_pkey", "chat_cursors_pkey"},
	"ExpireMessages":           {"chat_messages_room_id_seq_key"},
	"ExpireMessagesOfNone":     {"chat_messages_room_id_seq_key"},
	"AdvanceRoom":              {"chat_events_pkey"},
	"PruneEvents":              {"chat_events_pkey", "chat_cursors_pkey"},
	"SetReaction":              {"chat_reactions_pkey", "chat_messages_pkey"},
	"SetReactionOff":           {"chat_reactions_pkey", "chat_messages_pkey"},
	"Tallies":                  {"chat_reactions_pkey"},
	"Reactions":                {"chat_reactions_room"},
	"ReactionsBy":              {"chat_reactions_user"},
	"ImportReactions":          {"chat_messages_pkey"},
	"Pin":                      {"chat_messages_pinned"},
	"Pins":                     {"chat_messages_pinned"},
	"Edit":                     {"chat_revisions_pkey"},
	"Revisions":                {"chat_revisions_pkey"},
	"RemoveRevision":           {"chat_revisions_pkey"},
	"SetBookmark":              {"chat_bookmarks_"},
	"Bookmarks":                {"chat_bookmarks_rev"},
	"SetSanction":              {"chat_members_", "chat_rooms_pkey"},
	"LiftSanction":             {"chat_sanctions_"},
	"SanctionsOn":              {"chat_sanctions_"},
	"Sanctions":                {"chat_sanctions_room"},
	"SanctionsOf":              {"chat_sanctions_pkey"},
	"SetBlock":                 {"chat_blocks_"},
	"Blocks":                   {"chat_blocks_rev"},
	"BlocksAmong":              {"chat_blocks_pkey"},
	"AddReport":                {"chat_reports_message_id_reporter_id_key"},
	"CloseReport":              {"chat_reports_pkey"},
	"Report":                   {"chat_reports_pkey"},
	"Reports":                  {"chat_reports_room"},
	"ReportsEverywhere":        {"chat_reports_status"},
	"ReportsBy":                {"chat_reports_reporter"},
	"Acts":                     {"chat_acts_room"},
	"ActsEverywhere":           {"chat_acts_pkey"},
	"ActsOn":                   {"chat_acts_user"},
	"PruneActs":                {"chat_acts_pkey"},
	"AddMessageIf":             {"chat_paces_pkey", "chat_rooms_pkey"},
	"SetNotify":                {"chat_members_"},
	"ImportOrder":              {"chat_messages_pkey"},
	"AddFile":                  {"chat_files_user", "chat_users_pkey"},
	"UpdateFile":               {"chat_files_pkey"},
	"Attach":                   {"chat_files_"},
	"File":                     {"chat_files_pkey"},
	"FilesByID":                {"chat_files_pkey"},
	"FilesOf":                  {"chat_files_message"},
	"ImportFiles":              {"chat_messages_pkey", "chat_dropped_pkey"},
	"DropFile":                 {"chat_files_pkey"},
	"DropWaiting":              {"chat_files_waiting"},
	"Dropped":                  {"chat_dropped_pkey"},
	"ForgetFile":               {"chat_dropped_pkey"},
	"Unindexed":                {"chat_rooms_pkey", "chat_messages_room_id_seq_key", "chat_indexed"},
	"IndexMessages":            {"chat_messages_room_id_seq_key", "chat_indexed_pkey"},
	"SearchWords":              {"Bitmap Index Scan on chat_findable_terms", "chat_messages_pkey"},
	"SearchWordsInRoom":        {"Bitmap Index Scan on chat_findable_terms"},
	"SearchAuthor":             {"chat_findable_author"},
	"SearchRoom":               {"chat_findable_room"},
	"SearchEverywhere":         {"chat_findable_message_id_key"},
	"AddBot":                   {"chat_bots_room"},
	"Bot":                      {"chat_bots_pkey"},
	"Bots":                     {"chat_bots_room"},
	"AddBotToken":              {"chat_bot_tokens_bot"},
	"BotTokenByKey":            {"chat_bot_tokens_key_key"},
	"BotTokens":                {"chat_bot_tokens_bot"},
	"UseBotToken":              {"chat_bot_tokens_"},
	"RemoveBotToken":           {"chat_bot_tokens_"},
	"RemoveBot":                {"chat_bot_tokens_bot", "chat_bots_pkey"},
	"AddWebhook":               {"chat_webhooks_room"},
	"Webhook":                  {"chat_webhooks_pkey"},
	"Webhooks":                 {"chat_webhooks_room"},
	"UpdateWebhook":            {"chat_webhooks_pkey"},
	"AddDelivery":              {"chat_webhooks_pkey"},
	"NextDelivery":             {"chat_deliveries_"},
	"Undelivered":              {"chat_deliveries_"},
	"FailedDeliveries":         {"chat_deliveries_"},
	"SetDelivery":              {"chat_deliveries_"},
	"RemoveDelivery":           {"chat_deliveries_"},
	"RemoveWebhook":            {"chat_deliveries_", "chat_webhooks_pkey"},
	"AddMessageCalling":        {"chat_rooms_pkey"},
	"EditCalling":              {"chat_mentions_message"},
	"Mentions":                 {"chat_mentions_message"},
	"MentionsOf":               {"chat_mentions_user", "chat_members_user"},
	"ImportMentions":           {"chat_messages_pkey"},
	"MembersOf":                {"chat_members_pkey"},
	"Acquaintances":            {"chat_members_user", "chat_members_pkey"},
	"ShareRoom":                {"chat_members_user"},
	"RoomList":                 {"chat_rooms_kind", "chat_messages_visible", ".read_seq + 1000)", "using chat_messages_main", "chat_mentions_pkey"},
	"SetFollow":                {"chat_messages_pkey"},
	"AddAnswer":                {"chat_messages_pkey"},
	"ReadThread":               {"(thread = 'message-1'::text)", "(user_id = 'bob'::text)"},
	"Follows":                  {"chat_follows_pkey", "chat_messages_thread"},
	"Followers":                {"chat_follows_thread"},
	"FollowsIn":                {"chat_follows_room"},
	"UsersByHandle":            {"chat_users_handle"},
	"SaveUserWithHandle":       {"chat_users_handle"},
	"EraseUser": {
		"chat_mentions_user",
		"chat_reports_author", "chat_reports_reporter", "chat_acts_user", "chat_acts_actor", "chat_paces_user",
		"chat_files_user",
		"chat_reactions_user", "chat_reactions_pkey", "chat_revisions_pkey",
		"chat_messages_author", "chat_members_user", "chat_events_named",
		"Index Cond: ((room_id = 'lobby'::text) AND (author_id = 'bob'::text))",
	},
}

// seldom are tables of which there is never much, and what is looked for among all.
var seldom = map[string][]string{
	"":          {"chat_consumers", "chat_letters"},
	"EraseUser": {"chat_cursors", "chat_sanctions"},
}

// inParts sort what they found before: no more than a page, the rooms of one person, what
// says some words, or what there are at most a hundred of.
var inParts = map[string]bool{"Rooms": true, "Unread": true, "UnreadIn": true, "EraseUser": true, "Tallies": true, "Pins": true, "Edit": true, "Revisions": true, "SanctionsOf": true, "Blocks": true,
	"UpdateMessage": true, "Pin": true, "FilesOf": true, "EditCalling": true,
	"SearchWords": true, "SearchWordsInRoom": true, "SearchAuthor": true, "SearchRoom": true, "SearchEverywhere": true,
	"MembersOf": true, "MentionsOf": true, "Acquaintances": true, "RoomList": true, "Follows": true, "Followers": true}

// TestPlans asks the server how it would run the queries of each method: none may read a
// whole table or sort, and each must go by the index that is there for it.
func TestPlans(t *testing.T) {
	inner := withLobby(t, pgtest.Open(t), nil)
	drivertest.PrepareCalls(t, inner)
	exec(t, inner.Pool(), crowd...)
	spy := &drivertest.Spy{}
	s, err := postgres.WrapBun(inner.Bun().WithQueryHook(hook{spy}), nil)
	if err != nil {
		t.Fatal(err)
	}
	drivertest.Plans{Want: plans, Whole: whole, Explain: "EXPLAIN (COSTS OFF) ", DB: inner.Pool()}.Run(t, s, spy)
}

// whole tells whether a step of the plan of a call reads all of a table, or sorts.
func whole(step, call string) bool {
	for _, table := range slices.Concat(seldom[""], seldom[call]) {
		if strings.Contains(step, "Seq Scan on "+table) {
			return false
		}
	}
	return strings.Contains(step, "Seq Scan") || strings.Contains(step, "Sort Key") && !inParts[call]
}
