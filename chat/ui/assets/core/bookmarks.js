import { Emitter } from './emitter.js';

/**
 * Which messages the viewer bookmarked.
 *
 * Emits `change`.
 */
export class Bookmarks extends Emitter {
  #api;
  #ids = new Set();
  #asked = false;

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** Whether a message is one; asks the server for all of them the first time. @param {string} id */
  has(id) {
    if (!this.#asked) void this.#read();
    return this.#ids.has(id);
  }

  /** @param {string} id @param {boolean} on */
  async set(id, on) {
    await this.#api.bookmark(id, on);
    this.#note(id, on);
  }

  /** Something was bookmarked or not any more, on another device.
   * @param {string} event @param {any} payload */
  tell(event, payload) {
    if (event === 'bookmark.added' || event === 'bookmark.removed') this.#note(String(payload?.id), event === 'bookmark.added');
  }

  /** Somebody else is here now. */
  forget() {
    this.#asked = false;
    this.#ids = new Set();
    this.emit('change');
  }

  async #read() {
    this.#asked = true;
    const ids = this.#ids;
    const { items } = await this.#api.bookmarks().catch(() => ({ items: [] }));
    for (const { id } of items) ids.add(id);
    if (items.length > 0) this.emit('change');
  }

  /** @param {string} id @param {boolean} on */
  #note(id, on) {
    if (on) this.#ids.add(id);
    else this.#ids.delete(id);
    this.emit('change');
  }
}
