import { Emitter } from './emitter.js';
import { readAttendee, readReceipt, readTypist } from './wire.js';

/** How long others are seen typing who do not say it again. */
const TYPING = 6000;
/** How often it is said again. */
const AGAIN = 3000;

/**
 * Who types in a room, who is there, and who has read how far: what is told to those
 * who are connected and never told again.
 *
 * Emits `change` with `typing`, `presence` or `reads`.
 */
export class People extends Emitter {
  #api;
  #clock;
  #room;
  /** @type {import('./live.js').Live|null} */
  #live = null;
  #end = () => {};
  /** @type {Map<string, {user: import('./types.js').User, cancel: () => void}>} */
  #typing = new Map();
  #said = -Infinity;
  /** online, away or offline, by user. @type {Map<string, string>} */
  presence = new Map();
  /** @type {Map<string, {user: import('./types.js').User, readSeq: number}>} */
  reads = new Map();

  /**
   * @param {object} parts
   * @param {import('./api.js').Api} parts.api
   * @param {import('./types.js').Clock} parts.clock
   * @param {string} parts.room its ID
   */
  constructor({ api, clock, room }) {
    super();
    this.#api = api;
    this.#clock = clock;
    this.#room = room;
  }

  /** Those who type now, longest first. */
  get typing() {
    return [...this.#typing.values()].map(({ user }) => user);
  }

  /** @param {import('./live.js').Live} live */
  listen(live) {
    this.close();
    this.#live = live;
    this.#end = live.subscribe(`/rooms/${this.#room}/live`, { message: (data) => this.#take(data), active: () => void this.#ask(), refused: () => {} });
  }

  close() {
    this.#end();
    for (const { cancel } of this.#typing.values()) cancel();
    this.#typing.clear();
  }

  /** Says that we type, as often as it takes, or that we do not any more. @param {boolean} [on] */
  type(on = true) {
    const due = this.#clock.now() - this.#said >= AGAIN;
    if (on ? !due : this.#said === -Infinity) return;
    this.#said = on ? this.#clock.now() : -Infinity;
    this.#live?.publish('/service/typing', { room: this.#room, typing: on });
  }

  /** How things are, for who has just come or come back. What cannot be told is not worth a word. */
  async #ask() {
    const [presence, reads, typing] = await Promise.allSettled([
      this.#api.presence(this.#room), this.#api.receipts(this.#room), this.#api.typing(this.#room)]);
    if (presence.status === 'fulfilled') this.presence = new Map(presence.value.items.map((each) => [each.user.id, each.status]));
    if (reads.status === 'fulfilled') this.reads = new Map(reads.value.items.map((each) => [each.user.id, each]));
    if (typing.status === 'fulfilled') typing.value.items.forEach(({ user }) => this.#start(user));
    this.emit('change', 'presence');
    this.emit('change', 'reads');
  }

  /** @param {any} data */
  #take(data) {
    const { event, payload } = data ?? {};
    const typist = readTypist(payload);
    if (!typist) return;
    const { user } = typist;
    if (event === 'typing.started') this.#start(user);
    if (event === 'typing.stopped') this.done(user.id);
    if (event === 'presence.updated') {
      this.presence.set(user.id, readAttendee(payload)?.status ?? '');
      this.emit('change', 'presence');
    }
    if (event === 'receipt.updated') {
      this.reads.set(user.id, /** @type {any} */ (readReceipt(payload)));
      this.emit('change', 'reads');
    }
  }

  /** @param {import('./types.js').User} user */
  #start(user) {
    this.#typing.get(user.id)?.cancel();
    this.#typing.set(user.id, { user, cancel: this.#clock.after(TYPING, () => this.done(user.id)) });
    this.emit('change', 'typing');
  }

  /** They are done typing, as when their message has come. @param {string} user */
  done(user) {
    this.#typing.get(user)?.cancel();
    if (this.#typing.delete(user)) this.emit('change', 'typing');
  }
}
