import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { RoomFeed } from '../assets/core/feed.js';
import { RoomStore } from '../assets/core/store.js';
import { FakeClock, FakeLive, created, deferred, message, read, settled } from './fakes.mjs';

/** A server that has the events 1..rev, each of which created a message. */
class FakeApi {
  rev;
  calls = [];
  /** Errors to throw, first come first served. */
  errors = [];
  hold = null;

  constructor(rev) { this.rev = rev; }

  async messages(_room, { before, after, around, limit = 50 } = {}) {
    this.#log(before ? `messages before ${before}` : 'messages');
    const wanted = before ? before - 1 : after ? after + limit : around ? around + limit / 2 : this.rev;
    const end = Math.min(wanted, this.rev);
    const page = { items: range(Math.max(1, end - limit + 1), end).map((seq) => message(seq)), hasBefore: end > limit, hasAfter: end < this.rev, asOf: this.rev };
    await this.hold?.promise;
    return page;
  }

  async events(_room, after) {
    this.#log(`events after ${after}`);
    const last = Math.min(this.rev, after + 200);
    const page = { items: range(after + 1, last).map((seq) => read(created(seq))), asOf: this.rev, hasAfter: last < this.rev };
    await this.hold?.promise;
    return page;
  }

  #log(call) {
    this.calls.push(call);
    if (this.errors.length > 0) throw this.errors.shift();
  }
}

const range = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

function open(api) {
  const parts = { api, live: new FakeLive(), store: new RoomStore(), room: 'r', clock: new FakeClock() };
  const feed = new RoomFeed(parts);
  feed.open();
  feed.listen(parts.live, 'r');
  return { ...parts, feed };
}

const seqs = (store) => store.messages.map((each) => each.seq);

test('reads at once, before it is known how to hear of more, and misses nothing of what comes between', async () => {
  const api = new FakeApi(2);
  const live = new FakeLive();
  const store = new RoomStore();
  const feed = new RoomFeed({ api, store, room: 'ref:order:42', clock: new FakeClock() });
  feed.open();
  await settled();
  assert.deepEqual([seqs(store), live.room], [[1, 2], undefined]);
  api.rev = 3;
  feed.listen(live, 'r');
  live.room.active();
  await settled();
  assert.deepEqual(seqs(store), [1, 2, 3]);
});

test('shows the window though the live connection is down', async () => {
  const { store, feed } = open(new FakeApi(3));
  await settled();
  assert.deepEqual([seqs(store), feed.phase], [[1, 2, 3], 'current']);
});

test('events pushed while the window is read come after it, once', async () => {
  const api = new FakeApi(2);
  api.hold = deferred();
  const { store, live } = open(api);
  live.room.active();
  api.rev = 4;
  for (const seq of [2, 3, 4]) live.room.message(created(seq));
  api.hold.resolve();
  await settled();
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 3, 4], 4]);
});

test('a gap is filled from the log', async () => {
  const api = new FakeApi(2);
  const { store, live } = open(api);
  await settled();
  api.rev = 5;
  live.room.message(created(5));
  await settled();
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 3, 4, 5], 5]);
  assert.equal(api.calls.at(-1), 'events after 2');
});

test('a new subscription asks for what was missed', async () => {
  const api = new FakeApi(2);
  const { store, live } = open(api);
  await settled();
  api.rev = 450;
  live.room.active();
  await settled();
  assert.equal(store.rev, 450);
  assert.deepEqual(api.calls.slice(1), ['events after 2', 'events after 202', 'events after 402']);
});

test('a subscription during a read is followed by another read', async () => {
  const api = new FakeApi(2);
  const { store, live } = open(api);
  await settled();
  api.hold = deferred();
  live.room.active();
  await settled();
  live.room.active();
  api.rev = 3;
  api.hold.resolve();
  api.hold = null;
  await settled();
  assert.equal(store.rev, 3);
});

test('ErrGone reads a new window', async () => {
  const api = new FakeApi(2);
  const { store, live } = open(api);
  await settled();
  api.rev = 90;
  api.errors = [new ApiError('gone', { status: 410, code: 'replay_expired' })];
  live.room.active();
  await settled();
  assert.deepEqual([store.rev, store.messages[0].seq, store.hasBefore], [90, 41, true]);
});

test('too far behind reads a new window', async () => {
  const api = new FakeApi(2);
  const { store, live } = open(api);
  await settled();
  api.rev = 50_000;
  live.room.active();
  await settled();
  assert.deepEqual([store.rev, api.calls.length], [50_000, 3]);
});

test('a server restored from a backup is believed', async () => {
  const api = new FakeApi(9);
  const { store, live } = open(api);
  await settled();
  api.rev = 4;
  live.room.active();
  await settled();
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 3, 4], 4]);
});

test('an event that the log does not have yet is not asked for in a loop', async () => {
  const api = new FakeApi(2);
  const { store, live, clock } = open(api);
  await settled();
  live.room.message(created(5));
  await settled();
  assert.ok(api.calls.length <= 3, api.calls.join());
  api.rev = 5;
  await clock.advance(1000);
  assert.equal(store.rev, 5);
});

test('a failed window is tried again, later each time, and says why', async () => {
  const api = new FakeApi(2);
  api.errors = [new ApiError('away'), new ApiError('still away')];
  const { store, feed, clock } = open(api);
  await settled();
  assert.deepEqual([feed.phase, feed.error.message], ['failed', 'away']);
  await clock.advance(1000);
  assert.equal(feed.error.message, 'still away');
  await clock.advance(2000);
  assert.deepEqual([store.rev, feed.phase, feed.error], [2, 'current', null]);
});

test('Retry-After is respected', async () => {
  const api = new FakeApi(2);
  api.errors = [new ApiError('slow down', { status: 429, retryAfter: 60_000 })];
  const { clock } = open(api);
  await clock.advance(59_000);
  assert.equal(api.calls.length, 1);
  await clock.advance(1000);
  assert.equal(api.calls.length, 2);
});

test('a refused subscription is replaced by looking now and then', async () => {
  const api = new FakeApi(2);
  const { store, live, clock } = open(api);
  await settled();
  live.room.refused('403:/rooms/r:Forbidden channel');
  api.rev = 4;
  await clock.advance(15_000);
  assert.equal(store.rev, 4);
  api.rev = 5;
  await clock.advance(15_000);
  assert.equal(store.rev, 5);
  live.room.active();
  await settled();
  assert.deepEqual(clock.waiting, []);
});

test('without a live connection it looks now and then, until there is one', async () => {
  const api = new FakeApi(2);
  const { store, live, clock, feed } = open(api);
  await settled();
  live.enter('down');
  for (const rev of [4, 5]) {
    api.rev = rev;
    await clock.advance(10_000);
    live.enter('down');
    await clock.advance(5000);
    assert.equal(store.rev, rev);
  }
  live.enter('up');
  live.room.active();
  await settled();
  assert.deepEqual(clock.waiting, []);
  live.enter('down');
  live.enter('stopped');
  assert.deepEqual(clock.waiting, []);
  feed.close();
  live.enter('down');
  assert.deepEqual(clock.waiting, []);
});

test('looking now and then leaves what failed its own time', async () => {
  const api = new FakeApi(2);
  const { live, clock } = open(api);
  await settled();
  live.enter('down');
  api.errors = [new ApiError('busy', { status: 503, retryAfter: 62_000 })];
  await clock.advance(15_000);
  assert.equal(api.calls.length, 2);
  await clock.advance(61_000);
  assert.equal(api.calls.length, 2);
  await clock.advance(1000);
  assert.equal(api.calls.length, 3);
});

test('junk and other rooms are ignored', async () => {
  const { store, live } = open(new FakeApi(2));
  await settled();
  for (const junk of [null, 7, 'x', {}, { rev: -1 }, { rev: 1.5 }, { rev: '3' }, { ...created(3), room: 'other' }]) live.room.message(junk);
  live.room.message({ event: 'message.created', rev: 3, room: 'r', payload: { id: 5 } });
  await settled();
  assert.deepEqual([seqs(store), store.rev], [[1, 2], 3]);
});

test('older pages are added before the first', async () => {
  const { store, feed } = open(new FakeApi(120));
  await settled();
  await feed.loadOlder();
  await feed.loadOlder();
  assert.deepEqual([store.messages.length, store.hasBefore], [120, false]);
});

test('a jump reads the stretch around a message, and both ends grow from there', async () => {
  const { store, feed, live } = open(new FakeApi(500));
  await settled();
  await feed.jump(200);
  assert.deepEqual([seqs(store)[0], seqs(store).at(-1), store.hasBefore, store.hasAfter], [176, 225, true, true]);
  live.room.message(created(501));
  await feed.loadNewer();
  await feed.loadOlder();
  assert.deepEqual([seqs(store)[0], seqs(store).at(-1), store.rev], [126, 275, 500]);
  await settled();
  await feed.jump();
  assert.deepEqual([seqs(store).at(-1), store.hasAfter], [500, false]);
});

test('what happened while a page was on its way is told again', async () => {
  const api = new FakeApi(120);
  const { store, feed, live } = open(api);
  await settled();
  const page = api.messages('r', { before: 71 });
  api.rev = 121;
  live.room.message({ event: 'message.updated', rev: 121, room: 'r', payload: message(30, { rev: 121, text: 'new' }) });
  api.messages = () => page;
  api.events = async () => ({ items: [{ event: 'message.updated', rev: 121, message: message(30, { rev: 121, text: 'new' }) }], asOf: 121, hasAfter: false });
  await feed.loadOlder();
  await settled();
  assert.deepEqual([store.message('m30').text, store.rev], ['new', 121]);
});

test('a room that is not there, or not for us, is not asked for again', async () => {
  for (const status of [403, 404]) {
    const api = new FakeApi(2);
    api.errors = [new ApiError('no', { status })];
    const { feed, clock } = open(api);
    await clock.advance(120_000);
    assert.deepEqual([feed.phase, api.calls.length], ['closed', 1]);
  }
});

test('a closed feed asks for nothing more', async () => {
  const api = new FakeApi(2);
  api.errors = [new ApiError('away')];
  const { feed, clock, live } = open(api);
  await settled();
  feed.close();
  await clock.advance(60_000);
  assert.deepEqual([api.calls.length, live.room], [1, undefined]);
});

test('who reads further up does not lose their place to a window that has to be read anew', async () => {
  const api = new FakeApi(60);
  const { store, feed } = open(api);
  await settled();
  store.reading = 30;
  api.rev = 9000;
  feed.refresh();
  await settled();
  assert.deepEqual([store.messages[0].seq, store.messages.at(-1).seq, store.hasAfter], [6, 55, true]);
});
