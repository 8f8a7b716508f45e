-- +goose Up
-- Files that people attach to messages. Their bytes are elsewhere; see chat.Blobs.

CREATE TABLE chat_files (
	id         text COLLATE "C" NOT NULL PRIMARY KEY,
	-- Who sends it, and which message it is attached to, in which place; NULL: it waits.
	user_id    text COLLATE "C" NOT NULL,
	room_id    text COLLATE "C" NOT NULL,
	message_id text COLLATE "C" REFERENCES chat_messages (id),
	place      bigint NOT NULL,
	name       text NOT NULL,
	-- How many bytes it has in the end, and how many are there.
	size       bigint NOT NULL CHECK (size >= 0),
	received   bigint NOT NULL CHECK (received >= 0),
	-- What the bytes are; empty: not all are there.
	type       text COLLATE "C" NOT NULL,
	width      bigint NOT NULL CHECK (width >= 0),
	height     bigint NOT NULL CHECK (height >= 0),
	thumb      boolean NOT NULL,
	created_at timestamptz,
	-- Who writes the bytes, and until when nobody else may.
	holder     text COLLATE "C" NOT NULL,
	held_until timestamptz
);

CREATE INDEX chat_files_user ON chat_files (user_id, message_id);
CREATE INDEX chat_files_message ON chat_files (message_id, place) WHERE message_id IS NOT NULL;
CREATE INDEX chat_files_waiting ON chat_files (created_at, id) WHERE message_id IS NULL;

-- Files whose bytes are to be removed, and of which nothing else is known any more.
CREATE TABLE chat_dropped (
	id text COLLATE "C" NOT NULL PRIMARY KEY
);

-- The planner would keep samples of what people wrote, where erasing them does not reach.
ALTER TABLE chat_files ALTER COLUMN name SET STATISTICS 0;

INSERT INTO chat_schema (version) VALUES (3);
