-- +goose Up
-- Order in the house: who may not, who does not want to, and who decided that.

-- What members want to be told of in the room, '' for everything, and until when nothing.
ALTER TABLE chat_members ADD COLUMN notify TEXT NOT NULL DEFAULT '';
ALTER TABLE chat_members ADD COLUMN notify_after TEXT;

-- How far apart in milliseconds the messages of one person must be; 0: as they like.
ALTER TABLE chat_rooms ADD COLUMN slow_mode_ms INTEGER NOT NULL DEFAULT 0 CHECK (slow_mode_ms >= 0);

-- When people last posted where that counts.
CREATE TABLE chat_paces (
	room_id TEXT NOT NULL REFERENCES chat_rooms (id),
	user_id TEXT NOT NULL,
	at      TEXT,
	PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_paces_user ON chat_paces (user_id);

-- Who is banned or muted, in a room or with '' everywhere. This table and the next two have
-- a rowid for the sake of the words in them, as chat_revisions has.
CREATE TABLE chat_sanctions (
	user_id TEXT NOT NULL,
	room_id TEXT NOT NULL,
	kind    TEXT NOT NULL,
	by_id   TEXT NOT NULL,
	reason  TEXT NOT NULL,
	at      TEXT,
	-- NULL for good.
	until   TEXT,
	PRIMARY KEY (user_id, room_id, kind)
) STRICT;

CREATE INDEX chat_sanctions_room ON chat_sanctions (room_id, kind, user_id);

-- What people told the moderators about messages, with what these said then.
CREATE TABLE chat_reports (
	id          TEXT NOT NULL PRIMARY KEY,
	room_id     TEXT NOT NULL REFERENCES chat_rooms (id),
	message_id  TEXT NOT NULL REFERENCES chat_messages (id),
	author_id   TEXT NOT NULL,
	reporter_id TEXT NOT NULL,
	reason      TEXT NOT NULL,
	text        TEXT NOT NULL,
	status      TEXT NOT NULL,
	created_at  TEXT,
	closed_at   TEXT,
	closed_by   TEXT NOT NULL,
	UNIQUE (message_id, reporter_id)
) STRICT;

CREATE INDEX chat_reports_room ON chat_reports (room_id, status, id);
CREATE INDEX chat_reports_status ON chat_reports (status, id);
CREATE INDEX chat_reports_reporter ON chat_reports (reporter_id, id);
CREATE INDEX chat_reports_author ON chat_reports (author_id) WHERE text <> '';

-- What those did who keep order: only ever appended, until it is too old.
CREATE TABLE chat_acts (
	id        TEXT NOT NULL PRIMARY KEY,
	room_id   TEXT NOT NULL,
	actor_id  TEXT NOT NULL,
	what      TEXT NOT NULL,
	user_id   TEXT NOT NULL,
	object_id TEXT NOT NULL,
	reason    TEXT NOT NULL,
	at        TEXT,
	until     TEXT
) STRICT;

CREATE INDEX chat_acts_room ON chat_acts (room_id, id);
CREATE INDEX chat_acts_user ON chat_acts (user_id, id);
CREATE INDEX chat_acts_actor ON chat_acts (actor_id) WHERE reason <> '';

-- Whom users do not want to hear from.
CREATE TABLE chat_blocks (
	user_id  TEXT NOT NULL,
	other_id TEXT NOT NULL,
	-- The rev of the user's own log that it took: their order.
	rev      INTEGER NOT NULL CHECK (rev > 0),
	at       TEXT,
	PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_blocks_rev ON chat_blocks (user_id, rev);

INSERT INTO chat_schema (version) VALUES (2);
