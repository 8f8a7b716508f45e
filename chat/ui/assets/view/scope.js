/** What has to end together: listeners, timers, loans. */
export class Scope {
  /** @type {Set<() => void>} */
  #ends = new Set();
  #ended = false;

  get ended() {
    return this.#ended;
  }

  /**
   * @param {() => void} end runs when the scope ends, at once if it has
   * @returns {() => void} what makes it unnecessary
   */
  add(end) {
    if (this.#ended) end();
    else this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  /**
   * @param {import('../core/emitter.js').Emitter} emitter
   * @param {string} name
   * @param {(detail: any) => void} listener
   */
  on(emitter, name, listener) {
    this.add(emitter.on(name, listener));
  }

  /**
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  listen(target, type, listener) {
    target.addEventListener(type, listener);
    this.add(() => target.removeEventListener(type, listener));
  }

  /** @param {number} ms @param {() => void} run */
  every(ms, run) {
    const timer = setInterval(run, ms);
    this.add(() => clearInterval(timer));
  }

  /** A scope that ends with this one, or sooner. */
  inner() {
    const inner = new Scope();
    inner.add(this.add(() => inner.end()));
    return inner;
  }

  end() {
    if (this.#ended) return;
    this.#ended = true;
    for (const end of [...this.#ends]) end();
    this.#ends.clear();
  }
}
