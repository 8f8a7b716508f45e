import { Emitter } from './emitter.js';
import { Stretch } from './stretch.js';
import { NOBODY } from './wire.js';

/** What stands between the others in a room, not beside them in a thread.
 * @param {import('./types.js').Message} message */
const inMainFlow = (message) => message.thread === '' || message.inRoom;

/**
 * What is known of one room, or of one thread in it: an unbroken stretch of its
 * messages, and the rev up to which everything has been seen.
 *
 * Emits `change` with {kind, added, beyond}: kind is `reset` (everything is new), `older`
 * (added before the first), `newer` (added after the last, from the history) or `live`;
 * added lists the messages new to the store, and beyond, if live, those that were said
 * after the stretch. And `event` with each event that was
 * applied, for those who keep account of something else.
 */
export class RoomStore extends Emitter {
  #belongs;
  #stretch = new Stretch();
  /** New ones for which one has to go on reading. @type {import('./types.js').Message[]} */
  #beyond = [];
  /** Up to which rev they were told of. */
  #told = 0;
  rev = 0;
  loaded = false;
  /** Whether the server has messages before the first one here. */
  hasBefore = false;
  /** Whether it has some after the last one. */
  hasAfter = false;
  /** The seq of the message that one reads; 0: the newest. */
  reading = 0;

  /** @param {(message: import('./types.js').Message) => boolean} [belongs] default: what is in the main flow */
  constructor(belongs = inMainFlow) {
    super();
    this.#belongs = belongs;
  }

  /** In order of seq. Not to be changed by the caller.
   * @returns {readonly import('./types.js').Message[]} */
  get messages() {
    return this.#stretch.ordered;
  }

  /** @param {string} id */
  message(id) {
    return this.#stretch.get(id);
  }

  /** Starts over from a page. @param {import('./types.js').MessagePage} page */
  reset(page) {
    this.#stretch.clear();
    this.loaded = true;
    this.rev = this.#told = page.asOf;
    this.hasBefore = page.hasBefore && page.items.length > 0;
    this.hasAfter = page.hasAfter && page.items.length > 0;
    this.emit('change', { kind: 'reset', added: this.#put(page.items) });
  }

  /** Forgets everything. */
  clear() {
    this.#stretch.clear();
    this.loaded = this.hasBefore = this.hasAfter = false;
    this.rev = this.reading = 0;
    this.emit('change', { kind: 'reset', added: [] });
  }

  /** Adds the page that lies directly before the first message. One that is older than
   * what has been seen takes rev back with it: what changed in it since is told again.
   * @param {import('./types.js').MessagePage} page */
  prepend(page) {
    const added = this.#put(page.items);
    this.rev = Math.min(this.rev, page.asOf);
    // A page without anything new would be asked for forever.
    this.hasBefore = page.hasBefore && added.length > 0;
    this.emit('change', { kind: 'older', added });
  }

  /** Adds the page that lies directly after the last message, likewise.
   * @param {import('./types.js').MessagePage} page */
  append(page) {
    const added = this.#put(page.items);
    this.rev = Math.min(this.rev, page.asOf);
    this.hasAfter = page.hasAfter && added.length > 0;
    this.emit('change', { kind: 'newer', added });
  }

  /** Takes a message that the server just answered with; it does not move rev,
   * since others' changes before it may not have come yet.
   * @param {import('./types.js').Message} message */
  take(message) {
    if (this.#fits(message)) this.#announce(this.#put([message]));
    this.#requote(message);
  }

  /** Changes what a message says of something else than itself, which has no rev.
   * @param {string} id @param {Partial<import('./types.js').Message>} part */
  amend(id, part) {
    const message = this.message(id);
    if (!message) return;
    this.#stretch.put({ ...message, ...part });
    this.#announce([]);
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
    const added = events.flatMap((event) => this.#applyOne(event));
    this.#told = Math.max(this.#told, this.rev);
    this.#announce(added, true);
    for (const event of events) this.emit('event', event);
  }

  /** @param {import('./types.js').RoomEvent} event
   * @returns {import('./types.js').Message[]} those that are new */
  #applyOne({ event, message, expired, erased, rev, at }) {
    if (expired && this.#stretch.dropThrough(expired) > 0) this.hasBefore = false;
    if (erased) this.#erase(erased, rev, at ?? '');
    if (!message) return [];
    if (event !== 'message.created') this.#requote(message);
    if (this.#fits(message)) return this.#put([message]);
    if (event === 'message.created' && this.hasAfter && rev > this.#told && this.#belongs(message)) this.#beyond.push(message);
    return [];
  }

  /** Everything that somebody said becomes a tombstone.
   * @param {string} user
   * @param {number} rev
   * @param {string} at */
  #erase(user, rev, at) {
    const author = { ...NOBODY, id: user };
    const theirs = this.messages.filter((message) => message.author.id === user && message.rev < rev);
    const blank = { rev, author, clientId: '', text: '', nodes: null, quote: null, reactions: [], pinnedAt: '', attachments: [] };
    this.#put(theirs.map((message) => ({ ...message, ...blank, deletedAt: message.deletedAt || at })));
  }

  /** Those that quote a message say what it says now. @param {import('./types.js').Message} message */
  #requote({ id, text, author, deletedAt, attachments }) {
    const quoting = this.messages.filter(({ quote }) => quote?.id === id);
    for (const message of quoting) {
      const quote = /** @type {import('./types.js').Quote} */ (message.quote);
      this.#stretch.put({ ...message, quote: { ...quote, text: [...text].slice(0, 200).join(''), author, deletedAt, attachments: attachments.length } });
    }
    if (quoting.length > 0) this.#announce([]);
  }

  /** Forgets the oldest messages beyond count; they can be loaded again.
   * @param {number} count */
  trim(count) {
    if (this.#stretch.dropFirst(Math.max(0, this.messages.length - count)) > 0) this.hasBefore = true;
  }

  /** Forgets the newest ones beyond count. @param {number} count */
  trimEnd(count) {
    if (this.#stretch.dropLast(Math.max(0, this.messages.length - count)) > 0) this.hasAfter = true;
  }

  /** A message outside of the stretch would leave a hole before or after it: it comes
   * with its page. @param {import('./types.js').Message} message */
  #fits(message) {
    if (!this.#belongs(message)) return false;
    const [first] = this.messages;
    const last = this.messages.at(-1);
    if (!first || !last || this.message(message.id)) return true;
    return (!this.hasBefore || message.seq > first.seq) && (!this.hasAfter || message.seq < last.seq);
  }

  /** @param {import('./types.js').Message[]} messages @returns {import('./types.js').Message[]} those that are new */
  #put(messages) {
    return messages.filter((message) => this.#stretch.take(message));
  }

  /** @param {import('./types.js').Message[]} added @param {boolean} [pushed] others did it */
  #announce(added, pushed = false) {
    const beyond = this.#beyond;
    this.#beyond = [];
    this.emit('change', { kind: 'live', added, beyond, pushed });
  }
}
