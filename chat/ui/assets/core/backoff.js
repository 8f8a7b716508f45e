const FIRST = 1000;
const LAST = 30_000;

/** How long to wait before the next attempt: twice as long each time, and
 * jittered, so that a restarted server is not met by all its clients at once. */
export class Backoff {
  #attempt = 0;
  #random;

  /** @param {() => number} random */
  constructor(random) {
    this.#random = random;
  }

  reset() {
    this.#attempt = 0;
  }

  /** @returns {number} milliseconds: the second half of 1 s, 2 s, 4 s … 30 s */
  next() {
    const full = Math.min(LAST, FIRST * 2 ** Math.min(this.#attempt++, 10));
    return Math.round(full / 2 + (full / 2) * this.#random());
  }
}
