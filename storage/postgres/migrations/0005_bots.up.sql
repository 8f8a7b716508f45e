-- +goose Up
-- Users that are programs, and the tokens with which they come.

CREATE TABLE chat_bots (
	user_id    text COLLATE "C" NOT NULL PRIMARY KEY,
	-- The room that it was made for; empty: the whole module.
	room_id    text COLLATE "C" NOT NULL,
	-- Whether it is what an incoming webhook writes as.
	hook       boolean NOT NULL,
	created_by text COLLATE "C" NOT NULL,
	created_at timestamptz
);

CREATE INDEX chat_bots_room ON chat_bots (room_id, hook, user_id);

CREATE TABLE chat_bot_tokens (
	id           text COLLATE "C" NOT NULL PRIMARY KEY,
	-- Made of the token, which is not kept.
	key          text COLLATE "C" NOT NULL UNIQUE,
	bot_id       text COLLATE "C" NOT NULL REFERENCES chat_bots (user_id),
	-- Words with a space between two of them: what it may do, and in which rooms; empty: in
	-- all.
	scopes       text COLLATE "C" NOT NULL,
	rooms        text COLLATE "C" NOT NULL,
	created_by   text COLLATE "C" NOT NULL,
	created_at   timestamptz,
	expires_at   timestamptz,
	last_used_at timestamptz
);

CREATE INDEX chat_bot_tokens_bot ON chat_bot_tokens (bot_id, id);

INSERT INTO chat_schema (version) VALUES (5);
