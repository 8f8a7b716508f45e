-- +goose Up
-- Servers elsewhere that are told what happens, and what they are to be told of.

CREATE TABLE chat_webhooks (
	id          TEXT NOT NULL PRIMARY KEY,
	-- The room whose events it is told of; empty: all.
	room_id     TEXT NOT NULL,
	url         TEXT NOT NULL,
	-- Kinds with a space between two of them; empty: all.
	events      TEXT NOT NULL,
	-- What signs, and what signed before, up to a time. They are kept as they are, since a
	-- signature cannot be made of less.
	secret      TEXT NOT NULL,
	old_secret  TEXT NOT NULL,
	old_until   TEXT,
	created_by  TEXT NOT NULL,
	created_at  TEXT,
	disabled_at TEXT,
	reason      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_webhooks_room ON chat_webhooks (room_id, id);

-- Events by their place in the log, never what they say.
CREATE TABLE chat_deliveries (
	webhook_id TEXT NOT NULL REFERENCES chat_webhooks (id),
	room_id    TEXT NOT NULL,
	rev        INTEGER NOT NULL CHECK (rev > 0),
	-- How often it was tried before it was given up, and what the last one came to.
	attempts   INTEGER NOT NULL,
	reason     TEXT NOT NULL,
	failed_at  TEXT,
	PRIMARY KEY (webhook_id, room_id, rev)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_deliveries_pending ON chat_deliveries (webhook_id, room_id, rev) WHERE failed_at IS NULL;
CREATE INDEX chat_deliveries_failed ON chat_deliveries (webhook_id, room_id, rev) WHERE failed_at IS NOT NULL;

INSERT INTO chat_schema (version) VALUES (6);
