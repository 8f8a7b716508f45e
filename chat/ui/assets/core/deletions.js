/** What will be deleted in a moment, unless it is undone. */
export class Deletions {
  #clock;
  /** @type {Map<string, {run: () => void, cancel: () => void}>} */
  #due = new Map();

  /** @param {import('./types.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {string} id @param {number} ms @param {() => void} run */
  after(id, ms, run) {
    const gone = () => {
      this.#due.delete(id);
      run();
    };
    this.#due.set(id, { run: gone, cancel: this.#clock.after(ms, gone) });
  }

  /** @param {string} id */
  undo(id) {
    this.#due.get(id)?.cancel();
    this.#due.delete(id);
  }

  /** @param {string} id */
  has(id) {
    return this.#due.has(id);
  }

  /** Does now what was to be done soon. */
  settle() {
    for (const { run, cancel } of [...this.#due.values()]) {
      cancel();
      run();
    }
  }
}
