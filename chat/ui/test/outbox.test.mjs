import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { Outbox } from '../assets/core/outbox.js';
import { Shelf } from '../assets/core/shelf.js';
import { FakeClock, FakeStorage, deferred, settled } from './fakes.mjs';

/** Takes drafts; fails with the errors given first. */
function setup(errors = [], storage = new FakeStorage()) {
  const sent = [];
  const clock = new FakeClock();
  const shelf = new Shelf('parley:/:', storage);
  const send = async (draft) => {
    sent.push(draft);
    if (errors.length > 0) throw errors.shift();
  };
  const outbox = new Outbox({ send, shelf, clock });
  outbox.open('ann');
  return { outbox, sent, clock, storage, shelf };
}

const states = (outbox) => outbox.entries.map((entry) => entry.state);
const away = () => new ApiError('The server cannot be reached.');

test('a message is sent at once and then gone', async () => {
  const { outbox, sent, storage } = setup();
  outbox.add('hello');
  assert.deepEqual(states(outbox), ['sending']);
  await settled();
  assert.deepEqual([sent.length, sent[0].text, outbox.entries.length, storage.length], [1, 'hello', 0, 0]);
});

test('a lost answer is retried under the same clientId', async () => {
  const { outbox, sent, clock } = setup([away(), new ApiError('busy', { status: 503 })]);
  outbox.add('hello');
  await settled();
  assert.deepEqual(states(outbox), ['waiting']);
  await clock.advance(1000);
  await clock.advance(2000);
  assert.equal(sent.length, 3);
  assert.equal(new Set(sent.map((draft) => draft.clientId)).size, 1);
  assert.equal(outbox.entries.length, 0);
});

test('the connection coming back retries at once', async () => {
  const { outbox, sent } = setup([away()]);
  outbox.add('hello');
  await settled();
  outbox.flush();
  await settled();
  assert.deepEqual([sent.length, outbox.entries.length], [2, 0]);
});

test('messages keep their order while the first one waits', async () => {
  const { outbox, sent } = setup([away()]);
  outbox.add('one');
  outbox.add('two');
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
  const outbox = new Outbox({ send: (draft) => { sent.push(draft); return gate.promise; }, shelf: new Shelf('', new FakeStorage()), clock: new FakeClock() });
  outbox.open('ann');
  outbox.add('one');
  outbox.flush();
  outbox.flush();
  await settled();
  assert.equal(sent.length, 1);
  gate.resolve();
  await settled();
  assert.equal(outbox.entries.length, 0);
});

test('a refused message waits for the writer, the next one goes', async () => {
  const { outbox, sent, clock } = setup([new ApiError('Too long.', { status: 422 })]);
  const first = outbox.add('one');
  outbox.add('two');
  await settled();
  assert.deepEqual([states(outbox), outbox.entries[0].error], [['failed'], 'Too long.']);
  await clock.advance(60_000);
  assert.equal(sent.length, 2);
  outbox.retry(first.clientId);
  await settled();
  assert.deepEqual([sent.at(-1).clientId, outbox.entries.length], [first.clientId, 0]);
});

test('Retry-After is respected', async () => {
  const { outbox, sent, clock } = setup([new ApiError('slow down', { status: 429, retryAfter: 30_000 })]);
  outbox.add('one');
  await clock.advance(29_000);
  assert.equal(sent.length, 1);
  await clock.advance(1000);
  assert.equal(sent.length, 2);
});

test('a discarded message is never sent', async () => {
  const { outbox, sent, clock, storage } = setup([away()]);
  const { clientId } = outbox.add('one');
  await settled();
  outbox.discard(clientId);
  await clock.advance(60_000);
  assert.deepEqual([sent.length, storage.length], [1, 0]);
});

test('unsent messages survive a reload, in order, under their clientId', async () => {
  const before = setup([away()]);
  const { clientId } = before.outbox.add('one');
  before.clock.time += 5;
  before.outbox.add('two');
  await settled();
  const { sent } = setup([], before.storage);
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['one', 'two']);
  assert.equal(sent[0].clientId, clientId);
});

test('what one author left is neither shown to nor sent by another', async () => {
  const before = setup([away()]);
  before.outbox.add('private');
  await settled();
  const sent = [];
  const outbox = new Outbox({ send: async (draft) => { sent.push(draft); }, shelf: before.shelf, clock: new FakeClock() });
  outbox.open('bob');
  await settled();
  assert.deepEqual([outbox.entries, sent], [[], []]);
  outbox.open('ann');
  await settled();
  assert.deepEqual(sent.map((draft) => draft.text), ['private']);
});

test('what another window has sent is not sent again', async () => {
  const { outbox, sent, storage, clock } = setup([away()]);
  outbox.add('one');
  await settled();
  storage.items.clear();
  await clock.advance(1000);
  assert.deepEqual([sent.length, outbox.entries.length], [1, 0]);
});

test('ErrUnauthenticated keeps the text; the same author sends it after logging in', async () => {
  const { outbox, sent } = setup([new ApiError('who?', { status: 401 })]);
  let told = 0;
  outbox.on('unauthenticated', () => { told++; });
  outbox.add('one');
  await settled();
  assert.deepEqual([told, states(outbox)], [1, ['failed']]);
  outbox.open('ann');
  await settled();
  assert.deepEqual([sent.length, outbox.entries.length], [2, 0]);
});

test('ErrUnauthenticated keeps the text; another author is asked', async () => {
  const { outbox, sent, storage } = setup([new ApiError('who?', { status: 401 })]);
  const { clientId } = outbox.add('one');
  await settled();
  outbox.open('bob');
  await settled();
  assert.deepEqual([sent.length, states(outbox), storage.length], [1, ['failed'], 1]);
  outbox.retry(clientId);
  await settled();
  assert.deepEqual([sent.length, outbox.entries.length, storage.length], [2, 0, 0]);
});

test('works without storage, and with what is broken in it', async () => {
  const storage = new FakeStorage();
  storage.setItem('parley:/:outbox:ann:x', '{"clientId":');
  storage.setItem('parley:/:outbox:ann:y', '{"clientId":7}');
  assert.deepEqual(setup([], storage).outbox.entries, []);
  storage.setItem = () => { throw new Error('quota'); };
  const { outbox, sent, clock } = setup([away()], storage);
  outbox.add('one');
  await clock.advance(1000);
  assert.equal(sent.length, 2);
});
