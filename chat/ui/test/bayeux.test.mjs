import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayeuxClient } from '../assets/core/bayeux/client.js';
import { readFrame } from '../assets/core/bayeux/frame.js';
import { FakeClock, settled } from './fakes.mjs';

/** Transports whose other end is the test. */
class FakeNet {
  /** Every transport opened, in order. */
  opened = [];
  broken = new Set();
  silent = false;
  handshakeReply = {};

  opener(type) {
    return async (handlers) => {
      if (this.broken.has(type)) throw new Error('cannot open');
      const transport = { type, handlers, sent: [], closed: false };
      this.opened.push(transport);
      transport.send = (messages) => {
        transport.sent.push(...messages);
        if (!this.silent) this.#answer(transport, messages);
      };
      transport.close = (farewell) => {
        transport.closed = true;
        transport.sent.push(...farewell);
      };
      return transport;
    };
  }

  get last() {
    return this.opened.at(-1);
  }

  /** Answers like a server does, but holds every connect that may be held. */
  #answer(transport, messages) {
    for (const message of messages) {
      const reply = { channel: message.channel, id: message.id, clientId: 'client', successful: true };
      if (message.channel === '/meta/handshake') {
        this.push(transport, { ...reply, advice: { reconnect: 'retry', interval: 0, timeout: 10_000 }, ...this.handshakeReply });
      } else if (message.channel === '/meta/subscribe') {
        this.push(transport, { ...reply, subscription: message.subscription });
      } else if (message.channel === '/meta/connect' && message.advice?.timeout === 0) {
        this.push(transport, reply);
      }
    }
  }

  push(transport, ...messages) {
    queueMicrotask(() => transport.handlers.messages(messages));
  }

  /** Answers the held connect. */
  connectReply(more = {}) {
    const connect = this.last.sent.findLast((message) => message.channel === '/meta/connect');
    this.push(this.last, { channel: '/meta/connect', id: connect.id, successful: true, ...more });
  }
}

async function up(types = ['websocket', 'long-polling']) {
  const net = new FakeNet();
  const clock = new FakeClock();
  const client = new BayeuxClient(types.map((type) => net.opener(type)), clock);
  const seen = [];
  client.on('state', (state) => seen.push(state));
  const room = { messages: [], active: 0, refused: [] };
  client.subscribe('/rooms/r', {
    message: (data) => room.messages.push(data),
    active: () => { room.active++; },
    refused: (error) => room.refused.push(error),
  });
  client.start();
  await settled();
  return { net, clock, client, seen, room };
}

const channels = (transport) => transport.sent.map((message) => message.channel);

test('handshakes, connects, subscribes', async () => {
  const { net, client, seen, room } = await up();
  assert.deepEqual(channels(net.last), ['/meta/handshake', '/meta/connect', '/meta/subscribe']);
  assert.equal(net.last.sent[0].version, '1.0');
  assert.deepEqual([net.last.sent[1].clientId, net.last.sent[1].connectionType], ['client', 'websocket']);
  assert.deepEqual([client.state, seen, room.active], ['up', ['connecting', 'up'], 1]);
});

test('connects again after each reply, when the interval has passed', async () => {
  const { net, clock } = await up();
  await clock.advance(0);
  net.connectReply({ advice: { interval: 3000 } });
  await clock.advance(2999);
  assert.equal(channels(net.last).filter((channel) => channel === '/meta/connect').length, 2);
  await clock.advance(1);
  assert.equal(channels(net.last).filter((channel) => channel === '/meta/connect').length, 3);
});

test('deliveries come several at once, and beside replies', async () => {
  const { net, clock, room } = await up();
  await clock.advance(0);
  const connect = net.last.sent.at(-1);
  net.push(net.last, { channel: '/rooms/r', data: 1 }, { channel: '/meta/connect', id: connect.id, successful: true },
    { channel: '/rooms/r', data: 2 }, { channel: '/other', data: 3 }, { channel: '/rooms/r', successful: true, id: '77' });
  await settled();
  assert.deepEqual(room.messages, [1, 2]);
});

test('a socket that cannot be opened gives way to polling at once', async () => {
  const net = new FakeNet();
  net.broken.add('websocket');
  const clock = new FakeClock();
  const client = new BayeuxClient([net.opener('websocket'), net.opener('long-polling')], clock);
  client.start();
  await clock.advance(0);
  assert.deepEqual([client.state, net.last.type], ['up', 'long-polling']);
});

test('a socket that dies young gives way to polling', async () => {
  const { net, clock, client } = await up();
  await clock.advance(1000);
  net.last.handlers.closed(new Error('reset'));
  assert.equal(client.state, 'down');
  await clock.advance(1000);
  assert.deepEqual([client.state, net.last.type], ['up', 'long-polling']);
});

test('a socket that lasted is tried again first', async () => {
  const { net, clock, room, client, seen } = await up();
  await clock.advance(9000);
  net.last.handlers.closed(new Error('reset'));
  await clock.advance(1000);
  assert.deepEqual([client.state, net.opened.length, net.last.type, room.active], ['up', 2, 'websocket', 2]);
  assert.deepEqual(seen, ['connecting', 'up', 'down', 'up']);
});

test('a server that is away is asked ever more rarely, never beyond 30 s', async () => {
  const net = new FakeNet();
  net.broken.add('websocket').add('long-polling');
  const clock = new FakeClock();
  const client = new BayeuxClient([net.opener('websocket'), net.opener('long-polling')], clock);
  client.start();
  await clock.advance(0);
  const waits = [];
  for (let i = 0; i < 7; i++) {
    waits.push(clock.waiting[0]);
    await clock.advance(clock.waiting[0]);
    await clock.advance(0);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.equal(client.state, 'down');
  net.broken.clear();
  await clock.advance(30_000);
  assert.deepEqual([client.state, net.last.type], ['up', 'websocket']);
});

test('waking up reconnects at once', async () => {
  const { net, clock, client } = await up();
  await clock.advance(9000);
  net.broken.add('websocket').add('long-polling');
  net.last.handlers.closed(new Error('reset'));
  await clock.advance(5000);
  net.broken.clear();
  client.wake();
  client.wake();
  await settled();
  assert.deepEqual([client.state, net.opened.length], ['up', 2]);
});

test('waking up finds out that the other end is gone', async () => {
  const { net, clock, client, room } = await up();
  await clock.advance(9000);
  net.silent = true;
  client.wake();
  await clock.advance(5000);
  assert.deepEqual([client.state, net.opened[0].closed], ['down', true]);
  net.silent = false;
  await clock.advance(1000);
  assert.deepEqual([client.state, room.active], ['up', 2]);
});

test('waking up an unharmed session leaves it alone', async () => {
  const { net, clock, client, room } = await up();
  client.wake();
  await clock.advance(9000);
  assert.deepEqual([client.state, net.opened.length, room.active], ['up', 1, 1]);
});

test('a connect that is not answered in time is the end of the session', async () => {
  const { net, clock, client } = await up();
  await clock.advance(16_999);
  assert.equal(client.state, 'up');
  await clock.advance(1);
  assert.deepEqual([client.state, net.opened[0].closed], ['down', true]);
});

test('advice handshake opens a new session and subscribes again', async () => {
  const { net, clock, client, room } = await up();
  await clock.advance(9000);
  net.connectReply({ successful: false, error: '401:client:Unknown client', advice: { reconnect: 'handshake' } });
  await clock.advance(0);
  assert.deepEqual([client.state, net.opened.length, net.last.type, room.active], ['up', 2, 'websocket', 2]);
});

test('advice handshake again and again is not followed in a loop', async () => {
  const { net, clock } = await up();
  for (let i = 0; i < 3; i++) {
    await clock.advance(0);
    net.connectReply({ successful: false, advice: { reconnect: 'handshake' } });
    await settled();
    assert.ok(clock.waiting[0] >= 1000 * 2 ** i, `waits ${clock.waiting[0]} ms`);
    await clock.advance(clock.waiting[0]);
  }
  assert.equal(net.opened.length, 4);
});

test('advice none is final until we are asked to start', async () => {
  const { net, clock, client } = await up();
  await clock.advance(0);
  net.connectReply({ successful: false, advice: { reconnect: 'none' } });
  await clock.advance(600_000);
  client.wake();
  assert.deepEqual([client.state, net.opened.length, clock.waiting], ['refused', 1, []]);
  client.start();
  await settled();
  assert.equal(client.state, 'up');
});

test('a negative interval is final too', async () => {
  const { net, clock, client } = await up();
  await clock.advance(0);
  net.connectReply({ advice: { interval: -1 } });
  await clock.advance(600_000);
  assert.equal(client.state, 'refused');
});

test('a refused handshake is final or tried again, as advised', async () => {
  for (const [advice, state] of [[{ reconnect: 'none' }, 'refused'], [{ reconnect: 'handshake' }, 'down']]) {
    const net = new FakeNet();
    net.handshakeReply = { successful: false, clientId: undefined, error: '403::no', advice };
    const clock = new FakeClock();
    const client = new BayeuxClient([net.opener('websocket')], clock);
    client.start();
    await clock.advance(0);
    assert.equal(client.state, state);
  }
});

test('a denied subscription is told, and is no reason to leave', async () => {
  const { net, client } = await up();
  net.silent = true;
  const refused = [];
  client.subscribe('/rooms/secret', { message() {}, active() {}, refused: (error) => refused.push(error) });
  const asked = net.last.sent.at(-1);
  net.push(net.last, { channel: '/meta/subscribe', id: asked.id, successful: false, subscription: '/rooms/secret', error: '403:/rooms/secret:no' });
  await settled();
  assert.deepEqual([refused, client.state], [['403:/rooms/secret:no'], 'up']);
});

test('unsubscribing ends deliveries', async () => {
  const { net, client } = await up();
  const got = [];
  const end = client.subscribe('/rooms/x', { message: (data) => got.push(data), active() {}, refused() {} });
  end();
  end();
  net.push(net.last, { channel: '/rooms/x', data: 1 });
  await settled();
  assert.deepEqual(got, []);
  assert.equal(net.last.sent.filter((message) => message.channel === '/meta/unsubscribe').length, 1);
});

test('stopping says goodbye and leaves nothing behind', async () => {
  const { net, clock, client } = await up();
  client.stop();
  client.stop();
  await clock.advance(600_000);
  assert.deepEqual([net.last.sent.at(-1).channel, net.last.closed, client.state, clock.waiting, net.opened.length],
    ['/meta/disconnect', true, 'stopped', [], 1]);
});

test('stopping while it opens leaves nothing behind', async () => {
  const net = new FakeNet();
  const clock = new FakeClock();
  const client = new BayeuxClient([net.opener('websocket')], clock);
  client.start();
  client.stop();
  await clock.advance(600_000);
  assert.deepEqual([net.last.closed, net.last.sent, clock.waiting, client.state], [true, [], [], 'stopped']);
});

test('a new log-in opens a new session', async () => {
  const { net, client, room, clock } = await up();
  client.restart();
  await clock.advance(0);
  assert.deepEqual([net.opened.length, net.opened[0].closed, client.state, room.active], [2, true, 'up', 2]);
});

test('frames are read one or many, and junk is dropped', () => {
  assert.equal(readFrame('[{"channel":"/a"},{"channel":"/b"}]').length, 2);
  assert.equal(readFrame('{"channel":"/a"}').length, 1);
  for (const junk of ['', 'x', 'null', '7', '[]', '[null,1,"x",{}]', '{"channel":7}', undefined, new ArrayBuffer(2)]) {
    assert.deepEqual(readFrame(junk), []);
  }
});
