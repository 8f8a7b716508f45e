import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { Chat } from '../assets/core/chat.js';
import { Shelf } from '../assets/core/shelf.js';
import { FakeClock, FakeLive, FakeStorage, ann, bob, created, message, settled } from './fakes.mjs';

/** A live connection that notes what is asked of it. */
class NotingLive extends FakeLive {
  state = 'stopped';
  calls = [];
  start() { this.calls.push('start'); }
  stop() { this.calls.push('stop'); }
  restart() { this.calls.push('restart'); }
  wake() { this.calls.push('wake'); }
}

/** A server whose lobby is public, unless told otherwise. */
class FakeApi {
  viewer = null;
  privately = false;
  sent = [];
  error = null;

  async meta() {
    const lobby = this.privately && !this.viewer ? null : { id: 'r', name: 'Lobby', topic: '' };
    return { viewer: this.viewer, lobby, bayeux: 'faye', logins: [{ kind: 'guest', label: '', url: 'auth/guest' }], logout: 'auth/logout', limits: { textLength: 10 } };
  }
  async messages() { return { items: [message(1), message(2)], hasBefore: false, asOf: 2 }; }
  async events() { return { items: [], asOf: 2, hasAfter: false }; }
  async send(room, draft) {
    this.#fail();
    this.sent.push([room, draft.text]);
    return message(3, { author: this.viewer, ...draft });
  }
  async edit(old, text) { this.#fail(); return { ...old, text, rev: 9 }; }
  async remove(id) { this.#fail(); return message(1, { id, text: '', deletedAt: 'x', rev: 9 }); }
  async logInAsGuest(_url, name) { this.viewer = name === 'Ann' ? ann : bob; }
  async logOut() { this.viewer = null; }
  #fail() { if (this.error) throw this.error; }
}

async function open(api = new FakeApi(), storage = new FakeStorage()) {
  const live = new NotingLive();
  const chat = new Chat({ api, makeLive: () => live, shelf: new Shelf('', storage), clock: new FakeClock() });
  const viewers = [];
  chat.on('viewer', (viewer) => viewers.push(viewer?.id ?? null));
  await chat.open();
  await settled();
  return { api, live, chat, viewers };
}

const guest = { kind: 'guest', label: '', url: 'auth/guest' };
const forgotten = () => new ApiError('who?', { status: 401 });

test('one reads without logging in, and cannot send', async () => {
  const { chat, live } = await open();
  assert.deepEqual([chat.viewer, chat.phase, chat.store.messages.length, live.calls], [null, 'current', 2, ['restart']]);
  assert.throws(() => chat.send('x'));
});

test('a log-in opens a new live session', async () => {
  const { chat, live, viewers } = await open();
  await chat.logIn(guest, 'Ann');
  assert.deepEqual([chat.viewer.id, viewers, live.calls], ['ann', [null, 'ann'], ['restart', 'restart']]);
});

test('what one sends is in the store once, whichever of answer and push comes first', async () => {
  const { chat, live } = await open();
  await chat.logIn(guest, 'Ann');
  chat.send('hello');
  const { clientId } = chat.outbox.entries[0];
  const pushed = { ...created(3), payload: message(3, { clientId, text: 'hello' }) };
  live.room.message(pushed);
  assert.deepEqual(chat.outbox.entries, []);
  await settled();
  live.room.message(pushed);
  assert.deepEqual(chat.store.messages.map((each) => each.seq), [1, 2, 3]);
});

test('ErrUnauthenticated on an action logs out here, and keeps the text', async () => {
  const { api, chat } = await open();
  await chat.logIn(guest, 'Ann');
  api.error = forgotten();
  chat.send('hello');
  await settled();
  assert.deepEqual([chat.viewer, chat.writer.id, chat.outbox.entries.length], [null, 'ann', 1]);
  await assert.rejects(chat.edit(message(1), 'x'), { status: 401 });
});

test('what was unsent goes to its room after a reload', async () => {
  const api = new FakeApi();
  const storage = new FakeStorage();
  api.viewer = ann;
  api.error = new ApiError('away');
  const before = await open(api, storage);
  before.chat.send('hello');
  await settled();
  api.error = null;
  const { chat } = await open(api, storage);
  assert.deepEqual([api.sent, chat.outbox.entries], [[['r', 'hello']], []]);
});

test('editing and deleting show at once', async () => {
  const { chat } = await open();
  await chat.logIn(guest, 'Ann');
  await chat.edit(message(2), 'new');
  await chat.remove('m1');
  assert.deepEqual(chat.store.messages.map((each) => each.text), ['', 'new']);
});

test('logging out hides what was unsent, and the next one does not get it', async () => {
  const { api, chat } = await open();
  await chat.logIn(guest, 'Ann');
  api.error = new ApiError('away');
  chat.send('hello');
  chat.draft = 'half';
  await settled();
  await chat.logOut();
  assert.deepEqual([chat.viewer, chat.outbox.entries, chat.draft], [null, [], '']);
  await chat.logIn(guest, 'Bob');
  assert.deepEqual([chat.outbox.entries, chat.draft], [[], '']);
  await chat.logOut();
  await chat.logIn(guest, 'Ann');
  assert.deepEqual([chat.outbox.entries.length, chat.draft], [1, 'half']);
});

test('logging out holds even if the server is away afterwards', async () => {
  const { api, chat, live } = await open();
  await chat.logIn(guest, 'Ann');
  api.meta = async () => { throw new ApiError('away'); };
  await chat.logOut();
  assert.deepEqual([chat.viewer, live.calls.at(-1)], [null, 'restart']);
});

test('who logged out or in elsewhere is noticed when the session is renewed or the reader returns', async () => {
  const { api, chat, live, viewers } = await open();
  await chat.logIn(guest, 'Ann');
  live.enter('up');
  await settled();
  assert.deepEqual(live.calls, ['restart', 'restart']);
  api.viewer = null;
  live.enter('up');
  await settled();
  assert.equal(chat.viewer, null);
  live.enter('up');
  live.enter('up');
  await settled();
  assert.deepEqual([viewers, live.calls.length], [[null, 'ann', null], 3]);
  api.viewer = bob;
  chat.wake();
  await settled();
  assert.equal(chat.viewer.id, 'bob');
});

test('a chat that is not public is read after logging in, and forgotten after logging out', async () => {
  const api = new FakeApi();
  api.privately = true;
  const { chat, live } = await open(api);
  assert.deepEqual([chat.phase, chat.store.loaded, live.room], ['closed', false, undefined]);
  await chat.logIn(guest, 'Ann');
  await settled();
  assert.deepEqual([chat.phase, chat.store.messages.length], ['current', 2]);
  await chat.logOut();
  assert.deepEqual([chat.phase, chat.store.messages.length, live.room, live.calls.at(-1)], ['closed', 0, undefined, 'stop']);
});

test('a session that ends by itself closes a chat that is not public', async () => {
  const api = new FakeApi();
  api.privately = true;
  api.viewer = ann;
  const { chat, live } = await open(api);
  api.viewer = null;
  api.events = async () => { throw forgotten(); };
  live.room.active();
  await settled();
  await settled();
  assert.deepEqual([chat.phase, chat.viewer, chat.store.messages.length], ['closed', null, 0]);
});
