import { Emitter } from './emitter.js';

/**
 * What is known of one room: an unbroken stretch of messages up to the newest,
 * and the rev up to which everything has been seen.
 *
 * Emits `change` with {kind, added}: kind is `reset` (everything is new), `older`
 * (added before the first) or `live`; added lists the messages new to the store. And
 * `room` with the room when its name or topic changed.
 */
export class RoomStore extends Emitter {
  /** @type {Map<string, import('./types.js').Message>} */
  #byId = new Map();
  /** @type {import('./types.js').Message[]} */
  #ordered = [];
  rev = 0;
  loaded = false;
  /** Whether the server has messages before the first one here. */
  hasBefore = false;

  /** In order of seq. Not to be changed by the caller.
   * @returns {readonly import('./types.js').Message[]} */
  get messages() {
    return this.#ordered;
  }

  /** @param {string} id */
  message(id) {
    return this.#byId.get(id);
  }

  /** Starts over from the newest page. @param {import('./types.js').MessagePage} page */
  reset(page) {
    this.#empty();
    this.loaded = true;
    this.rev = page.asOf;
    this.hasBefore = page.hasBefore && page.items.length > 0;
    this.emit('change', { kind: 'reset', added: this.#insertAll(page.items) });
  }

  /** Forgets everything. */
  clear() {
    this.#empty();
    this.loaded = false;
    this.rev = 0;
    this.hasBefore = false;
    this.emit('change', { kind: 'reset', added: [] });
  }

  /** Adds the page that lies directly before the first message.
   * @param {import('./types.js').MessagePage} page */
  prepend(page) {
    const added = this.#insertAll(page.items);
    // A page without anything new would be asked for forever.
    this.hasBefore = page.hasBefore && added.length > 0;
    this.emit('change', { kind: 'older', added });
  }

  /** Takes a message that the server just answered with; it does not move rev,
   * since others' changes before it may not have come yet.
   * @param {import('./types.js').Message} message */
  take(message) {
    this.#announce(this.#insertable(message) ? this.#insertAll([message]) : null);
  }

  /**
   * Takes the next event. An older one changes nothing that is newer here; one
   * that comes too early is refused with false: something between is missing.
   * @param {import('./types.js').RoomEvent} event
   * @returns {boolean}
   */
  apply(event) {
    if (event.rev > this.rev + 1) return false;
    this.applyAll([event], event.rev);
    return true;
  }

  /**
   * Takes events that the server listed as all there are up to rev.
   * @param {import('./types.js').RoomEvent[]} events
   * @param {number} rev
   */
  applyAll(events, rev) {
    this.rev = Math.max(this.rev, rev, ...events.map((event) => event.rev));
    this.#announce(events.flatMap((event) => this.#applyOne(event)));
  }

  /** @param {import('./types.js').RoomEvent} event
   * @returns {import('./types.js').Message[]} those that are new */
  #applyOne({ message, expired, erased, rev, at, room }) {
    if (expired && this.#drop(this.#ordered.findLastIndex((each) => each.seq <= expired) + 1) > 0) this.hasBefore = false;
    if (erased) this.#erase(erased, rev, at ?? '');
    if (room) this.emit('room', room);
    return message && this.#insertable(message) ? this.#insertAll([message]) : [];
  }

  /** Everything that somebody said becomes a tombstone.
   * @param {string} user
   * @param {number} rev
   * @param {string} at */
  #erase(user, rev, at) {
    const theirs = this.#ordered.filter((message) => message.author.id === user && message.rev < rev);
    const author = { id: user, displayName: 'Deleted user', avatarUrl: '', profileUrl: '' };
    this.#insertAll(theirs.map((message) => ({ ...message, rev, author, clientId: '', text: '', deletedAt: message.deletedAt || at })));
  }

  /** Forgets the oldest messages beyond count; they can be loaded again.
   * @param {number} count */
  trim(count) {
    if (this.#drop(Math.max(0, this.#ordered.length - count)) > 0) this.hasBefore = true;
  }

  /** Forgets the first messages. @param {number} count @returns {number} how many there were */
  #drop(count) {
    const gone = this.#ordered.splice(0, count);
    for (const message of gone) this.#byId.delete(message.id);
    return gone.length;
  }

  #empty() {
    this.#byId.clear();
    this.#ordered = [];
  }

  /** A message before the stretch would leave a hole after it: it comes with its page.
   * @param {import('./types.js').Message} message */
  #insertable(message) {
    const old = this.#byId.get(message.id);
    if (old) return old.rev < message.rev;
    return !this.hasBefore || this.#ordered.length === 0 || message.seq > this.#ordered[0].seq;
  }

  /** @param {import('./types.js').Message[]|null} added */
  #announce(added) {
    if (added) this.emit('change', { kind: 'live', added });
  }

  /**
   * @param {import('./types.js').Message[]} messages
   * @returns {import('./types.js').Message[]} those that are new
   */
  #insertAll(messages) {
    return messages.filter((message) => {
      const old = this.#byId.get(message.id);
      if (old && old.rev >= message.rev) return false;
      this.#byId.set(message.id, message);
      if (old) this.#ordered[this.#ordered.indexOf(old)] = message;
      else this.#ordered.splice(this.#place(message.seq), 0, message);
      return !old;
    });
  }

  /** Where a seq belongs; searched from the end, where new messages go.
   * @param {number} seq */
  #place(seq) {
    let place = this.#ordered.length;
    while (place > 0 && this.#ordered[place - 1].seq > seq) place--;
    return place;
  }
}
