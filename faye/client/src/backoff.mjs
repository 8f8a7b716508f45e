/**
 * How long to wait after a number of failures in a row, in milliseconds. The first
 * one is probably a hiccup; after that the wait doubles, and chance spreads the
 * clients that lost the same server.
 */
export class Backoff {
  #failures = 0;

  /**
   * @param {number} first in milliseconds
   * @param {number} longest in milliseconds
   */
  constructor(first, longest) {
    this.first = first;
    this.longest = Math.max(first, longest);
  }

  next() {
    this.#failures++;
    if (this.#failures === 1) return Math.random() * this.first / 5;
    const whole = Math.min(this.longest, this.first * 2 ** Math.min(this.#failures - 2, 30));
    return whole * (0.5 + Math.random() / 2);
  }

  reset() {
    this.#failures = 0;
  }
}
