import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { BrowserDepot } from '../assets/core/depot.js';
import { Outbox } from '../assets/core/outbox.js';
import { FakeClock, FakeDepot, FakeLocks, deferred, settled } from './fakes.mjs';

/** Takes drafts for the room r; fails with the errors given first. */
function setup(errors = [], depot = new FakeDepot(), locks = new FakeLocks()) {
  const sent = [];
  const clock = new FakeClock();
  const send = async (_room, draft) => {
    sent.push(draft);
    if (errors.length > 0) throw errors.shift();
  };
  const outbox = new Outbox({ send, depot, lock: locks.lock, clock });
  void outbox.open('ann');
  return { outbox, sent, clock, depot, locks };
}

const states = (outbox) => outbox.entries('r').map((entry) => entry.state);
const away = () => new ApiError('The server cannot be reached.');

test('a message is sent at once and then gone', async () => {
  const { outbox, sent, depot } = setup();
  outbox.add('r', { text: 'hello' });
  assert.deepEqual(states(outbox), ['queued']);
  await settled();
  assert.deepEqual([sent.length, sent[0].text, outbox.entries('r').length, depot.size], [1, 'hello', 0, 0]);
});

test('a lost answer is retried under the same clientId', async () => {
  const { outbox, sent, clock } = setup([away(), new ApiError('busy', { status: 503 })]);
  outbox.add('r', { text: 'hello' });
  await settled();
  assert.deepEqual(states(outbox), ['waiting']);
  await clock.advance(1000);
  await clock.advance(2000);
  assert.equal(sent.length, 3);
  assert.equal(new Set(sent.map((draft) => draft.clientId)).size, 1);
  assert.equal(outbox.entries('r').length, 0);
});

test('the connection coming back retries at once', async () => {
  const { outbox, sent } = setup([away()]);
  outbox.add('r', { text: 'hello' });
  await settled();
  outbox.flush();
  await settled();
  assert.deepEqual([sent.length, outbox.entries('r').length], [2, 0]);
});

test('messages keep their order while the first one waits', async () => {
  const { outbox, sent } = setup([away()]);
  outbox.add('r', { text: 'one' });
  outbox.add('r', { text: 'two' });
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['one']);
  assert.deepEqual(states(outbox), ['waiting', 'waiting']);
  outbox.flush();
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['one', 'one', 'two']);
});

test('one at a time, however often it is flushed', async () => {
  const gate = deferred();
  const sent = [];
  const outbox = new Outbox({ send: (_room, draft) => { sent.push(draft); return gate.promise; }, depot: new FakeDepot(), lock: new FakeLocks().lock, clock: new FakeClock() });
  void outbox.open('ann');
  outbox.add('r', { text: 'one' });
  outbox.flush();
  outbox.flush();
  await settled();
  assert.equal(sent.length, 1);
  gate.resolve();
  await settled();
  assert.equal(outbox.entries('r').length, 0);
});

test('a refused message waits for the writer, the next one goes', async () => {
  const { outbox, sent, clock } = setup([new ApiError('Too long.', { status: 422 })]);
  const first = outbox.add('r', { text: 'one' });
  outbox.add('r', { text: 'two' });
  await settled();
  assert.deepEqual([states(outbox), outbox.entries('r')[0].error?.message], [['failed'], 'Too long.']);
  await clock.advance(60_000);
  assert.equal(sent.length, 2);
  outbox.retry(first.clientId);
  await settled();
  assert.deepEqual([sent.at(-1).clientId, outbox.entries('r').length], [first.clientId, 0]);
});

test('a refused message is not sent again by a reload, nor by another window, until its writer says so', async () => {
  const depot = new FakeDepot();
  const locks = new FakeLocks();
  const first = setup([new ApiError('No shouting.', { status: 403, code: 'shouting' })], depot, locks);
  const other = setup([], depot, locks);
  first.outbox.add('r', { text: 'HELLO' });
  await settled();
  const later = setup([], depot, locks);
  await settled();
  const told = ({ outbox }) => outbox.entries('r').map(({ state, error }) => [state, error?.message, error?.code].join());
  const refused = ['failed,No shouting.,shouting'];
  assert.deepEqual([first, other, later].map(told), [refused, refused, refused]);
  assert.deepEqual([first, other, later].map(({ sent }) => sent.length), [1, 0, 0]);
  later.outbox.retry(later.outbox.entries('r')[0].clientId);
  await settled();
  assert.deepEqual([first, other, later].map(({ outbox, sent }) => [outbox.entries('r').length, sent.length].join()), ['0,1', '0,0', '0,1']);
});

test('a listener that throws holds up no message', async (t) => {
  const thrown = [];
  mock.method(globalThis, 'queueMicrotask', (run) => thrown.push(run));
  t.after(() => mock.reset());
  const { outbox, sent } = setup();
  outbox.on('change', () => { throw new Error('mine'); });
  outbox.add('r', { text: 'one' });
  await settled();
  outbox.add('r', { text: 'two' });
  await settled();
  assert.deepEqual([sent.map(({ text }) => text), outbox.entries('r')], [['one', 'two'], []]);
  assert.throws(thrown[0], /mine/);
});

test('Retry-After is respected', async () => {
  const { outbox, sent, clock } = setup([new ApiError('slow down', { status: 429, retryAfter: 30_000 })]);
  outbox.add('r', { text: 'one' });
  await clock.advance(29_000);
  assert.equal(sent.length, 1);
  await clock.advance(1000);
  assert.equal(sent.length, 2);
});

test('a discarded message is never sent', async () => {
  const { outbox, sent, clock, depot } = setup([away()]);
  const { clientId } = outbox.add('r', { text: 'one' });
  await settled();
  outbox.discard(clientId);
  await clock.advance(60_000);
  assert.deepEqual([sent.length, depot.size], [1, 0]);
});

test('unsent messages survive a reload, in order, under their clientId', async () => {
  const before = setup([away()]);
  const { clientId } = before.outbox.add('r', { text: 'one' });
  before.clock.time += 5;
  before.outbox.add('r', { text: 'two' });
  await settled();
  const { sent } = setup([], before.depot);
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['one', 'two']);
  assert.equal(sent[0].clientId, clientId);
});

test('what one author left is neither shown to nor sent by another', async () => {
  const before = setup([away()]);
  before.outbox.add('r', { text: 'private' });
  await settled();
  const sent = [];
  const outbox = new Outbox({ send: async (_room, draft) => { sent.push(draft); }, depot: before.depot, lock: new FakeLocks().lock, clock: new FakeClock() });
  void outbox.open('bob');
  await settled();
  assert.deepEqual([outbox.entries('r'), sent], [[], []]);
  void outbox.open('ann');
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['private']);
});

test('what another window has sent is not sent again', async () => {
  const { outbox, sent, depot, clock } = setup([away()]);
  const { clientId } = outbox.add('r', { text: 'one' });
  await settled();
  await depot.remove(clientId);
  await clock.advance(1000);
  assert.deepEqual([sent.length, outbox.entries('r').length], [1, 0]);
});

test('two windows of one browser send each message once, in the order of writing', async () => {
  const gate = deferred();
  const one = setup();
  const two = setup([], one.depot, one.locks);
  const sent = [];
  const hold = (window) => Object.assign(window, { outbox: new Outbox({
    send: async (_room, draft) => { sent.push(draft.text); await gate.promise; },
    depot: one.depot, lock: one.locks.lock, clock: one.clock,
  }) });
  for (const window of [hold(one), hold(two)]) void window.outbox.open('ann');
  await settled();
  one.outbox.add('r', { text: 'first' });
  await settled();
  one.clock.time += 5;
  two.outbox.add('r', { text: 'second' });
  await settled();
  one.outbox.flush();
  two.outbox.flush();
  await settled();
  assert.deepEqual([sent, one.outbox.entries('r').length, two.outbox.entries('r').length], [['first'], 2, 2]);
  gate.resolve();
  for (let turn = 0; turn < 9; turn++) await settled();
  assert.deepEqual([sent, one.outbox.entries('r'), two.outbox.entries('r')], [['first', 'second'], [], []]);
});

test('a room that waits does not hold up another', async () => {
  const { outbox, sent } = setup([away()]);
  outbox.add('r', { text: 'one' });
  await settled();
  outbox.add('other', { text: 'two', replyTo: 'm1' });
  await settled();
  assert.deepEqual([sent.map((draft) => draft.text), states(outbox), outbox.entries('other')], [['one', 'two'], ['waiting'], []]);
  assert.equal(sent[1].replyTo, 'm1');
});

test('ErrUnauthenticated keeps the text; the same author sends it after logging in', async () => {
  const { outbox, sent } = setup([new ApiError('who?', { status: 401 })]);
  let told = 0;
  outbox.on('unauthenticated', () => { told++; });
  outbox.add('r', { text: 'one' });
  await settled();
  assert.deepEqual([told, states(outbox)], [1, ['failed']]);
  void outbox.open('ann');
  await settled();
  assert.deepEqual([sent.length, outbox.entries('r').length], [2, 0]);
});

test('ErrUnauthenticated keeps the text; another author is asked', async () => {
  const { outbox, sent, depot } = setup([new ApiError('who?', { status: 401 })]);
  const { clientId } = outbox.add('r', { text: 'one' });
  await settled();
  void outbox.open('bob');
  await settled();
  assert.deepEqual([sent.length, states(outbox), depot.size], [1, ['failed'], 1]);
  outbox.retry(clientId);
  await settled();
  assert.deepEqual([sent.length, outbox.entries('r').length, depot.size], [2, 0, 0]);
});

test('a browser without IndexedDB keeps them in memory', async () => {
  const depot = new BrowserDepot('parley:test');
  const { outbox, sent, clock } = setup([away()], depot);
  outbox.add('r', { text: 'one' });
  await settled();
  assert.deepEqual((await depot.all('ann')).map(({ draft }) => draft.text), ['one']);
  await clock.advance(1000);
  assert.deepEqual([sent.length, await depot.all('ann')], [2, []]);
  outbox.close();
  depot.close();
});

test('an old answer of the depot takes nothing away', async () => {
  const depot = new FakeDepot();
  const { outbox, sent } = setup([away()], depot);
  await settled();
  const all = depot.all.bind(depot);
  const late = deferred();
  depot.all = () => {
    depot.all = all;
    return late.promise;
  };
  outbox.add('r', { text: 'one' });
  await settled();
  await depot.remove('what another window sent');
  await settled();
  late.resolve([]);
  await settled();
  assert.deepEqual([states(outbox), sent.length], [['waiting'], 1]);
});

test('a database that does not answer is done without', async (t) => {
  globalThis.indexedDB = { open: () => ({}) };
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => {
    delete globalThis.indexedDB;
    mock.reset();
  });
  const depot = new BrowserDepot('parley:test');
  const { outbox, sent } = setup([], depot);
  outbox.add('r', { text: 'one' });
  for (let i = 0; i < 5 && sent.length === 0; i++) {
    await settled();
    mock.timers.tick(5000);
  }
  assert.deepEqual(sent.map(({ text }) => text), ['one']);
  outbox.close();
  depot.close();
});

test('in slow mode a message goes when the server says, however often that was', async () => {
  const slow = () => new ApiError('slow', { status: 429, code: 'slow_mode', retryAfter: 2000 });
  const { outbox, sent, clock } = setup([away(), away(), away(), away(), slow()]);
  outbox.add('r', { text: 'hello' });
  for (let i = 0; i < 4; i++) {
    await settled();
    outbox.flush();
  }
  await settled();
  await clock.advance(1999);
  assert.equal(sent.length, 5);
  await clock.advance(1);
  assert.equal(sent.length, 6);
});

test('a room that waits for long does not hold up another', async () => {
  const { outbox, sent, clock } = setup([away(), new ApiError('slow', { status: 429, code: 'slow_mode', retryAfter: 60_000 })]);
  outbox.add('r', { text: 'one' });
  outbox.add('q', { text: 'two' });
  await settled();
  await clock.advance(1000);
  assert.deepEqual(sent.map(({ text }) => text).slice(0, 3), ['one', 'two', 'one']);
});
