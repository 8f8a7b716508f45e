-- +goose Up
-- Whom messages call, by which names, and who follows which threads.

-- What people call each other by after an "@": in lower case, and '' for none.
ALTER TABLE chat_users ADD COLUMN handle text COLLATE "C" NOT NULL DEFAULT '';

-- As everything that people are called, no matter for the planner's samples.
ALTER TABLE chat_users ALTER COLUMN handle SET STATISTICS 0;

CREATE UNIQUE INDEX chat_users_handle ON chat_users (handle) WHERE handle <> '';

-- Whom a message calls: user_id '' is everybody in the room. The rest is the message's own,
-- for counts by one index.
CREATE TABLE chat_mentions (
	user_id    text COLLATE "C" NOT NULL,
	room_id    text COLLATE "C" NOT NULL,
	seq        bigint NOT NULL CHECK (seq > 0),
	message_id text COLLATE "C" NOT NULL REFERENCES chat_messages (id),
	author_id  text COLLATE "C" NOT NULL,
	PRIMARY KEY (user_id, room_id, seq)
);

CREATE INDEX chat_mentions_message ON chat_mentions (message_id);

-- For everything in which one person is called, the newest first.
CREATE INDEX chat_mentions_user ON chat_mentions (user_id, message_id);

-- Threads whose answers are counted for somebody; 0 for who does not want that any more.
-- The message that began the thread is no foreign key: answers may come when it is gone.
CREATE TABLE chat_follows (
	user_id   text COLLATE "C" NOT NULL,
	thread    text COLLATE "C" NOT NULL,
	room_id   text COLLATE "C" NOT NULL,
	following smallint NOT NULL CHECK (following IN (0, 1)),
	read_seq  bigint NOT NULL CHECK (read_seq >= 0),
	PRIMARY KEY (user_id, thread)
);

CREATE INDEX chat_follows_thread ON chat_follows (thread, user_id);
CREATE INDEX chat_follows_room ON chat_follows (room_id, thread, user_id);

INSERT INTO chat_schema (version) VALUES (7);
