import { Emitter } from './emitter.js';
import { pages } from './pages.js';
import { calls } from './personal.js';
import { readMessage, readRoom, readUnread } from './wire.js';

/** How often to ask for what is unread in rooms that nobody follows. */
const OFTEN = 60_000;
const SOON = 300;
/** The most rooms that are followed for the list's sake. */
const FOLLOWED = 50;

/**
 * @typedef {object} Listed
 * @property {import('./types.js').Room} room
 * @property {import('./types.js').Unread|null} unread null: we are no member
 * @property {import('./types.js').Preview|null} last the newest message
 */

/**
 * The rooms that the viewer may read, with what is unread in them, the latest first.
 *
 * Emits `change`, `news` with {room, message} when somebody said something, and `mention`
 * when somebody called us.
 */
export class RoomList extends Emitter {
  #hub;
  /** @type {Map<string, Listed>} */
  #rooms = new Map();
  #ends = [() => {}];
  /** @type {Map<string, () => void>} */
  #followed = new Map();
  #users = 0;
  /** What was said since the list was last asked for, and which rooms went: the answer may not
   * count it.
   * @type {[string, import('./types.js').Message|null][]} */
  #during = [];
  /** Those that called us since then. */
  #calls = new Set();
  #cancel = () => {};
  loaded = false;
  /** @type {Error|null} */
  error = null;

  /** @param {import('./hub.js').Hub} hub */
  constructor(hub) {
    super();
    this.#hub = hub;
  }

  /** @returns {Listed[]} joined ones before others */
  get list() {
    return [...this.#rooms.values()].sort(before);
  }

  /** How many messages are unread in all of them. */
  get unread() {
    return [...this.#rooms.values()].reduce((sum, { unread }) => sum + (unread?.unread ?? 0), 0);
  }

  /** @param {string} id */
  get(id) {
    return this.#rooms.get(id);
  }

  /** Keeps the list until the returned function is called. */
  open() {
    this.#users++;
    if (this.#users === 1) this.renew();
    let open = true;
    return () => {
      if (open && --this.#users === 0) this.#rest();
      open = false;
    };
  }

  /** Somebody else asks now, or there is another connection. */
  renew() {
    this.#rest();
    if (this.#users === 0) return;
    void this.read();
    const { live, viewer } = this.#hub;
    if (!live || !viewer) return;
    this.#ends = [live.subscribe(`/users/${viewer.id}`, { message: (data) => this.#tell(data), active: () => this.#soon(), refused: () => {} })];
  }

  /** Asks for all of it. */
  async read() {
    this.#cancel();
    this.#cancel = this.#hub.clock.after(OFTEN, () => void this.read());
    /** @type {[string, import('./types.js').Message|null][]} */
    const during = this.#during = [];
    try {
      const rooms = await pages((after) => this.#hub.api.rooms(after));
      // Somebody asked after us, and may have been somebody else.
      if (during !== this.#during) return;
      this.#hub.personal.learn(rooms);
      this.#rooms = new Map(rooms.map((listed) => [listed.room.id, listed]));
      this.#calls.clear();
      for (const [id, message] of during) message ? this.#arrived(id, message) : this.#rooms.delete(id);
      this.loaded = true;
      this.error = null;
      this.#follow();
    } catch (error) {
      if (during !== this.#during) return;
      this.error = /** @type {Error} */ (error);
    }
    this.emit('change');
  }

  /** Something happened in a room. @param {string} id @param {import('./types.js').RoomEvent} event */
  happened(id, { event, message, room }) {
    if (message && event === 'message.created') {
      if (this.#users > 0) this.#during.push([id, message]);
      this.#arrived(id, message);
    }
    const listed = this.#rooms.get(id);
    if (!listed) return;
    if (room) listed.room = { ...room, people: listed.room.people };
    // Only the server knows whether it was counted.
    if (message && ['message.deleted', 'message.updated'].includes(event) && listed.unread?.mentions && message.seq > listed.unread.readSeq) this.#soon();
    if (message && message.id === listed.last?.id) listed.last = message;
    if (room || message) this.emit('change');
  }

  /** We have read a room, here or on another device. @param {import('./types.js').Unread} unread */
  noteRead(unread) {
    const listed = this.#rooms.get(unread.room);
    if (!listed) return;
    listed.unread = unread;
    this.emit('change');
  }

  /** @param {string} id @param {import('./types.js').Message} message */
  #arrived(id, message) {
    const listed = this.#rooms.get(id);
    if (!listed) return;
    this.#called(listed, message);
    if (message.thread && !message.inRoom) return;
    const { unread, last } = listed;
    const mine = message.author.id === this.#hub.viewer?.id;
    if (unread && message.seq > unread.lastSeq) {
      listed.unread = { ...unread, lastSeq: message.seq, unread: unread.unread + (mine || message.deletedAt ? 0 : 1) };
    }
    if (last && message.seq <= last.seq) return;
    listed.last = message;
    this.emit('news', { room: listed.room, message });
  }

  /** A message that may call us counts once, whichever way it is heard of.
   * What the list counted is not newer than the room was.
   * @param {Listed} listed @param {import('./types.js').Message} message */
  #called(listed, { id, seq, author, nodes, deletedAt }) {
    const { unread, room } = listed;
    const me = this.#hub.viewer?.id;
    if (!unread || seq <= room.rev || seq <= unread.readSeq || deletedAt || author.id === me || this.#calls.has(id) || !calls(nodes, me) || this.#hub.personal.quiet(room.id)) return;
    this.#calls.add(id);
    listed.unread = { ...unread, mentions: unread.mentions + 1 };
  }

  /** What the viewer's own channel says. @param {any} data */
  #tell(data) {
    const { event, payload } = data ?? {};
    const unread = event === 'read.updated' ? readUnread(payload) : null;
    if (unread) return this.#hub.noteRead(unread);
    if (event === 'room.removed') {
      this.#during.push([payload?.id, null]);
      if (this.#rooms.delete(payload?.id)) this.emit('change');
    }
    if (event === 'room.added' && readRoom(payload)) {
      void this.read();
      this.#hub.readmit(payload.id);
    }
    // It may count now what it did not.
    if (event === 'notify.updated') this.#soon();
    const message = event === 'mention.added' ? readMessage(payload) : null;
    if (message) this.#mentioned(message);
    this.#hub.bookmarks.tell(event, payload);
    this.#hub.personal.tell(event, payload);
  }

  /** @param {import('./types.js').Message} message */
  #mentioned(message) {
    const listed = this.#rooms.get(message.room);
    this.#during.push([message.room, message]);
    // What calls us since it was edited may be one that was counted.
    if (listed && message.seq <= listed.room.rev) this.#soon();
    else if (listed) this.#called(listed, message);
    this.emit('mention', message);
    this.emit('change');
  }

  /** Hears of new messages in the rooms that we are in. */
  #follow() {
    const { live } = this.#hub;
    if (!live) return;
    const wanted = new Set(this.list.filter(({ unread }) => unread).slice(0, FOLLOWED).map(({ room }) => room.id));
    for (const [id, end] of this.#followed) {
      if (wanted.has(id)) continue;
      end();
      this.#followed.delete(id);
    }
    for (const id of wanted) {
      if (this.#followed.has(id)) continue;
      const message = (/** @type {any} */ data) => this.#hub.overheard(id, data);
      this.#followed.set(id, live.subscribe(`/rooms/${id}`, { message, active: () => this.#soon(), refused: () => {} }));
    }
  }

  /** Asks again for what came before the rooms were followed, once for all of them. */
  #soon() {
    const id = this.#hub.viewer?.id;
    this.#cancel();
    this.#cancel = this.#hub.clock.after(SOON, async () => {
      await this.#hub.recheck();
      // By then somebody else may be logged in, or nobody.
      if (this.#hub.viewer?.id === id) await this.read();
    });
  }

  #rest() {
    this.#cancel();
    for (const end of [...this.#ends, ...this.#followed.values()]) end();
    this.#ends = [];
    this.#followed.clear();
    this.#rooms.clear();
    this.#during = [];
    this.loaded = false;
  }
}

/** @param {Listed} a @param {Listed} b */
function before(a, b) {
  if (!a.unread !== !b.unread) return a.unread ? -1 : 1;
  const [at, bt] = [a, b].map(({ last, room }) => last?.createdAt || room.createdAt);
  return at > bt ? -1 : at < bt ? 1 : 0;
}
