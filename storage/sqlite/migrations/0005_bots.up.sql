-- +goose Up
-- Users that are programs, and the tokens with which they come.

CREATE TABLE chat_bots (
	user_id    TEXT NOT NULL PRIMARY KEY,
	-- The room that it was made for; empty: the whole module.
	room_id    TEXT NOT NULL,
	-- 1 for what an incoming webhook writes as.
	hook       INTEGER NOT NULL CHECK (hook IN (0, 1)),
	created_by TEXT NOT NULL,
	created_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_bots_room ON chat_bots (room_id, hook, user_id);

CREATE TABLE chat_bot_tokens (
	id           TEXT NOT NULL PRIMARY KEY,
	-- Made of the token, which is not kept.
	key          TEXT NOT NULL UNIQUE,
	bot_id       TEXT NOT NULL REFERENCES chat_bots (user_id),
	-- Words with a space between two of them: what it may do, and in which rooms; empty: in
	-- all.
	scopes       TEXT NOT NULL,
	rooms        TEXT NOT NULL,
	created_by   TEXT NOT NULL,
	created_at   TEXT,
	expires_at   TEXT,
	last_used_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_bot_tokens_bot ON chat_bot_tokens (bot_id, id);

INSERT INTO chat_schema (version) VALUES (5);
