import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import test from 'node:test';
import { Faye, begin } from './kit.mjs';

const require = createRequire(import.meta.url);

/** All that an object answers to by a name that is not private. */
function names(object) {
  const found = new Set();
  for (let o = object; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
    for (const name of Object.getOwnPropertyNames(o)) if (!name.startsWith('_') && name !== 'constructor') found.add(name);
  }
  return found;
}

/** What the real one has inside, or what would do harm. */
const LEFT_OUT = {
  Client: [
    'className', 'initialize', // of its own way to make classes
    'pipeThroughExtensions', 'setDeferredStatus', // for its own use
    'LOG_LEVELS', 'writeLog', 'fatal', 'error', 'warn', 'info', 'debug', // Faye.logger is there
    'then', 'timeout', // a client that is a promise cannot be returned by an async function
  ],
  Subscription: ['initialize'],
  Publication: ['initialize'],
};

test('everything that npm faye has is there', async (t) => {
  const real = require('faye');
  const theirs = new real.Client('http://127.0.0.1:9/none');
  theirs.connect = () => {}; // nothing is to be sent
  const { client } = begin(t);
  const pairs = {
    Client: [theirs, client],
    Subscription: [theirs.subscribe('/a', () => {}), client.subscribe('/a', () => {})],
    Publication: [theirs.publish('/a', 1), client.publish('/a', 1)],
    Scheduler: [real.Scheduler.prototype, Faye.Scheduler.prototype],
  };
  for (const [kind, [their, our]] of Object.entries(pairs)) {
    await t.test(kind, () => {
      const expected = [...names(their)].filter((name) => !LEFT_OUT[kind]?.includes(name));
      assert.ok(expected.length >= 5, `only ${expected}`);
      for (const name of expected) assert.equal(typeof our[name], typeof their[name], name);
    });
  }
  await t.test('Faye', () => {
    for (const name of ['VERSION', 'Client', 'Scheduler']) assert.equal(typeof Faye[name], typeof real[name], name);
    assert.equal(Faye.VERSION.split('+')[0], real.VERSION);
  });
  await t.test('Options', () => {
    const options = { interval: 1, timeout: 2, endpoints: {}, proxy: {}, retry: 3, scheduler: Faye.Scheduler, websocketExtensions: [], tls: {}, ca: '' };
    for (const Client of [real.Client, Faye.Client]) {
      assert.ok(new Client('http://127.0.0.1:9/none', options));
      assert.throws(() => new Client('http://127.0.0.1:9/none', { nope: 1 }), /Unrecognized option: nope/);
    }
  });
});

test('the module is the script', async () => {
  const module = await import('../client.mjs');
  assert.deepEqual(Object.keys(module).sort(), ['Client', 'Error', 'Scheduler', 'VERSION', 'default']);
  assert.equal(module.default.Client, module.Client);
  assert.equal(module.VERSION, Faye.VERSION);
  assert.deepEqual(Object.keys(module.default), Object.keys(Faye));
});

test('the types name what is there', async (t) => {
  const types = await readFile(new URL('../client.d.ts', import.meta.url), 'utf8');
  const { client } = begin(t);
  const body = /export class Client \{([\s\S]*?)\n\}/.exec(types)[1];
  const typed = new Set([...body.matchAll(/^ {2}(?:readonly )?(\w+)\b/gm)].map((m) => m[1]).filter((n) => n !== 'constructor'));
  for (const name of typed) assert.ok(name in client, `${name} has a type and is not there`);
  const untyped = ['HANDSHAKE', 'RETRY', 'NONE', 'CONNECTION_TIMEOUT', 'DEFAULT_ENDPOINT', 'INTERVAL'];
  for (const name of names(client)) assert.ok(typed.has(name) || untyped.includes(name), `${name} has no type`);
});

test('endpoints', async (t) => {
  for (const bad of ['/relative', 'ftp://x/', 'javascript:alert(1)', '']) {
    await t.test(`Refused ${bad}`, () => assert.throws(() => new Faye.Client(bad), TypeError));
  }
  await t.test('OK', () => {
    for (const good of ['http://x/', 'https://x', 'ws://x/faye', 'wss://x/faye', new URL('http://x/')]) assert.ok(new Faye.Client(good));
  });
});

test('options that make no sense', () => {
  for (const options of [{ timeout: '5' }, { retry: -1 }, { deadline: NaN }, { queue: null }]) {
    assert.throws(() => new Faye.Client('http://x/', options), TypeError, JSON.stringify(options));
  }
});

test('a logger reads no secrets', async (t) => {
  const lines = [];
  Faye.logger = (line) => lines.push(line);
  t.after(() => { Faye.logger = null; });
  const { world, client } = begin(t);
  client.addExtension({ outgoing(message, callback) { message.ext = { token: 's3cret' }; callback(message); } });
  client.publish('/a', { password: 's3cret' });
  await world.pass(100);
  assert.ok(lines.length > 0);
  assert.ok(!lines.join().includes('s3cret') && !lines.join().includes('session1'), lines.join());
});
