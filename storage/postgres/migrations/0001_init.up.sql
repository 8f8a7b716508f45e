-- +goose Up
-- The first schema. A file that was released never changes; see files.go.
--
-- These files run as they are, with any tool. A migration that ran is a row in
-- chat_schema, which each file writes itself. With another table prefix, every name
-- here that begins with chat_ begins with that instead.
--
-- Keys are text compared byte by byte whatever the collation of the database, so that
-- every page is in the same order everywhere. Nothing is ever ordered by a time. Authors
-- are not foreign keys, so that erasing a person need not touch what others answered.

CREATE TABLE chat_schema (
	version    integer PRIMARY KEY,
	applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE chat_users (
	id           text COLLATE "C" NOT NULL PRIMARY KEY,
	provider     text COLLATE "C" NOT NULL,
	subject      text COLLATE "C" NOT NULL,
	display_name text NOT NULL,
	avatar_url   text NOT NULL,
	profile_url  text NOT NULL,
	created_at   timestamptz,
	updated_at   timestamptz,
	erased_at    timestamptz,
	-- What they keep from others: whether they are there, and how far they have read.
	hide_presence boolean NOT NULL DEFAULT false,
	hide_reads    boolean NOT NULL DEFAULT false,
	UNIQUE (provider, subject)
);

CREATE TABLE chat_rooms (
	id         text COLLATE "C" NOT NULL PRIMARY KEY,
	kind       text COLLATE "C" NOT NULL,
	slug       text COLLATE "C" NOT NULL,
	name       text NOT NULL,
	topic      text NOT NULL,
	-- What of the host's it is bound to, or which pair of people it is of.
	ref        text COLLATE "C" NOT NULL DEFAULT '',
	-- The number of changes to the room so far, and up to which of them the log is pruned.
	rev        bigint NOT NULL CHECK (rev >= 0),
	pruned     bigint NOT NULL CHECK (pruned BETWEEN 0 AND rev),
	-- After how many days messages are removed; 0 keeps them.
	retention_days bigint NOT NULL CHECK (retention_days >= 0),
	created_by text COLLATE "C" NOT NULL,
	created_at timestamptz,
	archived_at timestamptz
)
-- Every change to a room is one to its row: with space beside it the row stays in its
-- page and no index has to follow.
WITH (fillfactor = 50);

-- Rooms without a slug or a ref are many.
CREATE UNIQUE INDEX chat_rooms_slug ON chat_rooms (slug) WHERE slug <> '';
CREATE UNIQUE INDEX chat_rooms_ref ON chat_rooms (ref) WHERE ref <> '';
CREATE INDEX chat_rooms_kind ON chat_rooms (kind, id);

CREATE TABLE chat_members (
	room_id   text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	user_id   text COLLATE "C" NOT NULL,
	role      text COLLATE "C" NOT NULL,
	joined_at timestamptz,
	-- The seq up to which they have read.
	read_seq  bigint NOT NULL CHECK (read_seq >= 0),
	PRIMARY KEY (room_id, user_id)
);

CREATE INDEX chat_members_user ON chat_members (user_id, room_id);

-- Links that let people into rooms.
CREATE TABLE chat_invites (
	id         text COLLATE "C" NOT NULL PRIMARY KEY,
	-- Made of the token, which is not kept.
	key        text COLLATE "C" NOT NULL UNIQUE,
	room_id    text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	role       text COLLATE "C" NOT NULL,
	created_by text COLLATE "C" NOT NULL,
	created_at timestamptz,
	expires_at timestamptz,
	-- How many may come in by it, 0 for any number, and how many did.
	max_uses   bigint NOT NULL CHECK (max_uses >= 0),
	uses       bigint NOT NULL CHECK (uses >= 0)
);

CREATE INDEX chat_invites_room ON chat_invites (room_id, id);

CREATE TABLE chat_messages (
	id         text COLLATE "C" NOT NULL PRIMARY KEY,
	room_id    text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	-- The room's rev at which the message was created, and of its latest change.
	seq        bigint NOT NULL CHECK (seq > 0),
	rev        bigint NOT NULL CHECK (rev >= seq),
	author_id  text COLLATE "C" NOT NULL,
	-- The sender's own name for the message: sending it again adds nothing.
	client_id  text COLLATE "C" NOT NULL,
	text       text NOT NULL,
	-- What it answers, the message that began the thread in which it stands, and 1 for
	-- what stands in the main flow.
	reply_to   text COLLATE "C" NOT NULL,
	thread     text COLLATE "C" NOT NULL,
	main       smallint NOT NULL,
	created_at timestamptz,
	edited_at  timestamptz,
	deleted_at timestamptz,
	deleted_by text COLLATE "C" NOT NULL,
	pinned_at  timestamptz,
	pinned_by  text COLLATE "C" NOT NULL DEFAULT '',
	UNIQUE (room_id, seq),
	UNIQUE (room_id, author_id, client_id)
);

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
	message_id text COLLATE "C" NOT NULL REFERENCES chat_messages (id),
	emoji      text COLLATE "C" NOT NULL,
	user_id    text COLLATE "C" NOT NULL,
	room_id    text COLLATE "C" NOT NULL,
	-- The room's rev that it took: their order.
	rev        bigint NOT NULL CHECK (rev > 0),
	at         timestamptz,
	PRIMARY KEY (message_id, emoji, user_id)
);

CREATE INDEX chat_reactions_room ON chat_reactions (room_id, rev);
CREATE INDEX chat_reactions_user ON chat_reactions (user_id, room_id, rev);

-- What messages said before they were edited.
CREATE TABLE chat_revisions (
	message_id  text COLLATE "C" NOT NULL REFERENCES chat_messages (id),
	-- The room's rev of the edit that replaced it.
	n           bigint NOT NULL CHECK (n > 0),
	text        text NOT NULL,
	replaced_at timestamptz,
	replaced_by text COLLATE "C" NOT NULL,
	PRIMARY KEY (message_id, n)
);

-- Messages that users want to find again.
CREATE TABLE chat_bookmarks (
	user_id    text COLLATE "C" NOT NULL,
	message_id text COLLATE "C" NOT NULL REFERENCES chat_messages (id),
	-- The rev of the user's own log that it took: their order.
	rev        bigint NOT NULL CHECK (rev > 0),
	at         timestamptz,
	PRIMARY KEY (user_id, message_id)
);

CREATE INDEX chat_bookmarks_rev ON chat_bookmarks (user_id, rev);
CREATE INDEX chat_bookmarks_message ON chat_bookmarks (message_id);

-- The log: who did what to which object, never the text of it.
CREATE TABLE chat_events (
	room_id   text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	rev       bigint NOT NULL CHECK (rev > 0),
	kind      text COLLATE "C" NOT NULL,
	object_id text COLLATE "C" NOT NULL,
	actor_id  text COLLATE "C" NOT NULL,
	client_id text COLLATE "C" NOT NULL,
	at        timestamptz,
	PRIMARY KEY (room_id, rev)
);

-- For what remains of the names that one person gave to messages.
CREATE INDEX chat_events_named ON chat_events (actor_id, room_id) WHERE client_id <> '';

CREATE TABLE chat_revocations (
	token_id text COLLATE "C" NOT NULL PRIMARY KEY,
	until    timestamptz NOT NULL
);

CREATE INDEX chat_revocations_until ON chat_revocations (until);

-- How far each durable consumer was told about each room.
--
-- No row is 0: the consumer was told of nothing yet. So a room that is created later
-- needs none, and a consumer is known by its own table, also when there are no rooms.

CREATE TABLE chat_consumers (
	name text COLLATE "C" NOT NULL PRIMARY KEY
);

CREATE TABLE chat_cursors (
	consumer text COLLATE "C" NOT NULL REFERENCES chat_consumers (name),
	room_id  text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	rev      bigint NOT NULL CHECK (rev > 0),
	PRIMARY KEY (consumer, room_id)
);

-- Events that a consumer could not be told of.
CREATE TABLE chat_letters (
	consumer text COLLATE "C" NOT NULL REFERENCES chat_consumers (name),
	room_id  text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	rev      bigint NOT NULL CHECK (rev > 0),
	attempts bigint NOT NULL,
	reason   text NOT NULL,
	at       timestamptz,
	PRIMARY KEY (consumer, room_id, rev)
);

-- The planner would keep samples of what people wrote, where erasing them does not reach.
ALTER TABLE chat_users ALTER COLUMN subject SET STATISTICS 0, ALTER COLUMN display_name SET STATISTICS 0,
	ALTER COLUMN avatar_url SET STATISTICS 0, ALTER COLUMN profile_url SET STATISTICS 0;
ALTER TABLE chat_messages ALTER COLUMN client_id SET STATISTICS 0, ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE chat_events ALTER COLUMN client_id SET STATISTICS 0;
ALTER TABLE chat_reactions ALTER COLUMN emoji SET STATISTICS 0;
ALTER TABLE chat_revisions ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE chat_letters ALTER COLUMN reason SET STATISTICS 0;

INSERT INTO chat_schema (version) VALUES (1);
