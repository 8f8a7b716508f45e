import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { bob, created, deferred, message, settled } from './fakes.mjs';
import { inside } from './server.mjs';

/** The lobby, of which Ann is a member, and what tells of those in it. */
async function stand(change) {
  const all = await inside(change);
  const in10s = () => new Date(all.clock.now() + 10_000).toISOString();
  const told = (rev, event, payload) => all.live.room.message({ event, rev, room: 'r', payload: { room: 'r', user: 'ann', ...payload } });
  return { ...all, standing: all.room.standing, in10s, told };
}

const muted = (until) => new ApiError('muted', { status: 403, code: 'muted', until });

/** The room says so of us. */
const posting = (api, code, until = '') => {
  const ask = api.room.bind(api);
  api.room = async () => ({ ...await ask(), posting: { code, until } });
};

test('who is muted is so until it ends, or somebody ends it', async () => {
  const { standing, room, clock, in10s, told, api } = await stand();
  const until = in10s();
  let heard = 0;
  room.on('info', () => heard++);
  posting(api, 'muted', until);
  told(3, 'member.muted', { kind: 'mute', stands: true, until });
  assert.deepEqual([standing.barred, standing.until, room.writable], ['mute', until, false]);
  await settled();
  posting(api, '');
  heard = 0;
  await clock.advance(9999);
  assert.equal(standing.barred, 'mute');
  await clock.advance(1);
  assert.deepEqual([standing.barred, heard], ['', 1]);
  told(4, 'member.muted', { kind: 'mute', stands: true });
  assert.deepEqual([standing.barred, standing.until], ['mute', '']);
  told(5, 'member.unmuted', { kind: 'mute', stands: false });
  assert.equal(standing.barred, '');
  told(6, 'member.muted', { user: 'bob', kind: 'mute', stands: true });
  assert.equal(standing.barred, '');
});

test('who comes back muted learns it before they write', async () => {
  const { standing } = await stand((api) => posting(api, 'muted', new Date(8.64e15).toISOString()));
  assert.equal(standing.barred, 'mute');
});

test('whose words the host does not want only reads', async () => {
  const { standing, api, room } = await stand((each) => posting(each, 'forbidden'));
  assert.equal(standing.barred, 'readOnly');
  posting(api, '');
  await room.inquire();
  assert.equal(standing.barred, '');
});

test('only the latest answer counts', async () => {
  const { standing, api, room } = await stand();
  const ask = api.room.bind(api);
  const late = deferred();
  api.room = () => late.promise;
  const asking = room.inquire();
  api.room = ask;
  await room.inquire();
  late.resolve({ ...await ask(), posting: { code: 'forbidden', until: '' } });
  await asking;
  assert.equal(standing.barred, '');
});

test('an answer that is older than what was heard meanwhile closes no room', async () => {
  const { standing, api, room, live } = await stand();
  const ask = api.room.bind(api);
  const late = deferred();
  api.room = () => late.promise;
  const asking = room.inquire();
  api.room = async () => ({ ...await ask(), rev: 3 });
  live.room.message({ event: 'room.updated', rev: 3, room: 'r', payload: { id: 'r', kind: 'public', name: 'Lobby', rev: 3 } });
  late.resolve({ ...await ask(), rev: 2, archivedAt: 'x' });
  await asking;
  await settled();
  assert.deepEqual([standing.barred, room.info.rev], ['', 3]);
});

test('what was not taken says why, and is kept', async () => {
  const { standing, room, api, in10s } = await stand();
  api.error = muted(in10s());
  room.send({ text: 'hi' });
  for (let turn = 0; turn < 6; turn++) await settled();
  assert.deepEqual([standing.barred, room.unsent.map(({ state }) => state)], ['mute', ['failed']]);
});

test('who is banned while inside is shut out, and back in when it ends', async () => {
  const { standing, room, api, clock, in10s, told } = await stand();
  const { room: ask, events, messages, ask: other } = api;
  const gone = async () => { throw new ApiError('not found', { status: 404, code: 'not_found' }); };
  Object.assign(api, { room: gone, events: gone, messages: gone, ask: gone });
  told(3, 'member.banned', { kind: 'ban', stands: true, until: in10s() });
  for (let turn = 0; turn < 6; turn++) await settled();
  assert.deepEqual([room.phase, standing.barred, room.writable, room.store.messages.length], ['closed', 'ban', false, 0]);
  Object.assign(api, { room: ask, events, messages, ask: other });
  await clock.advance(10_000);
  assert.deepEqual([room.phase, standing.barred, room.store.messages.length], ['current', '', 2]);
});

test('a ban without an end that is lifted is noticed within a minute', async () => {
  const { standing, room, api, clock, told, release } = await stand();
  const { room: ask, events, messages, ask: other } = api;
  const gone = async () => { throw new ApiError('not found', { status: 404, code: 'not_found' }); };
  Object.assign(api, { room: gone, events: gone, messages: gone, ask: gone });
  told(3, 'member.banned', { kind: 'ban', stands: true });
  await clock.advance(60_000);
  assert.equal(standing.barred, 'ban');
  Object.assign(api, { room: ask, events, messages, ask: other });
  await clock.advance(60_000);
  assert.deepEqual([room.phase, standing.barred], ['current', '']);
  release();
});

const slowly = (role) => (api) => {
  const ask = api.room.bind(api);
  api.room = async () => ({ ...await ask(), slowModeMs: 30_000, viewer: { role, readSeq: 1 } });
};

test('slow mode counts from what one said last, by whatever clock', async () => {
  const { standing, live, clock, room } = await stand(slowly('member'));
  // The clock here runs far behind that of the server.
  assert.equal(standing.pause, 30_000);
  await clock.advance(30_000);
  assert.equal(standing.pause, 0);
  live.room.message(created(3, { author: bob }));
  assert.equal(standing.pause, 0);
  live.room.message(created(4));
  await clock.advance(20_000);
  assert.equal(standing.pause, 10_000);
  room.take(message(2, { text: 'edited', rev: 9 }));
  assert.equal(standing.pause, 10_000);
});

test('those who keep order need not wait', async () => {
  const { standing } = await stand(slowly('moderator'));
  assert.equal(standing.pause, 0);
});

test('how long it is the server knows best', async () => {
  const { standing, room, api, clock } = await stand(slowly('member'));
  await clock.advance(30_000);
  api.error = new ApiError('slow', { status: 429, code: 'slow_mode', retryAfter: 7000 });
  room.send({ text: 'hi' });
  for (let turn = 0; turn < 6; turn++) await settled();
  assert.equal(standing.pause, 7000);
  api.error = null;
  await clock.advance(7000);
  assert.deepEqual(api.sent, [['r', 'hi']]);
});

test('somebody else is held to nothing of it', async () => {
  const { standing, hub, told } = await stand();
  told(3, 'member.muted', { kind: 'mute', stands: true });
  await hub.logOut();
  assert.equal(standing.barred, 'login');
  await hub.logIn({ kind: 'guest', label: '', url: '' }, 'Bob');
  await settled();
  assert.equal(standing.barred, '');
});

test('who is let in again is there at once', async () => {
  const { standing, room, api, live, hub, told } = await stand();
  hub.rooms.open();
  const { room: ask, events, messages } = api;
  const gone = async () => { throw new ApiError('not found', { status: 404, code: 'not_found' }); };
  Object.assign(api, { room: gone, events: gone, messages: gone });
  told(3, 'member.left', {});
  for (let turn = 0; turn < 6; turn++) await settled();
  assert.equal(standing.barred, 'out');
  Object.assign(api, { room: ask, events, messages });
  live.subscribers.get('/users/ann').message({ event: 'room.added', payload: { id: 'r', kind: 'public', name: 'Lobby' } });
  for (let turn = 0; turn < 6; turn++) await settled();
  assert.deepEqual([room.phase, standing.barred], ['current', '']);
});
