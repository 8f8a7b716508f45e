import { Emitter } from './emitter.js';

/** The longest that a timer can be set. */
const LONGEST = 2 ** 31 - 1;

/** @typedef {'mute'|'ban'|'forbid'} Kind forbid: the server says so, and not for how long */

/**
 * What keeps the viewer from writing in a room, or from the room, until it ends.
 *
 * Emits `change` with the kind.
 */
export class Restraints extends Emitter {
  #clock;
  /** @type {Map<Kind, () => void>} */
  #timers = new Map();
  /** @type {Map<Kind, string>} */
  #until = new Map();

  /** @param {import('./types.js').Clock} clock */
  constructor(clock) {
    super();
    this.#clock = clock;
  }

  /** When it ends; empty: nobody knows; undefined: it is not in force. @param {Kind} kind */
  until(kind) {
    return this.#until.get(kind);
  }

  /** @param {Kind} kind @param {boolean} stands @param {string} [until] empty: until it is lifted */
  set(kind, stands, until = '') {
    const before = this.until(kind);
    const left = until ? Date.parse(until) - this.#clock.now() : Infinity;
    this.#timers.get(kind)?.();
    this.#timers.delete(kind);
    this.#until.delete(kind);
    if (stands && left > 0) this.#until.set(kind, until);
    if (stands && left > 0 && until) this.#timers.set(kind, this.#clock.after(Math.min(left, LONGEST), () => this.set(kind, true, until)));
    if (before !== this.until(kind)) this.emit('change', kind);
  }

  clear() {
    for (const kind of [...this.#until.keys()]) this.set(kind, false);
  }
}
