import { ApiError } from './api.js';
import { Backoff } from './backoff.js';
import { Emitter } from './emitter.js';

/**
 * A message that the server has not confirmed. `waiting` is retried by itself,
 * `failed` only when asked to.
 *
 * @typedef {Omit<import('./depot.js').Kept, 'files'> & {createdAt: string, state: 'queued'|'sending'|'waiting'|'failed', error: ApiError|null, uploads: readonly import('./upload.js').Upload[]}} Entry
 *
 * @typedef {<T>(name: string, run: () => Promise<T>) => Promise<T>} Lock runs one at a time among all windows
 */

/**
 * The viewer's unsent messages of all rooms. In each room they are sent one at a time,
 * in the order of writing, by one window at a time, again and again under the same
 * clientId until the server has confirmed them; and they survive a reload. Their files
 * go first.
 *
 * Emits `change`, and `unauthenticated` when the server no longer knows us.
 */
export class Outbox extends Emitter {
  #send;
  #restore;
  #depot;
  #lock;
  #clock;
  #backoff;
  #author = '';
  /** @type {Entry[]} */
  #entries = [];
  /** Rooms of which something is being sent. @type {Set<string>} */
  #pumping = new Set();
  #last = 0;
  /** The last one on its way into the depot. @type {Promise<void>|null} */
  #putting = null;
  #cancelRetry = () => {};
  #retryAt = Infinity;
  #unwatch = () => {};
  #turn = 0;

  /**
   * @param {object} parts
   * @param {(room: string, draft: import('./types.js').Draft) => Promise<void>} parts.send
   * @param {(file: import('./upload.js').KeptFile) => import('./upload.js').Upload} parts.restore a file that was kept
   * @param {import('./depot.js').Depot} parts.depot
   * @param {Lock} parts.lock
   * @param {import('./types.js').Clock} parts.clock
   */
  constructor({ send, restore, depot, lock, clock }) {
    super();
    this.#send = send;
    this.#restore = restore;
    this.#depot = depot;
    this.#lock = lock;
    this.#clock = clock;
    this.#backoff = new Backoff(clock.random);
  }

  /** Those of a room. @param {string} room @returns {readonly Entry[]} */
  entries(room) {
    return this.#entries.filter((entry) => entry.room === room);
  }

  /**
   * Brings back what this author left unsent, and sends it. What another author
   * left is kept for them, out of sight; but what is in sight, because its author's
   * session ended by itself, passes to the new one, who may send or discard it.
   * @param {string} author
   */
  async open(author) {
    const carried = author === this.#author ? [] : this.#entries;
    this.close();
    this.#author = author;
    for (const entry of carried) {
      for (const upload of entry.uploads) upload.reset();
      this.#keep({ ...entry, author, state: 'failed', error: refusal('beforeLogin') });
    }
    this.#unwatch = this.#depot.watch(() => void this.#read());
    await this.#read();
    this.flush();
  }

  /** Hides everything until the next open. */
  close() {
    this.#rest();
    this.#unwatch();
    this.#turn++;
    this.#author = '';
    this.#entries = [];
    this.emit('change');
  }

  /** @param {string} room its ID @param {import('./types.js').Writing} writing */
  add(room, { files = [], ...draft }) {
    const clientId = newId();
    // Two in one millisecond keep their order.
    const at = this.#last = Math.max(this.#clock.now(), this.#last + 1);
    const kept = { clientId, author: this.#author, room, at, draft: { ...draft, clientId } };
    const entry = this.#keep({ ...this.#fresh(kept), uploads: files });
    void this.#pump(room);
    this.emit('change');
    return entry;
  }

  /** @param {Entry} entry */
  #keep(entry) {
    this.#entries.push(entry);
    this.#putting = this.#store(entry);
    return entry;
  }

  /** @param {Entry} entry */
  #store({ clientId, author, room, at, draft, uploads, state, error }) {
    return this.#depot.put({ clientId, author, room, at, draft, ...(uploads.length > 0 && { files: uploads.map(({ kept }) => kept) }), ...(state === 'failed' && error && { refused: { ...error, message: error.message } }) });
  }

  /** @param {import('./depot.js').Kept} kept @returns {Entry} */
  #fresh({ files = [], ...kept }) {
    return { ...kept, createdAt: new Date(kept.at).toISOString(), state: 'queued', error: null, uploads: files.map((file) => this.#restore(file)) };
  }

  /** @param {string} clientId */
  retry(clientId) {
    const entry = this.#entries.find((each) => each.clientId === clientId);
    if (entry?.state === 'failed') {
      entry.state = 'waiting';
      this.#putting = this.#store(entry);
    }
    this.flush();
  }

  /** @param {string} clientId */
  discard(clientId) {
    const entry = this.#entries.find((each) => each.clientId === clientId);
    this.#forget(clientId);
    void this.#depot.remove(clientId);
    for (const upload of entry?.uploads ?? []) upload.cancel();
  }

  /** Sends everything that waits, now. */
  flush() {
    this.#rest();
    for (const entry of this.#entries) {
      if (entry.state === 'waiting') entry.state = 'queued';
    }
    this.#pumpAll();
  }

  #rest() {
    this.#cancelRetry();
    this.#retryAt = Infinity;
  }

  #pumpAll() {
    this.emit('change');
    for (const { room } of this.#entries) void this.#pump(room);
  }

  /** Takes over what windows of the same author left, sent or wrote. */
  async #read() {
    const turn = ++this.#turn;
    const before = new Set(this.#entries);
    const kept = await this.#depot.all(this.#author);
    // An older answer may lack what a newer one has.
    if (turn !== this.#turn) return;
    const there = new Set(kept.map(({ clientId }) => clientId));
    const known = new Set(this.#entries.map(({ clientId }) => clientId));
    // What was written while we read may not be among them yet.
    this.#entries = this.#entries.filter((entry) => entry.state === 'sending' || !before.has(entry) || there.has(entry.clientId));
    this.#entries.push(...kept.filter(({ clientId }) => !known.has(clientId)).map((each) => this.#fresh(each)));
    this.#entries.sort((a, b) => a.at - b.at);
    this.#pumpAll();
  }

  /** @param {string} room */
  async #pump(room) {
    if (this.#pumping.has(room) || !this.#next(room)) return;
    this.#pumping.add(room);
    const author = this.#author;
    await this.#lock(`${author}:${room}`, async () => {
      for (let entry = this.#next(room); entry && author === this.#author; entry = this.#next(room)) {
        const kept = await this.#kept(entry);
        // Another window of the same author sent or discarded it.
        if (!kept) this.#forget(entry.clientId);
        else if (kept.refused) this.#set(entry, 'failed', new ApiError(kept.refused.message, kept.refused));
        else await this.#attempt(entry);
      }
    });
    this.#pumping.delete(room);
    // Something was added, or somebody else logged in, while the last one was on its way.
    if (this.#next(room)) void this.#pump(room);
  }

  /** @param {string} room @returns {Entry|undefined} the first to send; never one that has to wait for another */
  #next(room) {
    const first = this.#entries.find((entry) => entry.room === room && entry.state !== 'failed');
    return first?.state === 'queued' ? first : undefined;
  }

  /** @param {Entry} entry */
  async #kept(entry) {
    await this.#putting;
    const kept = (await this.#depot.all(entry.author)).find(({ clientId }) => clientId === entry.clientId);
    entry.uploads.forEach((upload, i) => upload.adopt(kept?.files?.[i]));
    return kept;
  }

  /** @param {Entry} entry */
  async #attempt(entry) {
    const author = this.#author;
    if (!this.#entries.includes(entry)) return;
    this.#set(entry, 'sending', null);
    try {
      const attachments = await this.#sendFiles(entry);
      // Discarded meanwhile, or its author has gone.
      if (!this.#entries.includes(entry)) return;
      await this.#send(entry.room, { ...entry.draft, ...attachments });
      this.#backoff.reset();
      await this.#depot.remove(entry.clientId);
      if (author === this.#author) this.#forget(entry.clientId);
    } catch (error) {
      if (this.#entries.includes(entry)) await this.#failed(entry, /** @type {any} */ (error));
    }
  }

  /** What is there is remembered: to go on with after a reload, and to be named again if the
   * answer to the message is lost.
   * @param {Entry} entry */
  async #sendFiles(entry) {
    if (entry.uploads.length === 0) return {};
    const note = async () => this.#entries.includes(entry) && this.#store(entry);
    const ends = entry.uploads.map((upload) => upload.on('named', () => void note()));
    try {
      const attachments = await Promise.all(entry.uploads.map((upload) => upload.run()));
      await note();
      return { attachments };
    } finally {
      for (const end of ends) end();
    }
  }

  /** @param {Entry} entry @param {ApiError} error */
  #failed(entry, error) {
    if (error.unauthenticated) {
      this.#set(entry, 'failed', refusal('loggedOut'));
      this.emit('unauthenticated');
      return;
    }
    if (!(error instanceof ApiError) || !error.temporary) {
      // The server may have forgotten files that waited too long: a retry sends them anew.
      if (error.status === 422) entry.uploads.forEach((upload) => upload.reset());
      this.#set(entry, 'failed', error);
      return (this.#putting = this.#store(entry));
    }
    // Those behind it wait as well: the order of writing is kept.
    for (const other of this.#entries) {
      if (other.state === 'queued' && other.room === entry.room) other.state = 'waiting';
    }
    this.#set(entry, 'waiting', error);
    // In slow mode it is known when it will be taken, and until then the others go on.
    const wait = error.code === 'slow_mode' ? error.retryAfter : Math.max(this.#backoff.next(), error.retryAfter);
    const at = this.#clock.now() + wait;
    if (at >= this.#retryAt) return;
    this.#cancelRetry();
    this.#retryAt = at;
    this.#cancelRetry = this.#clock.after(wait, () => this.flush());
  }

  /**
   * @param {Entry} entry
   * @param {Entry['state']} state
   * @param {ApiError|null} error
   */
  #set(entry, state, error) {
    entry.state = state;
    entry.error = error;
    this.emit('change');
  }

  /** @param {string} clientId */
  #forget(clientId) {
    this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
    this.emit('change');
  }
}

/** @param {'loggedOut'|'beforeLogin'} code */
const refusal = (code) => new ApiError('Not sent.', { status: 401, code });

/** crypto.randomUUID exists only on https and localhost. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
