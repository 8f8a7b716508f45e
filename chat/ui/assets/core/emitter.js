/** Tells listeners what happened, in the order they came. */
export class Emitter {
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {string} name
   * @param {(detail: any) => void} listener
   * @returns {() => void} what takes the listener off again
   */
  on(name, listener) {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /**
   * What a listener throws is for the console: neither the others nor who tells are to suffer.
   * @param {string} name
   * @param {any} [detail]
   */
  emit(name, detail) {
    const all = this.#listeners.get(name) ?? new Set();
    for (const listener of [...all]) {
      try {
        // It may have been taken off by one before it.
        if (all.has(listener)) listener(detail);
      } catch (error) {
        queueMicrotask(() => { throw error; });
      }
    }
  }
}
