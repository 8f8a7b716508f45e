-- +goose Up
-- The first schema. A file that was released never changes; see files.go.
--
-- These files run as they are, with any tool. A migration that ran is a row in
-- chat_schema, which each file writes itself. With another table prefix, every name
-- here that begins with chat_ begins with that instead.
--
-- Ids and times are text: ids compared byte by byte, times in UTC to the microsecond
-- and NULL for none. Nothing is ever ordered by a time. Authors are not foreign keys,
-- so that erasing a person need not touch what others answered.

CREATE TABLE chat_schema (
	version    INTEGER PRIMARY KEY,
	applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f+00:00'))
) STRICT;

CREATE TABLE chat_users (
	id           TEXT NOT NULL PRIMARY KEY,
	provider     TEXT NOT NULL,
	subject      TEXT NOT NULL,
	display_name TEXT NOT NULL,
	avatar_url   TEXT NOT NULL,
	profile_url  TEXT NOT NULL,
	created_at   TEXT,
	updated_at   TEXT,
	erased_at    TEXT,
	-- What they keep from others: whether they are there, and how far they have read.
	hide_presence INTEGER NOT NULL DEFAULT 0 CHECK (hide_presence IN (0, 1)),
	hide_reads    INTEGER NOT NULL DEFAULT 0 CHECK (hide_reads IN (0, 1)),
	UNIQUE (provider, subject)
) STRICT;

CREATE TABLE chat_rooms (
	id         TEXT NOT NULL PRIMARY KEY,
	kind       TEXT NOT NULL,
	slug       TEXT NOT NULL,
	name       TEXT NOT NULL,
	topic      TEXT NOT NULL,
	-- What of the host's it is bound to, or which pair of people it is of.
	ref        TEXT NOT NULL DEFAULT '',
	-- The number of changes to the room so far, and up to which of them the log is pruned.
	rev        INTEGER NOT NULL CHECK (rev >= 0),
	pruned     INTEGER NOT NULL CHECK (pruned BETWEEN 0 AND rev),
	-- After how many days messages are removed; 0 keeps them.
	retention_days INTEGER NOT NULL CHECK (retention_days >= 0),
	created_by TEXT NOT NULL,
	created_at TEXT,
	archived_at TEXT
) STRICT;

-- Rooms without a slug or a ref are many.
CREATE UNIQUE INDEX chat_rooms_slug ON chat_rooms (slug) WHERE slug <> '';
CREATE UNIQUE INDEX chat_rooms_ref ON chat_rooms (ref) WHERE ref <> '';
CREATE INDEX chat_rooms_kind ON chat_rooms (kind, id);

CREATE TABLE chat_members (
	room_id   TEXT NOT NULL REFERENCES chat_rooms (id),
	user_id   TEXT NOT NULL,
	role      TEXT NOT NULL,
	joined_at TEXT,
	-- The seq up to which they have read.
	read_seq  INTEGER NOT NULL CHECK (read_seq >= 0),
	PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_members_user ON chat_members (user_id, room_id);

-- Links that let people into rooms.
CREATE TABLE chat_invites (
	id         TEXT NOT NULL PRIMARY KEY,
	-- Made of the token, which is not kept.
	key        TEXT NOT NULL UNIQUE,
	room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
	role       TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at TEXT,
	expires_at TEXT,
	-- How many may come in by it, 0 for any number, and how many did.
	max_uses   INTEGER NOT NULL CHECK (max_uses >= 0),
	uses       INTEGER NOT NULL CHECK (uses >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_invites_room ON chat_invites (room_id, id);

CREATE TABLE chat_messages (
	id         TEXT NOT NULL PRIMARY KEY,
	room_id    TEXT NOT NULL REFERENCES chat_rooms (id),
	-- The room's rev at which the message was created, and of its latest change.
	seq        INTEGER NOT NULL CHECK (seq > 0),
	rev        INTEGER NOT NULL CHECK (rev >= seq),
	author_id  TEXT NOT NULL,
	-- The sender's own name for the message: sending it again adds nothing.
	client_id  TEXT NOT NULL,
	text       TEXT NOT NULL,
	-- What it answers, the message that began the thread in which it stands, and 1 for
	-- what stands in the main flow.
	reply_to   TEXT NOT NULL,
	thread     TEXT NOT NULL,
	main       INTEGER NOT NULL,
	created_at TEXT,
	edited_at  TEXT,
	deleted_at TEXT,
	deleted_by TEXT NOT NULL,
	pinned_at  TEXT,
	pinned_by  TEXT NOT NULL DEFAULT '',
	UNIQUE (room_id, seq),
	UNIQUE (room_id, author_id, client_id)
) STRICT;

-- For everything that one person said.
CREATE INDEX chat_messages_author ON chat_messages (author_id, id);

-- For pages of the main flow, between whose messages long threads may lie, and of one
-- thread; without tombstones, which may stand in long rows, too.
CREATE INDEX chat_messages_main ON chat_messages (room_id, seq) WHERE main = 1;
CREATE INDEX chat_messages_visible ON chat_messages (room_id, seq) WHERE main = 1 AND deleted_at IS NULL;
CREATE INDEX chat_messages_thread ON chat_messages (thread, seq) WHERE thread <> '';

-- For what is pinned, which is little.
CREATE INDEX chat_messages_pinned ON chat_messages (room_id, seq) WHERE pinned_at IS NOT NULL;

-- Which emoji people put under messages.
CREATE TABLE chat_reactions (
	message_id TEXT NOT NULL REFERENCES chat_messages (id),
	emoji      TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	room_id    TEXT NOT NULL,
	-- The room's rev that it took: their order.
	rev        INTEGER NOT NULL CHECK (rev > 0),
	at         TEXT,
	PRIMARY KEY (message_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_reactions_room ON chat_reactions (room_id, rev);
CREATE INDEX chat_reactions_user ON chat_reactions (user_id, room_id, rev);

-- What messages said before they were edited. With a rowid, so that texts are only ever
-- appended: a page that is split in its middle keeps a copy of what moved out of it, which
-- nobody overwrites when the text is removed.
CREATE TABLE chat_revisions (
	message_id  TEXT NOT NULL REFERENCES chat_messages (id),
	-- The room's rev of the edit that replaced it.
	n           INTEGER NOT NULL CHECK (n > 0),
	text        TEXT NOT NULL,
	replaced_at TEXT,
	replaced_by TEXT NOT NULL,
	PRIMARY KEY (message_id, n)
) STRICT;

-- Messages that users want to find again.
CREATE TABLE chat_bookmarks (
	user_id    TEXT NOT NULL,
	message_id TEXT NOT NULL REFERENCES chat_messages (id),
	-- The rev of the user's own log that it took: their order.
	rev        INTEGER NOT NULL CHECK (rev > 0),
	at         TEXT,
	PRIMARY KEY (user_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_bookmarks_rev ON chat_bookmarks (user_id, rev);
CREATE INDEX chat_bookmarks_message ON chat_bookmarks (message_id);

-- The log: who did what to which object, never the text of it.
CREATE TABLE chat_events (
	room_id   TEXT NOT NULL REFERENCES chat_rooms (id),
	rev       INTEGER NOT NULL CHECK (rev > 0),
	kind      TEXT NOT NULL,
	object_id TEXT NOT NULL,
	actor_id  TEXT NOT NULL,
	client_id TEXT NOT NULL,
	at        TEXT,
	PRIMARY KEY (room_id, rev)
) STRICT, WITHOUT ROWID;

-- For what remains of the names that one person gave to messages.
CREATE INDEX chat_events_named ON chat_events (actor_id, room_id) WHERE client_id <> '';

CREATE TABLE chat_revocations (
	token_id TEXT NOT NULL PRIMARY KEY,
	until    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_revocations_until ON chat_revocations (until);

-- How far each durable consumer was told about each room.
--
-- No row is 0: the consumer was told of nothing yet. So a room that is created later
-- needs none, and a consumer is known by its own table, also when there are no rooms.

CREATE TABLE chat_consumers (
	name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_cursors (
	consumer TEXT NOT NULL REFERENCES chat_consumers (name),
	room_id  TEXT NOT NULL REFERENCES chat_rooms (id),
	rev      INTEGER NOT NULL CHECK (rev > 0),
	PRIMARY KEY (consumer, room_id)
) STRICT, WITHOUT ROWID;

-- Events that a consumer could not be told of.
CREATE TABLE chat_letters (
	consumer TEXT NOT NULL REFERENCES chat_consumers (name),
	room_id  TEXT NOT NULL REFERENCES chat_rooms (id),
	rev      INTEGER NOT NULL CHECK (rev > 0),
	attempts INTEGER NOT NULL,
	reason   TEXT NOT NULL,
	at       TEXT,
	PRIMARY KEY (consumer, room_id, rev)
) STRICT, WITHOUT ROWID;

INSERT INTO chat_schema (version) VALUES (1);
