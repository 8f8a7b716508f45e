// A Bayeux server, a network to it and a clock, all in the hands of the test.
import { mock } from 'node:test';

export const settle = async (turns = 12) => {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
};

export class World {
  /** Whether the server can be reached at all; then by which ways. */
  up = true;
  sockets = true;
  streams = true;
  /** Whether held connects and sockets still work; false is a network that swallows everything. */
  silent = false;
  /** What the server got: { via, message }. */
  heard = [];
  /** Answers in place of the server: channel -> (message) => reply, null for none. */
  rules = new Map();
  sessions = new Map();
  open = new Set();
  count = 0;
  advice = { reconnect: 'retry', interval: 0, timeout: 45_000 };
  handshakeExt = undefined;
  offered = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling'];

  constructor() {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
    const world = this;
    this.WebSocket = class extends FakeSocket { constructor(url) { super(world, url); } };
    this.EventSource = class extends FakeStream { constructor(url) { super(world, url); } };
    this.fetch = (url, init) => fakeFetch(world, url, init);
  }

  end() {
    mock.timers.reset();
  }

  /** Lets time pass, with everything that happens meanwhile. */
  async pass(ms, step = ms <= 1000 ? 5 : 100) {
    await settle();
    for (let left = ms; left > 0; left -= step) {
      mock.timers.tick(Math.min(step, left));
      await settle(4);
    }
    await settle();
  }

  /** The messages heard on a channel. */
  on(channel) {
    return this.heard.filter((h) => h.message.channel === channel).map((h) => h.message);
  }

  /** Every connection is cut. */
  cut(code = 1006) {
    for (const socket of [...this.open]) socket.cut(code);
    for (const session of this.sessions.values()) {
      session.push = null;
      const { hold } = session;
      session.hold = null;
      hold?.drop?.();
    }
  }

  /** The server is another one, which knows nobody. */
  restart() {
    this.cut();
    this.sessions.clear();
  }

  deliver(channel, data, more = {}) {
    for (const session of this.sessions.values()) {
      if (!session.channels.has(channel) && !session.channels.has('/**')) continue;
      const message = { channel, data, ...more };
      if (session.push) session.push([message]);
      else session.queue.push(message);
      session.hold?.flush?.();
    }
  }

  /** The replies to one message; a connect may be held and answers by itself. */
  handle(message, via, reply) {
    this.heard.push({ via, message });
    const rule = this.rules.get(message.channel);
    const own = rule?.(message);
    if (own !== undefined) return own === null ? undefined : reply([{ id: message.id, channel: message.channel, ...own }]);
    const base = { id: message.id, channel: message.channel, clientId: message.clientId, successful: true };
    const session = this.sessions.get(message.clientId);
    if (message.channel === '/meta/handshake') return reply([this.handshake(message)]);
    if (!session) {
      return reply([{ ...base, clientId: undefined, successful: false, error: `401:${message.clientId}:Unknown client`,
        advice: { reconnect: 'handshake', interval: 0 } }]);
    }
    if (message.channel === '/meta/connect') return this.connect(session, message, base, reply);
    if (message.channel === '/meta/subscribe') session.channels.add(message.subscription);
    if (message.channel === '/meta/unsubscribe') session.channels.delete(message.subscription);
    if (message.channel === '/meta/disconnect') this.sessions.delete(message.clientId);
    reply([{ ...base, subscription: message.subscription }]);
    if (!message.channel.startsWith('/meta/')) this.deliver(message.channel, message.data);
  }

  handshake(message) {
    const clientId = `session${++this.count}`;
    this.sessions.set(clientId, { channels: new Set(), queue: [], push: null, hold: null });
    return { id: message.id, channel: message.channel, successful: true, clientId, version: '1.0', ext: this.handshakeExt,
      supportedConnectionTypes: this.offered, advice: this.advice };
  }

  connect(session, message, base, reply) {
    session.hold?.done();
    const timer = setTimeout(() => hold.done(), message.advice?.timeout ?? this.advice.timeout);
    const hold = {
      done: () => {
        clearTimeout(timer);
        if (session.hold === hold) session.hold = null;
        reply([{ ...base, advice: this.advice }, ...session.queue.splice(0)]);
      },
      flush: () => { if (!session.push) hold.done(); },
    };
    session.hold = hold;
    session.push = reply.push ?? null;
    if (session.queue.length > 0 && session.push) session.push(session.queue.splice(0));
    if (session.queue.length > 0) hold.done();
  }
}

class FakeSocket {
  readyState = 0;

  constructor(world, url) {
    this.world = world;
    this.url = url;
    setTimeout(() => this.begin(), 1);
  }

  begin() {
    if (this.readyState !== 0 || (this.world.silent && this.world.up)) return;
    if (!this.world.up || !this.world.sockets) return this.cut(1006);
    this.readyState = 1;
    this.world.open.add(this);
    this.onopen?.({});
  }

  send(frame) {
    const reply = (messages) => this.back(messages);
    reply.push = reply;
    for (const message of JSON.parse(frame)) {
      if (!this.world.silent) this.world.handle(message, 'websocket', reply);
    }
  }

  back(messages) {
    setTimeout(() => { if (this.readyState === 1 && !this.world.silent) this.onmessage?.({ data: JSON.stringify(messages) }); }, 1);
  }

  cut(code) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.world.open.delete(this);
    this.onclose?.({ code });
  }

  close() {
    this.readyState = 3;
    this.world.open.delete(this);
  }
}

class FakeStream {
  constructor(world, url) {
    this.url = url;
    setTimeout(() => {
      const session = world.sessions.get(url.split('/').pop());
      if (!world.up || !world.streams || !session || this.closed) return this.onerror?.({});
      session.push = (messages) => this.onmessage?.({ data: JSON.stringify(messages) });
      world.open.add(this);
      this.onopen?.({});
    }, 1);
  }

  cut() {
    this.onerror?.({});
  }

  close() {
    this.closed = true;
  }
}

function fakeFetch(world, url, init) {
  const form = !init.headers['Content-Type'].includes('json');
  const messages = JSON.parse(form ? decodeURIComponent(init.body.slice('message='.length)) : init.body);
  world.lastFetch = { url, init };
  return new Promise((resolve, reject) => {
    init.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    setTimeout(() => {
      if (world.silent || world.swallow?.(messages)) return;
      if (!world.up) return reject(new TypeError('fetch failed'));
      const status = world.status?.(messages) ?? 200;
      if (status !== 200) return resolve({ ok: false, status, json: async () => null });
      const all = [];
      let missing = messages.length;
      const finish = () => { if (missing === 0) resolve({ ok: true, status: 200, json: async () => all }); };
      for (const message of messages) {
        const reply = (replies) => { missing--; all.push(...replies); finish(); };
        const before = world.heard.length;
        world.handle(message, 'polling', reply);
        const held = world.sessions.get(message.clientId)?.hold;
        if (message.channel === '/meta/connect' && held) held.drop = () => reject(new TypeError('fetch failed'));
        else if (world.rules.get(message.channel)?.(message) === null && world.heard.length > before) { missing--; finish(); }
      }
    }, 1);
  });
}
