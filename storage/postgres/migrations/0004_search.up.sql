-- +goose Up
-- What search knows of messages: the words of each, once it was indexed.
--
-- The words are hashes, see storage/internal/bunstore/index.go: short ASCII words, of which
-- no language or collation has an idea of its own. Messages that are there already are
-- indexed by and by, room by room, by the module.

CREATE TABLE chat_findable (
	n          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	message_id text COLLATE "C" NOT NULL UNIQUE REFERENCES chat_messages (id),
	room_id    text COLLATE "C" NOT NULL,
	author_id  text COLLATE "C" NOT NULL,
	created_at timestamptz,
	-- 1 when there is a link in the text.
	link       smallint NOT NULL CHECK (link IN (0, 1)),
	terms      tsvector NOT NULL
);

CREATE INDEX chat_findable_room ON chat_findable (room_id, message_id);
CREATE INDEX chat_findable_author ON chat_findable (author_id, message_id);

-- Rows come many at a time, and nobody who searches should have to read a list of what is
-- not in the index yet.
CREATE INDEX chat_findable_terms ON chat_findable USING gin (terms) WITH (fastupdate = off);

-- The seq up to which the messages of each room were indexed; no row is 0.
CREATE TABLE chat_indexed (
	room_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES chat_rooms (id) ON DELETE CASCADE,
	seq     bigint NOT NULL
);

-- The planner would keep samples of it, where erasing does not reach.
ALTER TABLE chat_findable ALTER COLUMN terms SET STATISTICS 0;

INSERT INTO chat_schema (version) VALUES (4);
