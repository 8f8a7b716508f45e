-- +goose Up
-- What search knows of messages: the words of each, once it was indexed.
--
-- The words are hashes, see storage/internal/bunstore/index.go, so that what FTS5 leaves
-- in its pages of what was removed says nothing. Messages that are there already are
-- indexed by and by, room by room, by the module.

-- With a rowid, so that rows are only ever appended: a page that is split in its middle
-- keeps a copy of what moved out of it.
CREATE TABLE chat_findable (
	n          INTEGER PRIMARY KEY,
	message_id TEXT NOT NULL UNIQUE REFERENCES chat_messages (id),
	room_id    TEXT NOT NULL,
	author_id  TEXT NOT NULL,
	created_at TEXT,
	-- 1 when there is a link in the text.
	link       INTEGER NOT NULL CHECK (link IN (0, 1)),
	terms      TEXT NOT NULL
) STRICT;

CREATE INDEX chat_findable_room ON chat_findable (room_id, message_id);
CREATE INDEX chat_findable_author ON chat_findable (author_id, message_id);

CREATE VIRTUAL TABLE chat_terms USING fts5 (terms, content='chat_findable', content_rowid='n', columnsize=0, tokenize='ascii');

-- What is removed is taken out of the index, rather than marked as removed.
INSERT INTO chat_terms (chat_terms, rank) VALUES ('secure-delete', 1);

-- +goose StatementBegin
CREATE TRIGGER chat_findable_added AFTER INSERT ON chat_findable BEGIN
	INSERT INTO chat_terms (rowid, terms) VALUES (new.n, new.terms);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chat_findable_removed AFTER DELETE ON chat_findable BEGIN
	INSERT INTO chat_terms (chat_terms, rowid, terms) VALUES ('delete', old.n, old.terms);
END;
-- +goose StatementEnd

-- The seq up to which the messages of each room were indexed; no row is 0.
CREATE TABLE chat_indexed (
	room_id TEXT NOT NULL PRIMARY KEY REFERENCES chat_rooms (id) ON DELETE CASCADE,
	seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO chat_schema (version) VALUES (4);
