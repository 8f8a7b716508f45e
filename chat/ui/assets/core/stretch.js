/** Messages in the order of their seqs, each once. */
export class Stretch {
  /** @type {Map<string, import('./types.js').Message>} */
  #byId = new Map();
  /** @type {import('./types.js').Message[]} */
  #ordered = [];

  /** @returns {readonly import('./types.js').Message[]} */
  get ordered() {
    return this.#ordered;
  }

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id);
  }

  clear() {
    this.#byId.clear();
    this.#ordered = [];
  }

  /** Takes a message unless a newer state of it is here.
   * @param {import('./types.js').Message} message @returns {boolean} whether it is a new one */
  take(message) {
    const old = this.#byId.get(message.id);
    if (old && old.rev >= message.rev) return false;
    this.put(message);
    return !old;
  }

  /** Puts a message in its place, over what is there of it.
   * @param {import('./types.js').Message} message */
  put(message) {
    const old = this.#byId.get(message.id);
    this.#byId.set(message.id, message);
    if (old) this.#ordered[this.#ordered.indexOf(old)] = message;
    else this.#ordered.splice(this.#place(message.seq), 0, message);
  }

  /** @param {number} count @returns {number} how many there were */
  dropFirst(count) {
    return this.#drop(0, count);
  }

  /** @param {number} count @returns {number} how many there were */
  dropLast(count) {
    return this.#drop(this.#ordered.length - count, count);
  }

  /** @param {number} seq of the last one to drop @returns {number} how many there were */
  dropThrough(seq) {
    return this.#drop(0, this.#ordered.findLastIndex((each) => each.seq <= seq) + 1);
  }

  /** @param {number} from @param {number} count */
  #drop(from, count) {
    const gone = this.#ordered.splice(Math.max(0, from), count);
    for (const message of gone) this.#byId.delete(message.id);
    return gone.length;
  }

  /** Where a seq belongs; searched from the end, where new messages go.
   * @param {number} seq */
  #place(seq) {
    let place = this.#ordered.length;
    while (place > 0 && this.#ordered[place - 1].seq > seq) place--;
    return place;
  }
}
