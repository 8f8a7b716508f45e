import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ann, bob, created, deferred, message, settled } from './fakes.mjs';
import { FakeApi, guest, open } from './server.mjs';

/** Ann's rooms: the lobby, with two unread messages of three, and another that she is not in. */
async function listed() {
  const api = new FakeApi();
  api.viewer = ann;
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2, mentions: 1 }];
  api.last = { r: message(3), q: message(1, { createdAt: '2027-01-01T00:00:00Z' }) };
  const all = await open(api);
  all.release();
  const close = all.hub.rooms.open();
  for (let turn = 0; turn < 4; turn++) await settled();
  return { ...all, close, rooms: all.hub.rooms };
}

/** The list is being asked for; what this returns lets the answer come. */
async function asking(live, api, clock) {
  const answer = deferred();
  const page = await api.rooms();
  api.rooms = () => answer.promise;
  live.room.active();
  await clock.advance(300);
  return () => {
    answer.resolve(page);
    return settled();
  };
}

const titles = (rooms) => rooms.list.map(({ room, unread }) => [room.name, unread?.unread ?? null]);

const calling = (more = {}) => ({ nodes: [{ type: 'paragraph', nodes: [{ type: 'mention', user: 'ann' }] }], author: bob, ...more });
const added = (seq, more) => ({ event: 'mention.added', payload: message(seq, calling(more)) });
const mentions = (rooms) => rooms.get('r').unread.mentions;

test('the rooms that we are in come before others, with what is unread and what was said last', async () => {
  const { rooms } = await listed();
  assert.deepEqual([titles(rooms), rooms.unread, rooms.list[0].last.seq], [[['Lobby', 2], ['Quiet', null]], 2, 3]);
});

test('a message in a room that is not open counts once, and our own does not', async () => {
  const { rooms, live } = await listed();
  const news = [];
  rooms.on('news', ({ message: { seq } }) => news.push(seq));
  live.room.message(created(4, { author: bob }));
  live.room.message(created(4, { author: bob }));
  live.room.message(created(5));
  live.room.message(created(6, { thread: 'm1', author: bob }));
  assert.deepEqual([titles(rooms)[0], rooms.list[0].last.seq, news], [['Lobby', 3], 5, [4, 5]]);
});

test('a message that was seen before it was pushed counts all the same', async () => {
  const { rooms, live } = await listed();
  rooms.get('r').last = message(4, { author: bob });
  live.room.message(created(4, { author: bob }));
  assert.equal(rooms.unread, 3);
});

test('what is said while the list is asked for counts, in whichever order the answer comes', async () => {
  const { rooms, live, api, clock } = await listed();
  const answer = await asking(live, api, clock);
  live.room.message(created(4, { author: bob }));
  await answer();
  assert.equal(rooms.unread, 3);
});

test('who is logged out by then is not asked for what they have not read', async () => {
  const { hub, live, api, clock } = await listed();
  let asked = 0;
  api.rooms = async () => { asked += hub.viewer ? 1 : 0; return { items: [], after: '' }; };
  api.viewer = null;
  live.subscribers.get('/users/ann').active();
  await clock.advance(300);
  await settled();
  assert.deepEqual([asked, hub.viewer], [0, null]);
});

test('what came before a room was followed is asked for', async () => {
  const { rooms, live, api, clock } = await listed();
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 4, unread: 3 }];
  live.room.active();
  await clock.advance(300);
  assert.equal(rooms.unread, 3);
});

test('what is read on another device is read here', async () => {
  const { rooms, live } = await listed();
  live.subscribers.get('/users/ann').message({ event: 'read.updated', payload: { room: 'r', readSeq: 3, lastSeq: 3, unread: 0, mentions: 0 } });
  assert.deepEqual([rooms.unread, mentions(rooms)], [0, 0]);
});

test('what calls us counts once, in whichever way it is heard of, and also in a thread', async () => {
  const { rooms, live } = await listed();
  const own = live.subscribers.get('/users/ann');
  const heard = [];
  rooms.on('mention', ({ id }) => heard.push(id));
  live.room.message(created(4, calling()));
  own.message(added(4));
  own.message(added(5, { thread: 'm1' }));
  live.room.message(created(5, calling({ thread: 'm1' })));
  live.room.message(created(6, calling({ author: ann })));
  live.room.message(created(7, { author: bob, nodes: [{ type: 'mention', user: 'bob' }] }));
  live.room.message(created(8, { author: bob, nodes: [{ type: 'mention' }] }));
  assert.deepEqual([mentions(rooms), heard], [4, ['m4', 'm5']]);
});

test('what calls us is not counted where we want to hear of nothing, and the server counts when that changes', async () => {
  const { rooms, live, api, clock } = await listed();
  const own = live.subscribers.get('/users/ann');
  const set = (notify) => {
    api.member = { role: 'member', readSeq: 1, notify };
    own.message({ event: 'notify.updated', payload: { room: 'r', ...notify } });
    return clock.advance(300);
  };
  const until = (ms) => new Date(clock.now() + ms).toISOString();
  for (const [seq, notify, counted] of [
    [4, { level: 'none', muteUntil: '' }, 1],
    [5, { level: 'all', muteUntil: until(60_000) }, 1],
    [6, { level: 'mentions', muteUntil: until(-60_000) }, 2],
  ]) {
    await set(notify);
    live.room.message(created(seq, calling()));
    assert.equal(mentions(rooms), counted, JSON.stringify(notify));
  }
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2, mentions: 3 }];
  await set({ level: 'all', muteUntil: '' });
  assert.equal(mentions(rooms), 3);
});

test('what the list has counted is not counted when it is told again', async () => {
  const { rooms, live } = await listed();
  live.room.message(created(2, calling()));
  assert.equal(mentions(rooms), 1);
});

test('a message that calls us no more, or only now, is for the server to count', async () => {
  const { rooms, live, api, clock } = await listed();
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2, mentions: 0 }];
  live.room.message({ event: 'message.deleted', rev: 4, room: 'r', payload: message(3, { author: bob, text: '', deletedAt: 'x', rev: 4 }) });
  await clock.advance(300);
  assert.equal(mentions(rooms), 0);
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2, mentions: 1 }];
  live.subscribers.get('/users/ann').message(added(2));
  await clock.advance(300);
  assert.equal(mentions(rooms), 1);
});

test('what calls us while the list is asked for counts once', async () => {
  const { rooms, live, api, clock } = await listed();
  const answer = await asking(live, api, clock);
  live.subscribers.get('/users/ann').message(added(4));
  await answer();
  assert.equal(mentions(rooms), 2);
  live.room.message(created(4, calling()));
  assert.deepEqual([mentions(rooms), rooms.unread], [2, 3]);
});

test('rooms come and go, and change their names', async () => {
  const { rooms, live, api } = await listed();
  live.room.message({ event: 'room.updated', rev: 4, room: 'r', payload: { id: 'r', kind: 'public', name: 'Tea' } });
  assert.equal(rooms.list[0].room.name, 'Tea');
  const own = live.subscribers.get('/users/ann');
  own.message({ event: 'room.removed', payload: { id: 'r' } });
  assert.deepEqual(titles(rooms), [['Quiet', null]]);
  api.unreadNow = [];
  own.message({ event: 'room.added', payload: { id: 'r', kind: 'private', name: 'Lobby' } });
  await settled();
  assert.equal(rooms.list.length, 2);
});

test('a list that nobody looks at follows nothing', async () => {
  const { live, close, clock } = await listed();
  close();
  close();
  assert.deepEqual([[...live.subscribers.keys()], clock.waiting], [[], []]);
});

test('an answer about the rooms that comes late is of no use, least of all to somebody else', async () => {
  const { hub, rooms, api } = await listed();
  const { rooms: now } = api;
  const late = deferred();
  api.rooms = () => late.promise;
  void rooms.read();
  api.rooms = async () => ({ items: [], after: '' });
  await hub.logIn(guest, 'Bob');
  await settled();
  late.resolve(await now.call(api));
  await settled();
  assert.deepEqual(rooms.list, []);
});

test('a room that goes while the list is asked for is gone', async () => {
  const { rooms, live, api, clock } = await listed();
  const answer = await asking(live, api, clock);
  live.subscribers.get('/users/ann').message({ event: 'room.removed', payload: { id: 'r' } });
  await answer();
  assert.deepEqual(titles(rooms), [['Quiet', null]]);
});
