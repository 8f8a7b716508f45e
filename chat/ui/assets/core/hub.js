import { Account } from './account.js';
import { Backoff } from './backoff.js';
import { Bookmarks } from './bookmarks.js';
import { Directory } from './directory.js';
import { Emitter } from './emitter.js';
import { Outbox } from './outbox.js';
import { Personal } from './personal.js';
import { Room } from './room.js';
import { RoomList } from './rooms.js';
import { Upload } from './upload.js';
import { readEvent } from './wire.js';

/** So many rooms that nobody looks at any more are there at once when somebody comes back. */
const KEPT = 8;

/**
 * The chat at one mount without a page: who we are, one live connection, and the rooms.
 *
 * Emits `viewer` (who we are changed), `live` (see Live), `phase` (`opening`, `failed`
 * or `open`) and `room` with each room that is known or called something else.
 */
export class Hub extends Emitter {
  #makeLive;
  #account;
  #backoff;
  /** By the name that they were asked for. @type {Map<string, Room>} */
  #rooms = new Map();
  #uses = new Map();
  #cancelRetry = () => {};
  #closed = false;
  /** @type {import('./live.js').Live|null} */
  live = null;
  phase = 'opening';
  /** @type {import('./api.js').ApiError|null} */
  error = null;
  /** Whose unsent messages are in sight: the viewer, or who was one until the
   * server forgot them.
   * @type {import('./types.js').User|null} */
  writer = null;
  api;
  shelf;
  clock;
  outbox;
  bookmarks;
  personal;
  rooms;
  directory = new Directory(this);

  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {(bayeux: string) => import('./live.js').Live} parts.makeLive
   * @param {import('./depot.js').Depot} parts.depot
   * @param {import('./outbox.js').Lock} parts.lock
   * @param {import('./shelf.js').Shelf} parts.shelf
   * @param {import('./types.js').Clock} parts.clock
   */
  constructor({ api, makeLive, depot, lock, shelf, clock }) {
    super();
    this.api = api;
    this.shelf = shelf;
    this.clock = clock;
    this.#makeLive = makeLive;
    this.#backoff = new Backoff(clock.random);
    this.#account = new Account(api);
    this.#account.on('read', () => this.#welcome());
    this.#account.on('forgotten', () => this.emit('viewer', null));
    this.outbox = new Outbox({ send: (room, draft) => this.#deliver(room, draft), restore: (file) => new Upload(api.uploads, file), depot, lock, clock });
    this.outbox.on('change', () => this.#each((room) => room.emit('change', { kind: 'outbox', added: [] })));
    this.outbox.on('unauthenticated', () => this.forget());
    this.bookmarks = new Bookmarks(api);
    this.personal = new Personal(this);
    this.rooms = new RoomList(this);
  }

  /** Known in the phase open. */
  get meta() {
    return this.#account.meta;
  }

  get viewer() {
    return this.#account.viewer;
  }

  get liveState() {
    return this.live?.state ?? 'stopped';
  }

  /** Asks the server who we are, again and again until it answers. */
  async open() {
    this.#cancelRetry();
    if (this.#closed) return;
    this.#enter('opening', null);
    try {
      await this.#account.read();
    } catch (error) {
      this.#enter('failed', /** @type {any} */ (error));
      if (!this.#closed) this.#cancelRetry = this.clock.after(this.#backoff.next(), () => void this.open());
    }
  }

  /** Ends everything, for good. */
  close() {
    this.#closed = true;
    this.#cancelRetry();
    this.#each((room) => room.close());
    this.outbox.close();
    this.live?.stop();
  }

  /**
   * Opens a room. Whoever asks for the same one shares it, and gives it back by the
   * function that comes with it.
   * @param {string} name its ID or slug, or ref: and what it is bound to
   */
  room(name) {
    const room = this.#rooms.get(name) ?? new Room(this, name);
    this.#rooms.set(name, room);
    this.#uses.set(room, (this.#uses.get(room) ?? 0) + 1);
    room.open();
    let open = true;
    const release = () => {
      if (!open) return;
      open = false;
      this.#uses.set(room, this.#uses.get(room) - 1);
      if (this.#uses.get(room) === 0) room.close();
      this.#prune();
    };
    return { room, release };
  }

  /** Forgets the rooms that were left long ago. */
  #prune() {
    const left = [...this.#rooms.values()].filter((room) => this.#uses.get(room) === 0);
    for (const room of left.slice(0, Math.max(0, left.length - KEPT))) {
      this.#rooms.delete(room.name);
      this.#uses.delete(room);
    }
  }

  /** A file to send along with a message. @param {File} file */
  upload(file) {
    return new Upload(this.api.uploads, { name: file.name, blob: file });
  }

  /** The network or the reader came back. Much may have changed meanwhile; even who
   * we are, by a log-out in another tab. */
  wake() {
    this.live?.wake();
    this.outbox.flush();
    void this.recheck();
  }

  /** Leaves the live connection until resume: nobody is looking. */
  pause() {
    void this.#settle();
    this.live?.stop();
  }

  resume() {
    this.live?.start();
  }

  /** Asks whether we are still who we were. */
  recheck() {
    return this.#account.recheck();
  }

  /** The server does not know us any more. */
  forget() {
    this.#account.forget();
  }

  /** Says whether somebody looks. @param {boolean} here */
  attend(here) {
    this.live?.publish('/service/presence', { status: here ? 'online' : 'away' });
  }

  /** @param {import('./types.js').LogIn} logIn of kind guest @param {string} name */
  async logIn(logIn, name) {
    await this.#account.logIn(logIn, name);
  }

  async logOut() {
    await this.#settle();
    await this.#account.logOut();
    this.writer = null;
    this.forget();
    this.#each((room) => room.hide());
    this.outbox.close();
    // We are out, whether or not the server can say now how to get in again.
    await this.#account.read().catch(() => this.#anew());
  }

  /** Deletes now what was to be deleted soon. */
  #settle() {
    return Promise.all([...this.#rooms.values()].map((room) => room.deletions.settle()));
  }

  /** We have read a room, here or on another device. @param {import('./types.js').Unread} unread */
  noteRead(unread) {
    this.rooms.noteRead(unread);
    this.#each((room) => room.id === unread.room && room.noteRead(unread.readSeq));
  }

  /** We may read a room that we were shut out of. @param {string} id */
  readmit(id) {
    this.#each((room) => room.id === id && room.phase === 'closed' && room.refresh());
  }

  /** An event that the list of rooms heard, of a room that may not be open.
   * @param {string} id @param {any} data */
  overheard(id, data) {
    const event = readEvent(data, id);
    if (event) this.rooms.happened(id, event);
  }

  /** We know who we are, for the first time or anew, and what one may read depends on that. */
  #welcome() {
    if (this.#closed) return;
    const first = !this.live;
    this.live ??= this.#newLive();
    if (this.viewer) {
      this.writer = this.viewer;
      void this.outbox.open(this.viewer.id);
    }
    this.#backoff.reset();
    this.#each((room) => (first ? room.listen() : room.renew()));
    this.#anew();
    this.#enter('open', null);
    this.emit('viewer', this.viewer);
  }

  /** Nothing stays that is somebody's own; the Bayeux session belongs to who opened it. */
  #anew() {
    this.live?.restart();
    this.bookmarks.forget();
    this.directory.forget();
    void this.personal.read();
    this.rooms.renew();
  }

  #newLive() {
    const live = this.#makeLive(this.meta.bayeux);
    live.on('state', (state) => {
      this.emit('live', state);
      if (state === 'up') this.#backUp();
    });
    return live;
  }

  /** The live connection works, for the first time or again. */
  #backUp() {
    this.outbox.flush();
    // A session may have ended because we were logged out, and a new one may have
    // begun just after that.
    void this.recheck();
  }

  /** @param {string} id @param {import('./types.js').Draft} draft */
  async #deliver(id, draft) {
    const sent = await this.api.send(id, draft).catch((error) => {
      this.#each((room) => room.id === id && room.standing.refused(error));
      throw error;
    });
    this.#each((room) => room.id === id && room.sent(sent, draft.thread));
  }

  /** @param {(room: Room) => void} run */
  #each(run) {
    for (const room of [...this.#rooms.values()]) run(room);
  }

  /** @param {string} phase @param {import('./api.js').ApiError|null} error */
  #enter(phase, error) {
    this.phase = phase;
    this.error = error;
    this.emit('phase', phase);
  }
}
