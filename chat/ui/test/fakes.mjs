/** Parts for tests that decide by themselves when time passes and what arrives. */

import { MemoryDepot } from '../assets/core/depot.js';
import { Emitter } from '../assets/core/emitter.js';

export class FakeClock {
  time = 1_000_000;
  #timers = [];

  now = () => this.time;
  random = () => 1;

  after = (ms, run) => {
    const timer = { at: this.time + ms, run };
    this.#timers.push(timer);
    return () => { this.#timers = this.#timers.filter((other) => other !== timer); };
  };

  get waiting() {
    return this.#timers.map((timer) => timer.at - this.time).sort((a, b) => a - b);
  }

  /** Lets time pass, timer by timer, and what they start come to rest. */
  async advance(ms) {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settled();
    }
    this.time = end;
  }
}

/** Resolves once everything that waits for nothing but its turn has run. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export const ann = { id: 'ann', displayName: 'Ann', avatarUrl: '', profileUrl: '' };
export const bob = { id: 'bob', displayName: 'Bob', avatarUrl: '', profileUrl: '' };

export function message(seq, more = {}) {
  return {
    id: `m${seq}`, room: 'r', seq, rev: seq, author: ann, clientId: `c${seq}`, text: `text ${seq}`, nodes: null,
    createdAt: '2026-01-02T03:04:05Z', editedAt: '', deletedAt: '', quote: null, thread: '', inRoom: false,
    replies: null, reactions: [], pinnedAt: '', attachments: [], ...more,
  };
}

export const created = (seq, more = {}) => ({ event: 'message.created', rev: seq, room: 'r', payload: message(seq, more) });

/** What wire.readEvent makes of it. */
export const read = (event) => ({ event: event.event, rev: event.rev, message: event.payload ?? null });

/** A live connection that says what the test says. */
export class FakeLive extends Emitter {
  subscribers = new Map();
  state = 'up';
  enter(state) {
    this.state = state;
    this.emit('state', state);
  }
  subscribe(channel, subscriber) {
    this.subscribers.set(channel, subscriber);
    return () => this.subscribers.delete(channel);
  }
  get room() {
    return this.subscribers.get('/rooms/r');
  }
}

/** A localStorage. */
export class FakeStorage {
  items = new Map();
  get length() { return this.items.size; }
  key(i) { return [...this.items.keys()][i] ?? null; }
  getItem(key) { return this.items.get(key) ?? null; }
  setItem(key, value) { this.items.set(key, String(value)); }
  removeItem(key) { this.items.delete(key); }
}

/** A promise and the handles to end it. */
export function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}

/** What the windows of one browser share. */
export class FakeDepot extends MemoryDepot {
  #watchers = new Set();
  #ids = new Set();
  get size() { return this.#ids.size; }
  async put(kept) {
    await super.put(kept);
    this.#ids.add(kept.clientId);
    this.#tell();
  }
  async remove(clientId) {
    await super.remove(clientId);
    this.#ids.delete(clientId);
    this.#tell();
  }
  watch(told) {
    this.#watchers.add(told);
    return () => this.#watchers.delete(told);
  }
  #tell() {
    for (const told of this.#watchers) told();
  }
}

/** Web Locks: one at a time of each name. */
export class FakeLocks {
  #held = new Map();
  lock = async (name, run) => {
    const before = this.#held.get(name) ?? Promise.resolve();
    const mine = before.then(run);
    this.#held.set(name, mine.catch(() => {}));
    return mine;
  };
}
