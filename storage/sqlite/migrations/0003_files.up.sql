-- +goose Up
-- Files that people attach to messages. Their bytes are elsewhere; see chat.Blobs.

-- With a rowid, as chat_revisions is, since names are what people wrote.
CREATE TABLE chat_files (
	id         TEXT NOT NULL PRIMARY KEY,
	-- Who sends it, and which message it is attached to, in which place; NULL: it waits.
	user_id    TEXT NOT NULL,
	room_id    TEXT NOT NULL,
	message_id TEXT REFERENCES chat_messages (id),
	place      INTEGER NOT NULL,
	name       TEXT NOT NULL,
	-- How many bytes it has in the end, and how many are there.
	size       INTEGER NOT NULL CHECK (size >= 0),
	received   INTEGER NOT NULL CHECK (received >= 0),
	-- What the bytes are; empty: not all are there.
	type       TEXT NOT NULL,
	width      INTEGER NOT NULL CHECK (width >= 0),
	height     INTEGER NOT NULL CHECK (height >= 0),
	thumb      INTEGER NOT NULL CHECK (thumb IN (0, 1)),
	created_at TEXT,
	-- Who writes the bytes, and until when nobody else may.
	holder     TEXT NOT NULL,
	held_until TEXT
) STRICT;

CREATE INDEX chat_files_user ON chat_files (user_id, message_id);
CREATE INDEX chat_files_message ON chat_files (message_id, place) WHERE message_id IS NOT NULL;
CREATE INDEX chat_files_waiting ON chat_files (created_at, id) WHERE message_id IS NULL;

-- Files whose bytes are to be removed, and of which nothing else is known any more.
CREATE TABLE chat_dropped (
	id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO chat_schema (version) VALUES (3);
