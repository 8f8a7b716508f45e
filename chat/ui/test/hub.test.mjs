import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { Hub } from '../assets/core/hub.js';
import { Shelf } from '../assets/core/shelf.js';
import { FakeClock, FakeDepot, FakeLocks, FakeStorage, bob, created, deferred, message, settled } from './fakes.mjs';
import { FakeApi, NotingLive, guest, inside, open } from './server.mjs';

const forgotten = () => new ApiError('who?', { status: 401 });

test('one reads without logging in, and cannot send', async () => {
  const { hub, room, live } = await open();
  assert.deepEqual([hub.viewer, room.phase, room.store.messages.length, live.calls], [null, 'current', 2, ['restart']]);
  assert.throws(() => room.send({ text: 'x' }));
});

test('who we are, the room and its messages are asked for at once', async () => {
  const api = new FakeApi();
  const asked = [];
  for (const what of ['meta', 'room', 'messages']) {
    const ask = api[what].bind(api);
    api[what] = async (...query) => { asked.push(what); await settled(); return ask(...query); };
  }
  const opening = open(api);
  assert.deepEqual(asked.sort(), ['messages', 'meta', 'room']);
  const { room } = await opening;
  await settled();
  assert.equal(room.store.messages.length, 2);
});

test('a log-in opens a new live session', async () => {
  const { hub, live, viewers } = await open();
  await hub.logIn(guest, 'Ann');
  assert.deepEqual([hub.viewer.id, viewers, live.calls], ['ann', [null, 'ann'], ['restart', 'restart']]);
});

test('what one sends is in the store once, whichever of answer and push comes first', async () => {
  const { hub, room, live } = await open();
  await hub.logIn(guest, 'Ann');
  await settled();
  room.send({ text: 'hello' });
  const { clientId } = room.unsent[0];
  const pushed = { ...created(3), payload: message(3, { clientId, text: 'hello' }) };
  live.room.message(pushed);
  await settled();
  live.room.message(pushed);
  assert.deepEqual([room.store.messages.map((each) => each.seq), room.unsent], [[1, 2, 3], []]);
});

test('ErrUnauthenticated on an action logs out here, and keeps the text', async () => {
  const { api, hub, room } = await open();
  await hub.logIn(guest, 'Ann');
  await settled();
  api.error = forgotten();
  room.send({ text: 'hello' });
  await settled();
  assert.deepEqual([hub.viewer, hub.writer.id, room.unsent.length], [null, 'ann', 1]);
  await assert.rejects(room.edit(message(1), 'x'), { status: 401 });
});

test('what was unsent goes to its room after a reload', async () => {
  const api = new FakeApi();
  const { ann } = await import('./fakes.mjs');
  api.viewer = ann;
  api.error = new ApiError('away');
  const before = await open(api);
  before.room.send({ text: 'hello' });
  await settled();
  before.hub.close();
  api.error = null;
  const { room } = await open(api, before);
  await settled();
  assert.deepEqual([api.sent, room.unsent], [[['r', 'hello']], []]);
});

test('logging out hides what was unsent, and the next one does not get it', async () => {
  const { api, hub, room } = await open();
  await hub.logIn(guest, 'Ann');
  await settled();
  api.error = new ApiError('away');
  room.send({ text: 'hello' });
  room.drafts.keep('half');
  await settled();
  await hub.logOut();
  assert.deepEqual([hub.viewer, room.unsent, room.drafts.get()], [null, [], '']);
  await hub.logIn(guest, 'Bob');
  await settled();
  assert.deepEqual([room.unsent, room.drafts.get()], [[], '']);
  await hub.logOut();
  await hub.logIn(guest, 'Ann');
  await settled();
  assert.deepEqual([room.unsent.length, room.drafts.get()], [1, 'half']);
});

test('logging out holds even if the server is away afterwards, and hides what not everybody may read', async () => {
  const api = new FakeApi();
  api.privately = true;
  const { hub, room, live } = await open(api);
  await hub.logIn(guest, 'Ann');
  await settled();
  assert.equal(room.store.messages.length, 2);
  api.meta = async () => { throw new ApiError('away'); };
  await hub.logOut();
  assert.deepEqual([hub.viewer, live.calls.at(-1), room.store.messages], [null, 'restart', []]);
});

test('who logged out or in elsewhere is noticed when the session is renewed or the reader returns', async () => {
  const { api, hub, live, viewers } = await open();
  await hub.logIn(guest, 'Ann');
  live.enter('up');
  await settled();
  assert.deepEqual(live.calls, ['restart', 'restart']);
  api.viewer = null;
  live.enter('up');
  await settled();
  assert.equal(hub.viewer, null);
  live.enter('up');
  live.enter('up');
  await settled();
  assert.deepEqual([viewers, live.calls.length], [[null, 'ann', null], 3]);
  api.viewer = bob;
  hub.wake();
  await settled();
  assert.equal(hub.viewer.id, 'bob');
});

test('a chat that is not public is read after logging in, and forgotten after logging out', async () => {
  const api = new FakeApi();
  api.privately = true;
  const { hub, room, live } = await open(api);
  assert.deepEqual([room.phase, room.store.loaded, live.room], ['closed', false, undefined]);
  await hub.logIn(guest, 'Ann');
  await settled();
  assert.deepEqual([room.phase, room.store.messages.length, room.info.name], ['current', 2, 'Lobby']);
  room.people.presence.set('bob', 'online');
  await hub.logOut();
  await settled();
  assert.deepEqual([room.phase, room.store.messages.length], ['closed', 0]);
  // Neither what it is called nor who was there is for who comes next.
  assert.deepEqual([room.info.name, room.info.topic, room.people.presence.size], ['', '', 0]);
});

test('a session that ends by itself closes a chat that is not public', async () => {
  const api = new FakeApi();
  api.privately = true;
  const { hub, room, live } = await open(api);
  await hub.logIn(guest, 'Ann');
  await settled();
  api.viewer = null;
  live.room.active();
  for (let turn = 0; turn < 4; turn++) await settled();
  assert.deepEqual([room.phase, hub.viewer, room.store.messages.length], ['closed', null, 0]);
});

test('a server that does not answer is asked again', async () => {
  const api = new FakeApi();
  const { meta } = api;
  api.meta = async () => { throw new ApiError('away'); };
  const { hub, clock } = await open(api);
  assert.deepEqual([hub.phase, hub.error.message], ['failed', 'away']);
  api.meta = meta;
  await clock.advance(1000);
  assert.deepEqual([hub.phase, hub.error], ['open', null]);
});

test('a room is shared by all who ask for it, and left when the last one goes', async () => {
  const { hub, room, release, live } = await open();
  const again = hub.room('lobby');
  assert.equal(again.room, room);
  release();
  release();
  assert.notEqual(live.room, undefined);
  again.release();
  assert.equal(live.room, undefined);
  const back = hub.room('lobby');
  assert.deepEqual([back.room === room, room.store.messages.length], [true, 2]);
});

test('rooms that were left long ago are forgotten', async () => {
  const { hub, room, release } = await open();
  release();
  for (let i = 0; i < 9; i++) hub.room(`other-${i}`).release();
  assert.notEqual(hub.room('lobby').room, room);
});

test('what is ours is forgotten when we log out, even if the server is away afterwards', async () => {
  const { hub, api } = await inside();
  hub.rooms.open();
  hub.bookmarks.has('m2');
  for (let turn = 0; turn < 4; turn++) await settled();
  assert.deepEqual([hub.rooms.list.length, hub.bookmarks.has('m2')], [2, true]);
  for (const what of ['meta', 'rooms', 'bookmarks']) api[what] = async () => { throw new ApiError('away'); };
  await hub.logOut();
  assert.deepEqual([hub.rooms.list.length, hub.bookmarks.has('m2')], [0, false]);
});

test('a hub that was closed before the server answered begins nothing', async () => {
  const api = new FakeApi();
  const late = deferred();
  const { meta } = api;
  api.meta = () => late.promise;
  const live = new NotingLive();
  const hub = new Hub({ api, makeLive: () => live, depot: new FakeDepot(), lock: new FakeLocks().lock, shelf: new Shelf('', new FakeStorage()), clock: new FakeClock() });
  void hub.open();
  hub.close();
  late.resolve(await meta.call(api));
  await settled();
  assert.deepEqual(live.calls, []);
});
