import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ann, bob, created, deferred, message, settled } from './fakes.mjs';
import { FakeApi, open } from './server.mjs';

/** Ann's rooms: the lobby, with two unread messages of three, and another that she is not in. */
async function listed() {
  const api = new FakeApi();
  api.viewer = ann;
  api.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2 }];
  api.messages = async (room) => ({ items: [room === 'q' ? message(1, { createdAt: '2027-01-01T00:00:00Z' }) : message(3)], hasBefore: false, hasAfter: false, asOf: 3 });
  const all = await open(api);
  all.release();
  const close = all.hub.rooms.open();
  for (let turn = 0; turn < 4; turn++) await settled();
  return { ...all, close, rooms: all.hub.rooms };
}

const titles = (rooms) => rooms.list.map(({ room, unread }) => [room.name, unread?.unread ?? null]);

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
  const answer = deferred();
  api.unread = () => answer.promise;
  live.room.active();
  await clock.advance(300);
  live.room.message(created(4, { author: bob }));
  answer.resolve({ items: [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2 }], after: '' });
  await settled();
  assert.equal(rooms.unread, 3);
});

test('who is logged out by then is not asked for what they have not read', async () => {
  const { hub, live, api, clock } = await listed();
  let asked = 0;
  api.unread = async () => { asked++; return { items: [], after: '' }; };
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
  live.subscribers.get('/users/ann').message({ event: 'read.updated', payload: { room: 'r', readSeq: 3, lastSeq: 3, unread: 0 } });
  assert.equal(rooms.unread, 0);
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
