import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { pollingTransport } from '../assets/core/bayeux/polling.js';
import { socketTransport } from '../assets/core/bayeux/socket.js';
import { FakeClock, settled } from './fakes.mjs';

/** Handlers that note what they are told. */
function noting() {
  const told = [];
  return { told, messages: (list) => told.push(...list.map((each) => each.channel)), closed: (error) => told.push(error) };
}

const url = new URL('https://a.example/chat/faye');

async function poll(answers) {
  const calls = [];
  const handlers = noting();
  const transport = await pollingTransport(url, (_url, init) => {
    calls.push(init);
    const answer = answers.shift();
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      if (answer instanceof Error) reject(answer);
      else if (answer) resolve(answer);
    });
  })(handlers);
  return { transport, calls, told: handlers.told };
}

test('polling posts with the cookie and hands on what comes back', async () => {
  const { transport, calls, told } = await poll([Response.json([{ channel: '/a' }, { channel: '/b' }])]);
  transport.send([{ channel: '/meta/connect' }]);
  await settled();
  assert.deepEqual([told, calls[0].method, calls[0].credentials, calls[0].body], [['/a', '/b'], 'POST', 'same-origin', '[{"channel":"/meta/connect"}]']);
});

test('polling ends once, with whatever goes wrong first', async () => {
  const { transport, told } = await poll([undefined, new Response('no', { status: 502 }), new Error('reset')]);
  for (let i = 0; i < 3; i++) transport.send([]);
  await settled();
  assert.equal(told.length, 1);
  assert.match(told[0].message, /502|reset/);
});

test('polling that is closed says goodbye and tells nothing more', async () => {
  const { transport, calls, told } = await poll([undefined, new Error('reset')]);
  transport.send([{ channel: '/meta/connect' }]);
  transport.close([{ channel: '/meta/disconnect' }]);
  await settled();
  assert.deepEqual([told, calls[0].signal.aborted, calls[1].keepalive, calls[1].body], [[], true, true, '[{"channel":"/meta/disconnect"}]']);
});

/** A WebSocket whose other end is the test. */
class FakeSocket {
  static OPEN = 1;
  static made = [];
  readyState = 0;
  sent = [];
  constructor(address) {
    this.address = String(address);
    FakeSocket.made.push(this);
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) { this.sent.push(text); }
  close() { this.readyState = 3; }
}

const original = globalThis.WebSocket;
afterEach(() => { globalThis.WebSocket = original; });

function dial() {
  globalThis.WebSocket = FakeSocket;
  const handlers = noting();
  const clock = new FakeClock();
  const opening = socketTransport(url, clock)(handlers);
  return { opening, clock, told: handlers.told, socket: FakeSocket.made.at(-1) };
}

test('a socket goes to the same endpoint, and frames go through', async () => {
  const { opening, socket, told, clock } = dial();
  socket.opens();
  const transport = await opening;
  transport.send([{ channel: '/x' }]);
  socket.onmessage({ data: '[{"channel":"/a"}]' });
  socket.onmessage({ data: 'junk' });
  assert.deepEqual([socket.address, socket.sent, told, clock.waiting], ['wss://a.example/chat/faye', ['[{"channel":"/x"}]'], ['/a'], []]);
});

test('a socket that is refused or never answered cannot be used', async () => {
  const refused = dial();
  refused.socket.onclose();
  await assert.rejects(refused.opening);
  const silent = dial();
  silent.clock.advance(8000);
  await assert.rejects(silent.opening);
  assert.equal(silent.socket.readyState, 3);
});

test('a socket that closes is told once; one that we close is not', async () => {
  const lost = dial();
  lost.socket.opens();
  await lost.opening;
  lost.socket.onclose();
  assert.equal(lost.told.length, 1);
  const ours = dial();
  ours.socket.opens();
  (await ours.opening).close([{ channel: '/meta/disconnect' }]);
  assert.deepEqual([ours.told, ours.socket.sent, ours.socket.onclose], [[], ['[{"channel":"/meta/disconnect"}]'], null]);
});
