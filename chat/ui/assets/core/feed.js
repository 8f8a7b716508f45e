import { Backoff } from './backoff.js';
import { Emitter } from './emitter.js';
import { readEvent } from './wire.js';

/** Further behind than this, a new window is cheaper than what happened. */
const FAR = 2000;
const MAX_EARLY = 1000;
const SLOW_POLL = 15_000;

/** @typedef {'loading'|'failed'|'behind'|'current'|'closed'} Phase */

/**
 * Keeps a room's store up to date. It reads the window at once, before it is known
 * how to hear of more. The rule that leaves no gap: each time a subscription has
 * begun it reads what came after what is there, then applies what was pushed
 * meanwhile, in rev order. So it does whenever something may have been missed.
 *
 * Emits `phase`: `loading`, `failed` (nothing could be read; see error), `behind`,
 * `current` or `closed` (there is no such room, or not for us); and
 * `unauthenticated` when the server wants to know who reads.
 */
export class RoomFeed extends Emitter {
  #api;
  #store;
  #room;
  #clock;
  #backoff;
  /** Pushed events that came too early, by rev.
   * @type {Map<number, import('./types.js').RoomEvent>} */
  #early = new Map();
  #needWindow = true;
  #needEvents = false;
  #running = false;
  #closed = false;
  #unsubscribe = () => {};
  #unwatch = () => {};
  #cancelRetry = () => {};
  #polling = false;
  #cancelPoll = () => {};
  /** @type {Phase} */
  phase = 'loading';
  /** @type {Error|null} */
  error = null;

  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {import('./store.js').RoomStore} parts.store what it holds already need not be read again
   * @param {string} parts.room its ID or any other name that the API knows
   * @param {import('./types.js').Clock} parts.clock
   */
  constructor({ api, store, room, clock }) {
    super();
    this.#api = api;
    this.#store = store;
    this.#room = room;
    this.#clock = clock;
    this.#backoff = new Backoff(clock.random);
  }

  /** Starts to read. */
  open() {
    this.#needWindow = !this.#store.loaded;
    this.#needEvents = this.#store.loaded;
    void this.#run();
  }

  /** Follows what is pushed. @param {import('./live.js').Live} live @param {string} id of the room */
  listen(live, id) {
    this.#unsubscribe();
    this.#unwatch();
    this.#unsubscribe = live.subscribe(`/rooms/${id}`, {
      message: (data) => this.#receive(readEvent(data, id)),
      active: () => {
        this.#stopPolling();
        this.refresh();
      },
      refused: () => this.#poll(),
    });
    this.#unwatch = live.on('state', (state) => this.#follow(state));
    this.#follow(live.state);
  }

  close() {
    this.#closed = true;
    this.#cancelRetry();
    this.#stopPolling();
    this.#unwatch();
    this.#unsubscribe();
  }

  /** Reads now what may have been missed. */
  refresh() {
    this.#needEvents = true;
    this.#cancelRetry();
    void this.#run();
  }

  /** Adds the page before the first message, or does nothing when there is none. */
  async loadOlder() {
    const [first] = this.#store.messages;
    if (!first || !this.#store.hasBefore) return;
    const page = await this.#api.messages(this.#room, { before: first.seq });
    // A reset or a trim meanwhile leaves the page without its neighbour.
    if (this.#store.messages[0]?.seq === first.seq) this.#place(page, () => this.#store.prepend(page));
  }

  /** Adds the page after the last message, or does nothing when that is the newest one. */
  async loadNewer() {
    const last = this.#store.messages.at(-1);
    if (!last || !this.#store.hasAfter) return;
    const page = await this.#api.messages(this.#room, { after: last.seq });
    if (this.#store.messages.at(-1)?.seq === last.seq) this.#place(page, () => this.#store.append(page));
  }

  /** Reads the stretch around a seq in place of the present one.
   * @param {number} [seq] default: the newest */
  async jump(seq) {
    const page = await this.#api.messages(this.#room, seq === undefined ? {} : { around: seq });
    this.#place(page, () => this.#store.reset(page));
  }

  /** @param {import('./types.js').MessagePage} page @param {() => void} put */
  #place(page, put) {
    if (this.#closed) return;
    const late = page.asOf < this.#store.rev;
    put();
    // What happened since the page was read is told again.
    if (late) this.refresh();
  }

  /** @param {import('./types.js').RoomEvent|null} event */
  #receive(event) {
    if (!event) return;
    if (this.#store.loaded && this.#early.size === 0 && this.#store.apply(event)) return;
    if (this.#early.size < MAX_EARLY) this.#early.set(event.rev, event);
    if (this.#store.loaded) this.refresh();
  }

  async #run() {
    if (this.#running || this.#closed) return;
    this.#running = true;
    try {
      while (!this.#closed && (this.#needWindow || this.#needEvents)) await this.#step();
      this.#backoff.reset();
      this.error = null;
      this.#enter('current');
    } catch (error) {
      this.#fail(/** @type {any} */ (error));
    } finally {
      this.#running = false;
    }
  }

  async #step() {
    this.#enter(this.#store.loaded ? 'behind' : 'loading');
    if (this.#needWindow) await this.#readWindow();
    else await this.#readEvents();
    if (!this.#closed) this.#applyEarly();
  }

  async #readWindow() {
    // Subscribed before this request: nothing after its asOf can be missed.
    this.#needEvents = false;
    const { reading } = this.#store;
    try {
      const page = await this.#api.messages(this.#room, reading ? { around: reading } : {});
      if (this.#closed) return;
      this.#store.reset(page);
      this.#needWindow = false;
    } catch (error) {
      this.#needEvents = true;
      throw error;
    }
  }

  async #readEvents() {
    const after = this.#store.rev;
    this.#needEvents = false;
    const page = await this.#eventsAfter(after);
    if (this.#closed) return;
    const last = page?.items.at(-1)?.rev ?? after;
    // Behind what it once told us: it was restored from a backup.
    const rewound = page !== null && page.asOf < after;
    if (rewound) this.#early.clear();
    if (!page || rewound || (page.hasAfter && page.asOf - last > FAR)) {
      this.#needWindow = true;
      return;
    }
    if (page.hasAfter && last <= after) throw new Error('The server lists no events though it has some.');
    this.#store.applyAll(page.items, page.hasAfter ? last : page.asOf);
    if (page.hasAfter) this.#needEvents = true;
    else this.#refuseToSpin(page.asOf, after);
  }

  /**
   * @param {number} after
   * @returns {Promise<import('./types.js').EventPage|null>} null: too long ago
   */
  async #eventsAfter(after) {
    try {
      return await this.#api.events(this.#room, after);
    } catch (error) {
      if (/** @type {any} */ (error).status === 410) return null;
      throw error;
    }
  }

  /** Applies what was pushed too early, as far as it follows. */
  #applyEarly() {
    for (const rev of [...this.#early.keys()].sort((a, b) => a - b)) {
      const event = /** @type {import('./types.js').RoomEvent} */ (this.#early.get(rev));
      if (!this.#store.apply(event)) {
        this.#needEvents = true;
        return;
      }
      this.#early.delete(rev);
    }
  }

  /** A pushed event ahead of what the server lists, with nothing new listed: ask
   * again later, not in a loop.
   * @param {number} asOf
   * @param {number} after */
  #refuseToSpin(asOf, after) {
    const soonest = Math.min(...this.#early.keys());
    if (soonest !== Infinity && soonest > this.#store.rev + 1 && asOf <= after) {
      throw new Error('The server does not list yet what it has pushed.');
    }
  }

  /** @param {Error & {retryAfter?: number, status?: number}} error */
  #fail(error) {
    if (this.#closed) return;
    if (this.#store.loaded) this.#needEvents = true;
    this.error = error;
    const shut = [401, 403, 404].includes(error.status ?? 0);
    if (shut) this.#enter('closed');
    else if (!this.#store.loaded) this.#enter('failed');
    // Only somebody else may get another answer.
    if (!shut) this.#retryIn(Math.max(this.#backoff.next(), error.retryAfter ?? 0));
    if (error.status === 401) this.emit('unauthenticated');
  }

  /** A live connection that is up ends the polling when it has subscribed.
   * @param {import('./live.js').LiveState} state */
  #follow(state) {
    if (state === 'down' || state === 'refused') this.#poll();
    if (state === 'stopped') this.#stopPolling();
  }

  /** Without live updates, asking now and then is better than nothing. What failed
   * has its own time to be tried again. */
  #poll() {
    if (this.#polling) return;
    this.#polling = true;
    this.#cancelPoll = this.#clock.after(SLOW_POLL, () => {
      this.#polling = false;
      if (!this.error) this.refresh();
      this.#poll();
    });
  }

  #stopPolling() {
    this.#polling = false;
    this.#cancelPoll();
  }

  /** @param {number} ms */
  #retryIn(ms) {
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(ms, () => this.refresh());
  }

  /** @param {Phase} phase */
  #enter(phase) {
    if (phase === this.phase || this.#closed) return;
    this.phase = phase;
    this.emit('phase', phase);
  }
}
