import { Account } from './account.js';
import { ApiError } from './api.js';
import { Emitter } from './emitter.js';
import { RoomFeed } from './feed.js';
import { Outbox } from './outbox.js';
import { RoomStore } from './store.js';

/**
 * The chat without a page: who we are, one room, and what one can do in it.
 *
 * Emits `viewer` (who we are, or what the room is called, changed), `change` (the room's or the outbox's
 * content; with the store's detail), `phase` (see RoomFeed; `closed`: we may not
 * read) and `live` (see Live).
 */
export class Chat extends Emitter {
  #api;
  #makeLive;
  #shelf;
  #clock;
  #account;
  /** @type {import('./live.js').Live|null} */
  #live = null;
  /** @type {RoomFeed|null} */
  #feed = null;
  #room = '';
  /** Whose unsent messages are in sight: the viewer, or who was one until the
   * server forgot them.
   * @type {import('./types.js').User|null} */
  writer = null;
  store = new RoomStore();
  outbox;

  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {(bayeux: string) => import('./live.js').Live} parts.makeLive
   * @param {import('./shelf.js').Shelf} parts.shelf
   * @param {import('./types.js').Clock} parts.clock
   */
  constructor({ api, makeLive, shelf, clock }) {
    super();
    this.#api = api;
    this.#account = new Account(api);
    this.#account.on('read', () => this.#welcome());
    this.#account.on('forgotten', () => this.emit('viewer', null));
    this.#makeLive = makeLive;
    this.#shelf = shelf;
    this.#clock = clock;
    this.outbox = new Outbox({ send: (draft) => this.#deliver(draft), shelf, clock });
    this.outbox.on('change', () => this.emit('change', { kind: 'outbox', added: [] }));
    this.outbox.on('unauthenticated', () => this.#account.forget());
    this.store.on('change', (detail) => this.#stored(detail));
    this.store.on('room', (room) => {
      this.meta.lobby = room;
      this.emit('viewer', this.viewer);
    });
  }

  /** Known once open has succeeded. */
  get meta() {
    return this.#account.meta;
  }

  get viewer() {
    return this.#account.viewer;
  }

  get phase() {
    return this.#feed?.phase ?? 'closed';
  }

  get error() {
    return this.#feed?.error ?? null;
  }

  get liveState() {
    return this.#live?.state ?? 'stopped';
  }

  /** Asks the server who we are, and opens the lobby. Rejects with an ApiError, and
   * may then be called again. */
  async open() {
    await this.#account.read();
  }

  /** The network or the reader came back. Much may have changed meanwhile; even who
   * we are, by a log-out in another tab. */
  wake() {
    this.#live?.wake();
    this.outbox.flush();
    this.#account.recheck();
  }

  /** Leaves the live connection until resume: nobody is looking. */
  pause() {
    this.#live?.stop();
  }

  resume() {
    if (this.#room) this.#live?.start();
  }

  /** Reads again at once what could not be read. */
  refresh() {
    this.#feed?.refresh();
  }

  async loadOlder() {
    await this.#feed?.loadOlder();
  }

  /** Takes a message for sending; what becomes of it is seen in the outbox.
   * @param {string} text */
  send(text) {
    if (!this.viewer || !this.#room) throw new Error('Log in to write.');
    this.outbox.add(text);
  }

  /** @param {import('./types.js').Message} message as shown to the editor @param {string} text */
  async edit(message, text) {
    await this.#change(this.#api.edit(message, text));
  }

  /** @param {string} id */
  async remove(id) {
    await this.#change(this.#api.remove(id));
  }

  /** @param {import('./types.js').LogIn} logIn of kind guest @param {string} name */
  async logIn(logIn, name) {
    await this.#account.logIn(logIn, name);
  }

  async logOut() {
    await this.#account.logOut();
    this.writer = null;
    this.outbox.close();
    // We are out, whether or not the server can say now how to get in again.
    await this.#account.read().catch(() => this.#live?.restart());
  }

  /** A text not sent yet, kept over reloads. */
  get draft() {
    return this.#shelf.get(this.#draftKey) ?? '';
  }

  set draft(text) {
    if (text === '') this.#shelf.remove(this.#draftKey);
    else this.#shelf.set(this.#draftKey, text);
  }

  get #draftKey() {
    return `draft:${this.writer?.id ?? ''}`;
  }

  /** We know who we are, for the first time or anew. */
  #welcome() {
    this.#live ??= this.#newLive();
    this.#follow(this.meta.lobby?.id ?? '');
    // Only now: what is unsent goes to the room at once.
    if (this.viewer && this.#room) {
      this.writer = this.viewer;
      this.outbox.open(this.viewer.id);
    }
    this.emit('viewer', this.viewer);
  }

  #newLive() {
    const live = this.#makeLive(this.meta.bayeux);
    live.on('state', (state) => {
      this.emit('live', state);
      if (state === 'up') this.#backUp();
    });
    return live;
  }

  /** Follows a room, or none: what one may read depends on who one is. So does the
   * Bayeux session, which belongs to who opened it.
   * @param {string} room */
  #follow(room) {
    if (room !== this.#room) {
      this.#feed?.close();
      this.#room = room;
      this.#feed = room ? this.#newFeed(room) : null;
      this.store.clear();
      this.#feed?.open();
      this.emit('phase', this.phase);
    }
    if (room) this.#live?.restart();
    else this.#live?.stop();
  }

  /** @param {string} room */
  #newFeed(room) {
    const live = /** @type {import('./live.js').Live} */ (this.#live);
    const feed = new RoomFeed({ api: this.#api, live, store: this.store, room, clock: this.#clock });
    feed.on('phase', (phase) => this.emit('phase', phase));
    feed.on('unauthenticated', () => this.#account.recheck());
    return feed;
  }

  /** The live connection works, for the first time or again. */
  #backUp() {
    this.outbox.flush();
    // A session may have ended because we were logged out, and a new one may have
    // begun just after that.
    this.#account.recheck();
  }

  /** @param {{clientId: string, text: string}} draft */
  async #deliver(draft) {
    this.store.take(await this.#api.send(this.#room, draft));
  }

  /** @param {Promise<import('./types.js').Message>} change */
  async #change(change) {
    try {
      this.store.take(await change);
    } catch (error) {
      if (error instanceof ApiError && error.unauthenticated) this.#account.forget();
      // It is not what we think it is: find out what it is.
      if (error instanceof ApiError && [404, 409, 410, 412].includes(error.status)) this.refresh();
      throw error;
    }
  }

  /** @param {{kind: string, added: import('./types.js').Message[]}} detail */
  #stored(detail) {
    for (const { author, clientId } of detail.added) {
      const ours = author.id === this.writer?.id && this.outbox.entries.some((entry) => entry.clientId === clientId);
      if (ours) this.outbox.discard(clientId);
    }
    this.emit('change', detail);
  }
}
