-- How far each durable consumer was told about each room.
--
-- No row is 0: the consumer was told of nothing yet. So a room that is created later
-- needs none, and a consumer is known by its own table, also when there are no rooms.

CREATE TABLE chat_consumers (
	name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_cursors (
	consumer TEXT NOT NULL REFERENCES chat_consumers (name),
	room_id  TEXT NOT NULL REFERENCES chat_rooms (id),
	rev      INTEGER NOT NULL CHECK (rev > 0),
	PRIMARY KEY (consumer, room_id)
) STRICT, WITHOUT ROWID;

INSERT INTO chat_schema (version) VALUES (2);
