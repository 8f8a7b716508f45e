import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { ann, bob, created, deferred, message, settled } from './fakes.mjs';
import { guest, inside } from './server.mjs';

test('editing, reacting and deleting show at once', async () => {
  const { room } = await inside();
  await room.edit(message(2), 'new');
  await room.remove('m1');
  assert.deepEqual(room.store.messages.map((each) => each.text), ['', 'new']);
  await room.react('m2', '👍', true);
  assert.equal(room.store.message('m2').reactions[0].emoji, '👍');
  await assert.rejects(inside((api) => { api.error = new ApiError('no', { status: 403 }); }).then((all) => all.room.react('m1', '👍', true)), { status: 403 });
});

test('a deletion can be undone for some seconds, and then is one', async () => {
  const { room, clock } = await inside();
  room.remove('m1', 5000);
  assert.equal(room.deletions.has('m1'), true);
  room.deletions.undo('m1');
  await clock.advance(6000);
  assert.deepEqual([room.deletions.has('m1'), room.store.message('m1').text], [false, 'text 1']);
  room.remove('m1', 5000);
  await clock.advance(5000);
  assert.deepEqual([room.deletions.has('m1'), room.store.message('m1').text], [false, '']);
});

test('a deletion that the server did not hear of is told of, and the message stays', async () => {
  const { room, clock, api } = await inside();
  const heard = [];
  room.on('failed', ({ code }) => heard.push(code));
  room.remove('m1', 5000);
  api.error = new ApiError('off', { code: 'unreachable' });
  await clock.advance(5000);
  await settled();
  assert.deepEqual([heard, room.deletions.has('m1'), room.store.message('m1').text], [['unreachable'], false, 'text 1']);
});

test('who writes in a public room joins it, which is asked once', async () => {
  const { room, api } = await inside((each) => { each.member = null; });
  let asked = 0;
  api.join = async () => { asked++; throw new ApiError('no', { status: 403, code: 'forbidden' }); };
  room.send({ text: 'a' });
  room.send({ text: 'b' });
  await settled();
  assert.deepEqual([asked, room.viewer], [1, null]);
});

test('who leaves before that has meant it', async () => {
  const { room, release } = await inside();
  room.remove('m1', 5000);
  release();
  await settled();
  assert.equal(room.store.message('m1').text, '');
});

test('what was read is marked once, and never further back', async () => {
  const { room, api } = await inside();
  await room.markRead(2);
  await room.markRead(2);
  await room.markRead(1);
  assert.deepEqual([api.marked, room.viewer.readSeq], [[2], 2]);
});

test('who is no member marks nothing', async () => {
  const { room, api } = await inside((each) => { each.member = null; });
  await room.markRead(2);
  assert.deepEqual([api.marked, room.writable], [[], true]);
});

test('only readers do not write, and nobody does in a closed room', async () => {
  assert.equal((await inside((api) => { api.member = { role: 'read-only', readSeq: 0 }; })).room.writable, false);
  const { room, live } = await inside();
  live.room.message({ event: 'room.archived', rev: 3, room: 'r', payload: { id: 'r', kind: 'public', name: 'Lobby', archivedAt: 'x' } });
  assert.equal(room.writable, false);
});

test('a thread has what was said in it, and its root counts that', async () => {
  const { room, live, api } = await inside((each) => {
    const main = each.messages.bind(each);
    each.messages = async (name, query) => (query?.thread ? { items: [message(2, { thread: 'm1' })], hasBefore: false, hasAfter: false, asOf: 2 } : main());
  });
  const thread = room.thread('m1');
  thread.open();
  await settled();
  assert.deepEqual(thread.store.messages.map(({ id }) => id), ['m1', 'm2']);
  live.room.message(created(3, { thread: 'm1' }));
  live.room.message(created(3, { thread: 'm1' }));
  assert.deepEqual(thread.store.messages.map(({ id }) => id), ['m1', 'm2', 'm3']);
  assert.deepEqual([room.store.message('m1').replies, room.store.message('m3')], [{ count: 1, lastSeq: 3 }, undefined]);
  api.message = async () => message(1, { replies: { count: 0, lastSeq: 0 } });
  live.room.message({ event: 'message.deleted', rev: 4, room: 'r', payload: message(3, { rev: 4, thread: 'm1', text: '', deletedAt: 'x' }) });
  await settled();
  assert.deepEqual([room.store.message('m1').replies.count, thread.store.message('m3').deletedAt], [0, 'x']);
  thread.close();
  live.room.message(created(5, { thread: 'm1' }));
  assert.equal(thread.store.messages.length, 3);
});

test('who is there and who types is heard, and ends', async () => {
  const { room, live, clock } = await inside();
  const channel = live.subscribers.get('/rooms/r/live');
  channel.active();
  await settled();
  assert.deepEqual([[...room.people.presence], [...room.people.reads.keys()]], [[['bob', 'online']], ['bob']]);
  channel.message({ event: 'typing.started', payload: { user: bob } });
  assert.deepEqual(room.people.typing, [bob]);
  await clock.advance(6000);
  assert.deepEqual(room.people.typing, []);
  channel.message({ event: 'typing.started', payload: { user: bob } });
  live.room.message(created(3, { author: bob }));
  assert.deepEqual(room.people.typing, []);
  for (const junk of [null, 7, {}, { event: 'typing.started' }, { event: 'receipt.updated', payload: { user: 5 } }]) channel.message(junk);
  channel.message({ event: 'receipt.updated', payload: { user: bob, readSeq: 3 } });
  assert.equal(room.people.reads.get('bob').readSeq, 3);
});

test('that one types is said now and then, and when it is over', async () => {
  const { room, live, clock } = await inside();
  room.people.type();
  room.people.type();
  await clock.advance(3000);
  room.people.type();
  room.people.type(false);
  room.people.type(false);
  assert.deepEqual(live.said.map(([, data]) => data.typing), [true, true, false]);
});

test('what is bookmarked is known, here and from other devices', async () => {
  const { hub } = await inside();
  assert.equal(hub.bookmarks.has('m2'), false);
  await settled();
  assert.deepEqual([hub.bookmarks.has('m2'), hub.bookmarks.has('m1')], [true, false]);
  hub.bookmarks.tell('bookmark.removed', { id: 'm2' });
  await hub.bookmarks.set('m1', true);
  assert.deepEqual([hub.bookmarks.has('m2'), hub.bookmarks.has('m1')], [false, true]);
});

test('what a command answers is kept for who typed it, until they have read it', async () => {
  const { hub, room, api } = await inside();
  api.send = async (_room, { text }) => ({ command: 'say', text, nodes: null });
  for (const text of ['/1', '/2', '/3', '/4', '/5']) room.send({ text });
  room.send({ text: '/6', thread: 'm1' });
  for (let turn = 0; turn < 30; turn++) await settled();
  assert.deepEqual(room.answers.list.map(({ text, thread }) => text + thread), ['/2', '/3', '/4', '/5', '/6m1']);
  assert.equal(room.unsent.length, 0);
  room.answers.dismiss(room.answers.list[0]);
  assert.equal(room.answers.list.length, 4);
  await hub.logOut();
  assert.deepEqual(room.answers.list, []);
});

test('what is bookmarked is not told to who comes next, however late it comes', async () => {
  const { hub, api } = await inside();
  const late = deferred();
  api.bookmarks = () => late.promise;
  hub.bookmarks.has('m2');
  await hub.logIn(guest, 'Bob');
  late.resolve({ items: [message(2)] });
  await settled();
  assert.equal(hub.bookmarks.has('m2'), false);
});

test('a room of which nothing could be told is asked for again, until it is', async () => {
  const { room, clock, api, live } = await inside((each) => {
    each.known = each.room;
    each.room = async () => { throw new ApiError('away', { status: 503 }); };
  });
  await clock.advance(1000);
  assert.deepEqual([room.phase, room.writable], ['current', false]);
  api.room = api.known;
  await clock.advance(2000);
  assert.deepEqual([room.id, room.writable, live.room !== undefined], ['r', true, true]);
});

test('a room that was left is not asked for again', async () => {
  const { release, clock } = await inside((api) => { api.room = async () => { throw new ApiError('away', { status: 503 }); }; });
  release();
  await clock.advance(60_000);
  assert.deepEqual(clock.waiting, []);
});

test('what we are in a room is not what who comes next is, though nobody looks at it', async () => {
  const { hub, room, release, api } = await inside((each) => { each.member.role = 'owner'; });
  const late = deferred();
  const { info } = room;
  api.room = () => late.promise;
  void room.inquire();
  release();
  await hub.logIn(guest, 'Bob');
  late.resolve(info);
  await settled();
  hub.room('lobby');
  assert.deepEqual([room.moderates, room.viewer], [false, null]);
});

test('a deletion is done in the name of who asked for it, or by nobody', async () => {
  const { hub, room, api, clock } = await inside();
  const by = [];
  const remove = api.remove.bind(api);
  api.remove = async (id) => { by.push(api.viewer?.id); return remove(id); };
  room.remove('m1', 5000);
  await hub.logOut();
  await hub.logIn(guest, 'Ann');
  room.remove('m2', 5000);
  await hub.logIn(guest, 'Bob');
  await clock.advance(6000);
  assert.deepEqual([by, room.deletions.has('m2')], [['ann'], false]);
});

test('a thread of a room that is not public is forgotten with it', async () => {
  const { hub, room } = await inside((each) => { each.privately = true; });
  const thread = room.thread('m1');
  thread.open();
  await settled();
  thread.close();
  assert.notEqual(thread.store.messages.length, 0);
  await hub.logOut();
  assert.deepEqual(room.thread('m1').store.messages, []);
});

test('who left a public room and writes there again comes back into it', async () => {
  const { room, api } = await inside((each) => { each.member = null; });
  let joined = 0;
  api.join = async () => { joined++; api.member = { role: 'member', readSeq: 0 }; };
  api.leave = async () => { api.member = null; };
  for (let turn = 1; turn <= 2; turn++) {
    room.send({ text: 'a' });
    for (let i = 0; i < 4; i++) await settled();
    assert.deepEqual([joined, room.viewer?.role], [turn, 'member']);
    await room.leave();
  }
});

test('what could not be marked as read is marked the next time', async () => {
  const { room, api } = await inside();
  const mark = api.markRead.bind(api);
  api.markRead = async () => { throw new ApiError('away'); };
  await room.markRead(2);
  api.markRead = mark;
  await room.markRead(2);
  assert.deepEqual(api.marked, [2]);
});

test('an answer about what was read that comes late does not count again what was read since', async () => {
  const { hub, room, api } = await inside((each) => { each.unreadNow = [{ room: 'r', readSeq: 1, lastSeq: 3, unread: 2, mentions: 0 }]; });
  hub.rooms.open();
  for (let turn = 0; turn < 4; turn++) await settled();
  const late = deferred();
  api.markRead = () => late.promise;
  const marking = room.markRead(2);
  api.markRead = async () => ({ room: 'r', readSeq: 3, lastSeq: 3, unread: 0, mentions: 0 });
  await room.markRead(3);
  late.resolve({ room: 'r', readSeq: 2, lastSeq: 3, unread: 1, mentions: 0 });
  await marking;
  assert.deepEqual([hub.rooms.unread, room.viewer.readSeq], [0, 3]);
});

test('a thread that two look at is followed until both have left', async () => {
  const { room, live } = await inside();
  const thread = room.thread('m1');
  thread.open();
  thread.open();
  await settled();
  thread.close();
  live.room.message(created(3, { thread: 'm1' }));
  thread.close();
  live.room.message(created(4, { thread: 'm1' }));
  assert.deepEqual(['m3', 'm4'].map((id) => thread.store.message(id)?.id), ['m3', undefined]);
});
