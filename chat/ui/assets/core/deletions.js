import { Emitter } from './emitter.js';

/**
 * What will be deleted in a moment, unless it is undone.
 *
 * Emits `change` with the ID of a message that is about to be, or is not any more.
 */
export class Deletions extends Emitter {
  #clock;
  /** @type {Map<string, {run: () => Promise<void>, cancel: () => void}>} */
  #due = new Map();

  /** @param {import('./types.js').Clock} clock */
  constructor(clock) {
    super();
    this.#clock = clock;
  }

  /** @param {string} id @param {number} ms @param {() => Promise<void>} remove never rejects */
  after(id, ms, remove) {
    const run = async () => {
      this.#due.delete(id);
      await remove();
      this.emit('change', id);
    };
    this.#due.set(id, { run, cancel: this.#clock.after(ms, run) });
    this.emit('change', id);
  }

  /** @param {string} id */
  undo(id) {
    this.#due.get(id)?.cancel();
    this.#due.delete(id);
    this.emit('change', id);
  }

  /** @param {string} id */
  has(id) {
    return this.#due.has(id);
  }

  /** Does now what was to be done soon. */
  async settle() {
    await Promise.all([...this.#due.values()].map(({ run, cancel }) => {
      cancel();
      return run();
    }));
  }

  /** Undoes all of it. */
  clear() {
    for (const id of [...this.#due.keys()]) this.undo(id);
  }
}
