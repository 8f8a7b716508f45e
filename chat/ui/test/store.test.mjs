import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomStore } from '../assets/core/store.js';
import { readEvent } from '../assets/core/wire.js';
import { ann, bob, created, message, read } from './fakes.mjs';

const seqs = (store) => store.messages.map((each) => each.seq);

function loaded(items = [message(1), message(2)], more = {}) {
  const store = new RoomStore();
  store.reset({ items, hasBefore: false, asOf: 2, ...more });
  return store;
}

test('events in order are applied', () => {
  const store = loaded();
  assert.equal(store.apply(read(created(3))), true);
  assert.equal(store.apply(read(created(4))), true);
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 3, 4], 4]);
});

test('an event that comes too early is refused and changes nothing', () => {
  const store = loaded();
  assert.equal(store.apply(read(created(4))), false);
  assert.deepEqual([seqs(store), store.rev], [[1, 2], 2]);
});

test('an event twice changes nothing', () => {
  const store = loaded();
  let changes = 0;
  store.apply(read(created(3)));
  store.on('change', ({ added }) => { changes += added.length; });
  assert.equal(store.apply(read(created(3))), true);
  assert.deepEqual([seqs(store), store.rev, changes], [[1, 2, 3], 3, 0]);
});

test('an older state never replaces a newer one', () => {
  const store = loaded();
  store.take(message(1, { rev: 9, text: 'newest' }));
  store.apply({ event: 'message.updated', rev: 3, message: message(1, { rev: 3, text: 'older' }) });
  assert.equal(store.message('m1').text, 'newest');
  assert.equal(store.rev, 3);
});

test('an unknown event only moves rev', () => {
  const store = loaded();
  assert.equal(store.apply({ event: 'poll.opened', rev: 3, message: null }), true);
  assert.deepEqual([seqs(store), store.rev], [[1, 2], 3]);
});

test('a reaction brings the rev that the next edit must name', () => {
  const store = loaded();
  for (const event of ['reaction.added', 'reaction.removed', 'pin.added', 'pin.removed']) {
    const rev = store.rev + 1;
    assert.equal(store.apply(readEvent({ event, rev, room: 'r', payload: message(1, { rev }) }, 'r')), true);
    assert.equal(store.message('m1').rev, rev);
  }
});

test('a tombstone replaces its message in place', () => {
  const store = loaded();
  store.apply({ event: 'message.deleted', rev: 3, message: message(1, { rev: 3, text: '', deletedAt: '2026-01-02T03:05:00Z' }) });
  assert.deepEqual(seqs(store), [1, 2]);
  assert.equal(store.messages[0].text, '');
});

test('an answer ahead of the events stands in order of seq and leaves rev', () => {
  const store = loaded();
  store.take(message(5));
  store.apply(read(created(3)));
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 3, 5], 3]);
});

test('a change before the stretch does not make a hole', () => {
  const store = loaded([message(10), message(11)], { hasBefore: true, asOf: 11 });
  store.apply({ event: 'message.updated', rev: 12, message: message(4, { rev: 12 }) });
  assert.deepEqual([seqs(store), store.rev], [[10, 11], 12]);
});

test('an older page goes first, without what is there already', () => {
  const store = loaded([message(3), message(4)], { hasBefore: true, asOf: 4 });
  store.prepend({ items: [message(1), message(2), message(3)], hasBefore: false, asOf: 9 });
  assert.deepEqual([seqs(store), store.rev, store.hasBefore], [[1, 2, 3, 4], 4, false]);
});

test('a page that adds nothing is the last one', () => {
  const store = loaded([message(3)], { hasBefore: true, asOf: 3 });
  store.prepend({ items: [message(3)], hasBefore: true, asOf: 3 });
  assert.equal(store.hasBefore, false);
  store.reset({ items: [], hasBefore: true, asOf: 3 });
  assert.equal(store.hasBefore, false);
});

test('trimming forgets the oldest, which can be loaded again', () => {
  const store = loaded([message(1), message(2), message(3)], { asOf: 3 });
  store.trim(2);
  assert.deepEqual([seqs(store), store.hasBefore, store.message('m1')], [[2, 3], true, undefined]);
});

test('a reset starts over, even at a lower rev', () => {
  const store = loaded();
  store.reset({ items: [message(1)], hasBefore: false, asOf: 1 });
  assert.deepEqual([seqs(store), store.rev], [[1], 1]);
});

test('expired messages are gone, and nothing is before those that stay', () => {
  const store = loaded([message(1), message(2), message(5)], { hasBefore: true, asOf: 5 });
  assert.equal(store.apply(readEvent({ event: 'messages.expired', rev: 6, room: 'r', payload: { throughSeq: 3 } }, 'r')), true);
  assert.deepEqual([seqs(store), store.rev, store.hasBefore], [[5], 6, false]);
  assert.equal(store.message('m1'), undefined);
  store.apply(readEvent({ event: 'messages.expired', rev: 7, room: 'r', payload: { throughSeq: 99 } }, 'r'));
  assert.deepEqual(seqs(store), []);
});

test('messages that expired before the stretch change nothing in it', () => {
  const store = loaded([message(8), message(9)], { hasBefore: true, asOf: 9 });
  store.apply(readEvent({ event: 'messages.expired', rev: 10, room: 'r', payload: { throughSeq: 4 } }, 'r'));
  assert.deepEqual([seqs(store), store.rev, store.hasBefore], [[8, 9], 10, true]);
});

test('of somebody who was erased only tombstones stay', () => {
  const theirs = message(2, { author: bob, text: 'secret', deletedAt: '' });
  const store = loaded([message(1), theirs]);
  const at = '2026-02-03T04:05:06Z';
  store.apply(readEvent({ event: 'user.erased', rev: 3, room: 'r', at, payload: { user: bob.id } }, 'r'));
  const [mine, gone] = store.messages;
  assert.deepEqual([mine.text, mine.author], ['text 1', ann]);
  assert.deepEqual([gone.text, gone.deletedAt, gone.rev, gone.seq, gone.author.displayName], ['', at, 3, 2, '']);
});

test('events that say nothing of what they are about only move rev', () => {
  const store = loaded();
  let rev = 2;
  for (const payload of [undefined, null, 7, {}, { throughSeq: -1 }, { throughSeq: '1' }, { user: 5 }]) {
    for (const event of ['messages.expired', 'user.erased', 'room.updated', 'message.created']) {
      assert.equal(store.apply(readEvent({ event, rev: ++rev, room: 'r', payload }, 'r')), true);
    }
  }
  assert.deepEqual([seqs(store), store.rev, store.messages[1].text], [[1, 2], rev, 'text 2']);
});

test('a room that is called something else now says so', () => {
  const store = loaded();
  const names = [];
  store.on('event', ({ room }) => room && names.push(room.name, room.topic));
  store.apply(readEvent({ event: 'room.updated', rev: 3, room: 'r', payload: { id: 'r', name: 'Tea', topic: 'and cake' } }, 'r'));
  assert.deepEqual(names, ['Tea', 'and cake']);
});

test('what is said in a thread stands in the main flow only if it was sent there too', () => {
  const store = loaded();
  store.apply(read(created(3, { thread: 'm1' })));
  store.apply(read(created(4, { thread: 'm1', inRoom: true })));
  assert.deepEqual([seqs(store), store.rev], [[1, 2, 4], 4]);
  const thread = new RoomStore((each) => each.thread === 'm1');
  thread.reset({ items: [], hasBefore: false, asOf: 2 });
  thread.apply(read(created(3, { thread: 'm1' })));
  assert.deepEqual(seqs(thread), [3]);
});

test('a stretch in the middle of the history takes no message from beyond its end', () => {
  const store = loaded([message(4), message(5)], { hasBefore: true, hasAfter: true, asOf: 9 });
  store.apply(read(created(10)));
  store.take(message(11));
  store.apply({ event: 'message.updated', rev: 11, message: message(5, { rev: 11, text: 'new' }) });
  assert.deepEqual([seqs(store), store.rev, store.messages[1].text], [[4, 5], 11, 'new']);
});

test('what is said beyond the end of the stretch is told once', () => {
  const store = loaded([message(4), message(5)], { hasAfter: true, asOf: 9 });
  const beyond = [];
  store.on('change', (detail) => beyond.push(...(detail.beyond ?? []).map(({ seq }) => seq)));
  store.apply(read(created(10)));
  store.append({ items: [message(6)], hasAfter: true, asOf: 9 });
  store.applyAll([read(created(10)), read(created(11))], 11);
  assert.deepEqual([beyond, seqs(store)], [[10, 11], [4, 5, 6]]);
});

test('a newer page goes last, and takes rev back to when it was read', () => {
  const store = loaded([message(4), message(5)], { hasAfter: true, asOf: 9 });
  store.apply(read(created(10)));
  store.append({ items: [message(6), message(9)], hasAfter: false, asOf: 9 });
  assert.deepEqual([seqs(store), store.rev, store.hasAfter], [[4, 5, 6, 9], 9, false]);
  store.apply(read(created(10)));
  assert.deepEqual(seqs(store), [4, 5, 6, 9, 10]);
});

test('trimming the end leaves more to load there', () => {
  const store = loaded([message(1), message(2), message(3)], { asOf: 3 });
  store.trimEnd(2);
  assert.deepEqual([seqs(store), store.hasAfter], [[1, 2], true]);
});

test('a quote says what its message says now', () => {
  const quote = { id: 'm1', seq: 1, author: ann, text: 'text 1', deletedAt: '' };
  const store = loaded([message(1), message(2, { quote })]);
  store.apply({ event: 'message.updated', rev: 3, message: message(1, { rev: 3, text: 'new' }) });
  assert.equal(store.messages[1].quote.text, 'new');
  store.apply({ event: 'message.deleted', rev: 4, message: message(1, { rev: 4, text: '', deletedAt: 'x' }) });
  assert.deepEqual([store.messages[1].quote.text, store.messages[1].quote.deletedAt], ['', 'x']);
});
