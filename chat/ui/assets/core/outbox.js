import { ApiError } from './api.js';
import { Backoff } from './backoff.js';
import { Emitter } from './emitter.js';

/**
 * A message that the server has not confirmed. `waiting` is retried by itself,
 * `failed` only when asked to.
 *
 * @typedef {object} Entry
 * @property {string} clientId
 * @property {string} text
 * @property {string} createdAt
 * @property {'queued'|'sending'|'waiting'|'failed'} state
 * @property {string} error why it waits or failed, in words
 */

/**
 * The viewer's unsent messages of one room. They are sent one at a time, in the
 * order of writing, again and again under the same clientId until the server has
 * confirmed them, and they survive a reload.
 *
 * Emits `change`, and `unauthenticated` when the server no longer knows us.
 */
export class Outbox extends Emitter {
  #send;
  #shelf;
  #clock;
  #backoff;
  #author = '';
  /** @type {Entry[]} */
  #entries = [];
  #pumping = false;
  #cancelRetry = () => {};

  /**
   * @param {object} parts
   * @param {(draft: {clientId: string, text: string}) => Promise<void>} parts.send
   * @param {import('./shelf.js').Shelf} parts.shelf
   * @param {import('./types.js').Clock} parts.clock
   */
  constructor({ send, shelf, clock }) {
    super();
    this.#send = send;
    this.#shelf = shelf;
    this.#clock = clock;
    this.#backoff = new Backoff(clock.random);
  }

  /** @returns {readonly Entry[]} */
  get entries() {
    return this.#entries;
  }

  /**
   * Brings back what this author left unsent, and sends it. What another author
   * left is kept for them, out of sight; but what is in sight, because its author's
   * session ended by itself, passes to the new one, who may send or discard it.
   * @param {string} author
   */
  open(author) {
    const carried = author === this.#author ? [] : this.#entries;
    for (const entry of carried) this.#shelf.remove(this.#key(entry.clientId));
    this.close();
    this.#author = author;
    this.#entries = this.#shelf.keys(this.#key('')).flatMap((key) => read(this.#shelf.get(key)));
    this.#entries.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    for (const entry of carried) this.#keep({ ...entry, state: 'failed', error: 'Not sent before you logged in.' });
    this.flush();
  }

  /** Hides everything until the next open. */
  close() {
    this.#cancelRetry();
    this.#author = '';
    this.#entries = [];
    this.emit('change');
  }

  /** @param {string} text */
  add(text) {
    /** @type {Entry} */
    const entry = { clientId: newId(), text, createdAt: new Date(this.#clock.now()).toISOString(), state: 'queued', error: '' };
    this.#keep(entry);
    this.flush();
    return entry;
  }

  /** @param {Entry} entry */
  #keep(entry) {
    this.#entries.push(entry);
    this.#shelf.set(this.#key(entry.clientId), JSON.stringify(entry));
  }

  /** @param {string} clientId */
  retry(clientId) {
    const entry = this.#find(clientId);
    if (entry?.state === 'failed') entry.state = 'waiting';
    this.flush();
  }

  /** @param {string} clientId */
  discard(clientId) {
    this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
    this.#shelf.remove(this.#key(clientId));
    this.emit('change');
  }

  /** Sends everything that waits, now. */
  flush() {
    this.#cancelRetry();
    for (const entry of this.#entries) {
      if (entry.state === 'waiting') entry.state = 'queued';
    }
    this.emit('change');
    void this.#pump();
  }

  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    const author = this.#author;
    for (let entry = this.#next(); entry && author === this.#author; entry = this.#next()) {
      await this.#attempt(entry);
    }
    this.#pumping = false;
    // Somebody else logged in while the last one was on its way.
    if (author !== this.#author) void this.#pump();
  }

  /** @returns {Entry|undefined} the first to send; never one that has to wait for another */
  #next() {
    const first = this.#entries.find((entry) => entry.state !== 'failed');
    if (first?.state !== 'queued') return undefined;
    if (this.#shelf.get(this.#key(first.clientId)) !== null) return first;
    // Another window of the same author sent or discarded it.
    this.discard(first.clientId);
    return this.#next();
  }

  /** @param {Entry} entry */
  async #attempt(entry) {
    const author = this.#author;
    this.#set(entry, 'sending', '');
    try {
      await this.#send({ clientId: entry.clientId, text: entry.text });
      this.#backoff.reset();
      this.#shelf.remove(key(author, entry.clientId));
      if (author === this.#author) this.discard(entry.clientId);
    } catch (error) {
      if (author === this.#author) this.#failed(entry, error);
    }
  }

  /**
   * @param {Entry} entry
   * @param {any} error
   */
  #failed(entry, error) {
    if (error.unauthenticated) {
      this.#set(entry, 'failed', 'You are logged out.');
      this.emit('unauthenticated');
      return;
    }
    if (!(error instanceof ApiError) || !error.temporary) return this.#set(entry, 'failed', error.message);
    // Those behind it wait as well: the order of writing is kept.
    for (const other of this.#entries) {
      if (other.state === 'queued') other.state = 'waiting';
    }
    this.#set(entry, 'waiting', error.message);
    this.#cancelRetry = this.#clock.after(Math.max(this.#backoff.next(), error.retryAfter), () => this.flush());
  }

  /**
   * @param {Entry} entry
   * @param {Entry['state']} state
   * @param {string} error
   */
  #set(entry, state, error) {
    entry.state = state;
    entry.error = error;
    this.emit('change');
  }

  /** @param {string} clientId */
  #find(clientId) {
    return this.#entries.find((entry) => entry.clientId === clientId);
  }

  /** @param {string} clientId */
  #key(clientId) {
    return key(this.#author, clientId);
  }
}

/**
 * @param {string} author
 * @param {string} clientId
 */
const key = (author, clientId) => `outbox:${author}:${clientId}`;

/**
 * @param {string|null} json
 * @returns {Entry[]} none if it is not an entry
 */
function read(json) {
  try {
    const { clientId, text, createdAt } = JSON.parse(json ?? '');
    if (![clientId, text, createdAt].every((part) => typeof part === 'string')) return [];
    return [{ clientId, text, createdAt, state: 'waiting', error: '' }];
  } catch {
    return [];
  }
}

/** crypto.randomUUID exists only on https and localhost. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
