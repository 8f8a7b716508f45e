-- +goose Up
-- Order in the house: who may not, who does not want to, and who decided that.

-- What members want to be told of in the room, '' for everything, and until when nothing.
ALTER TABLE chat_members ADD COLUMN notify text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE chat_members ADD COLUMN notify_after timestamptz;

-- How far apart in milliseconds the messages of one person must be; 0: as they like.
ALTER TABLE chat_rooms ADD COLUMN slow_mode_ms bigint NOT NULL DEFAULT 0 CHECK (slow_mode_ms >= 0);

-- When people last posted where that counts.
CREATE TABLE chat_paces (
	room_id text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	user_id text COLLATE "C" NOT NULL,
	at      timestamptz,
	PRIMARY KEY (room_id, user_id)
);

CREATE INDEX chat_paces_user ON chat_paces (user_id);

-- Who is banned or muted, in a room or with '' everywhere.
CREATE TABLE chat_sanctions (
	user_id text COLLATE "C" NOT NULL,
	room_id text COLLATE "C" NOT NULL,
	kind    text COLLATE "C" NOT NULL,
	by_id   text COLLATE "C" NOT NULL,
	reason  text NOT NULL,
	at      timestamptz,
	-- NULL for good.
	until   timestamptz,
	PRIMARY KEY (user_id, room_id, kind)
);

CREATE INDEX chat_sanctions_room ON chat_sanctions (room_id, kind, user_id);

-- What people told the moderators about messages, with what these said then.
CREATE TABLE chat_reports (
	id          text COLLATE "C" NOT NULL PRIMARY KEY,
	room_id     text COLLATE "C" NOT NULL REFERENCES chat_rooms (id),
	message_id  text COLLATE "C" NOT NULL REFERENCES chat_messages (id),
	author_id   text COLLATE "C" NOT NULL,
	reporter_id text COLLATE "C" NOT NULL,
	reason      text NOT NULL,
	text        text NOT NULL,
	status      text COLLATE "C" NOT NULL,
	created_at  timestamptz,
	closed_at   timestamptz,
	closed_by   text COLLATE "C" NOT NULL,
	UNIQUE (message_id, reporter_id)
);

CREATE INDEX chat_reports_room ON chat_reports (room_id, status, id);
CREATE INDEX chat_reports_status ON chat_reports (status, id);
CREATE INDEX chat_reports_reporter ON chat_reports (reporter_id, id);
CREATE INDEX chat_reports_author ON chat_reports (author_id) WHERE text <> '';

-- What those did who keep order: only ever appended, until it is too old.
CREATE TABLE chat_acts (
	id        text COLLATE "C" NOT NULL PRIMARY KEY,
	room_id   text COLLATE "C" NOT NULL,
	actor_id  text COLLATE "C" NOT NULL,
	what      text COLLATE "C" NOT NULL,
	user_id   text COLLATE "C" NOT NULL,
	object_id text COLLATE "C" NOT NULL,
	reason    text NOT NULL,
	at        timestamptz,
	until     timestamptz
);

CREATE INDEX chat_acts_room ON chat_acts (room_id, id);
CREATE INDEX chat_acts_user ON chat_acts (user_id, id);
CREATE INDEX chat_acts_actor ON chat_acts (actor_id) WHERE reason <> '';

-- Whom users do not want to hear from.
CREATE TABLE chat_blocks (
	user_id  text COLLATE "C" NOT NULL,
	other_id text COLLATE "C" NOT NULL,
	-- The rev of the user's own log that it took: their order.
	rev      bigint NOT NULL CHECK (rev > 0),
	at       timestamptz,
	PRIMARY KEY (user_id, other_id)
);

CREATE INDEX chat_blocks_rev ON chat_blocks (user_id, rev);

-- What people wrote is no business of the planner; see 0001.
ALTER TABLE chat_sanctions ALTER COLUMN reason SET STATISTICS 0;
ALTER TABLE chat_reports ALTER COLUMN reason SET STATISTICS 0, ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE chat_acts ALTER COLUMN reason SET STATISTICS 0;

INSERT INTO chat_schema (version) VALUES (2);
