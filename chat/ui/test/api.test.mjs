import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, ApiError } from '../assets/core/api.js';
import { message } from './fakes.mjs';

/** An Api at a server that gives one answer. */
function at(answer, calls = []) {
  return new Api(new URL('https://a.example/b/chat/'), async (url, init) => {
    calls.push([init.method, String(url), init.body ?? '', init.headers]);
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

const problem = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers });

test('requests go below the mount', async () => {
  const calls = [];
  await at(Response.json(message(1)), calls).send('a/b', { clientId: 'c', text: 't' });
  await at(Response.json(message(1)), calls).edit(message(1, { rev: 7 }), 'new');
  await at(Response.json(message(1)), calls).edit(message(1), 't', ['a']);
  await at(Response.json({ items: [], asOf: 1 }), calls).messages('r', { before: 9 });
  assert.deepEqual(calls.map((call) => call.slice(0, 3)), [
    ['POST', 'https://a.example/b/chat/api/v1/rooms/a%2Fb/messages', '{"clientId":"c","text":"t"}'],
    ['PATCH', 'https://a.example/b/chat/api/v1/messages/m1', '{"text":"new"}'],
    ['PATCH', 'https://a.example/b/chat/api/v1/messages/m1', '{"text":"t","attachments":["a"]}'],
    ['GET', 'https://a.example/b/chat/api/v1/rooms/r/messages?limit=50&before=9', ''],
  ]);
  assert.equal(calls[1][3]['If-Match'], '"7"');
});

test('what waits is not done in the name of who logs in', async () => {
  const asked = [];
  const api = new Api(new URL('https://a.example/'), (url, { method, signal }) => new Promise((answer, fail) => {
    asked.push(method);
    if (url.pathname === '/auth/guest') answer(Response.json({}));
    signal.addEventListener('abort', () => fail(signal.reason));
    setTimeout(() => answer(Response.json({ items: [], asOf: 1 })));
  }));
  const [read, sent] = [api.messages('r'), api.send('r', { clientId: 'c', text: 't' })];
  await api.logInAsGuest('auth/guest', 'Bob');
  await assert.rejects(sent, { code: 'unreachable', temporary: true });
  assert.deepEqual((await read).items, []);
});

for (const [name, answer, want] of [
  ['a problem', problem(422, { detail: 'text must not be empty', code: 'validation' }), { message: 'Text must not be empty.', status: 422, code: 'validation', temporary: false }],
  ['what one may not do', problem(403, { detail: 'forbidden', code: 'forbidden' }), { code: 'forbidden' }],
  ['what the host does not want', problem(403, { detail: 'Say which', code: 'forbidden' }), { message: 'Say which.', code: 'refused' }],
  ['the older envelope', problem(400, { data: null, error: { code: 400, message: 'name is taken' }, success: false }), { message: 'Name is taken.', status: 400, temporary: false }],
  ['a bare error', problem(400, { data: null, error: 'Missing content', success: false }), { message: 'Missing content.', status: 400 }],
  ['a proxy', new Response('<html>', { status: 502 }), { message: 'The server answered with status 502.', status: 502, temporary: true }],
  ['too many', problem(429, { detail: 'Slow down.' }, { 'Retry-After': '7' }), { message: 'Slow down.', retryAfter: 7000, temporary: true }],
  ['no log-in', problem(401, {}), { unauthenticated: true, temporary: false }],
  ['no network', new TypeError('fetch failed'), { message: 'The server cannot be reached.', status: 0, temporary: true }],
  ['a page instead of an answer', new Response('<html>'), { message: 'The server sent an answer that this page does not understand.' }],
  ['half an answer', Response.json({ items: [] }), { message: 'The server sent an answer that this page does not understand.' }],
]) {
  test(`Err: ${name} is said in words`, async () => {
    await assert.rejects(at(answer).messages('r'), (error) => {
      assert.ok(error instanceof ApiError);
      for (const [key, value] of Object.entries(want)) assert.equal(error[key], value, key);
      return true;
    });
  });
}

test('meta that says less than it should is completed', async () => {
  const meta = await at(Response.json({ viewer: null, lobby: { id: 'r', kind: 'public' } })).meta();
  assert.deepEqual([meta.lobby.name, meta.logins, meta.bayeux, meta.limits.textLength], ['', [], '', 8000]);
  assert.equal((await at(Response.json({ viewer: null, lobby: null })).meta()).lobby, null);
});

test('a log-out that redirects is a log-out', async () => {
  const redirect = { ok: false, status: 0, type: 'opaqueredirect', headers: new Headers() };
  await at(/** @type {any} */ (redirect)).logOut('auth/logout');
});

test('a command of the host that was done is no message, and nothing to send again', async () => {
  assert.deepEqual(await at(Response.json({ command: 'order', text: 'Order 42 was paid' }, { status: 202 })).send('r', { clientId: 'c', text: '/order 42' }), { command: 'order', text: 'Order 42 was paid', nodes: null });
});

test('that there is no such command is said as that', async () => {
  const refusal = problem(422, { code: 'validation', errors: [{ pointer: '/text', code: 'command', detail: 'is none' }] });
  await assert.rejects(at(refusal).send('r', { clientId: 'c', text: '/nope' }), { code: 'command', status: 422 });
});

test('a listed room has what is unread in it, and how its newest message begins', async () => {
  const rooms = [
    { id: 'r', kind: 'public', name: 'R', rev: 9, viewer: { role: 'member', readSeq: 3, unread: 2, mentions: 1 }, last: { id: 'm', seq: 7, author: { id: 'b', displayName: 'Bob', handle: 'bob' }, text: 'hi', createdAt: '2026' } },
    { id: 's', kind: 'public', name: 'S' }, { id: 't' },
  ];
  const { items } = await at(Response.json({ items: rooms, page: {} })).rooms();
  assert.deepEqual(items.map(({ room, unread, last }) => [room.id, unread, last?.author.handle, last?.createdAt]), [
    ['r', { room: 'r', readSeq: 3, lastSeq: 7, unread: 2, mentions: 1 }, 'bob', '2026'], ['s', null, undefined, undefined]]);
});

test('a clock that is wrong is told of by the server, unless it is as good as that', async () => {
  const skews = [];
  for (const ahead of [3_600_000, -3_600_000, 2000]) {
    const api = at(Response.json({ viewer: null }, { headers: { Date: new Date(Date.now() + ahead).toUTCString() } }));
    await api.meta();
    skews.push(Math.round(api.skew / 60_000));
  }
  const api = at(Response.json({ viewer: null }));
  await api.meta();
  assert.deepEqual([skews, api.skew], [[60, -60, 0], 0]);
});
