/**
 * Hands deliveries on in the order in which they came, also when an extension
 * needs a while for some of them.
 * @template T
 */
export class Inbox {
  /** @type {{ value: T|null, ready: boolean }[]} */
  #waiting = [];

  /** @param {(value: T) => void} deliver */
  constructor(deliver) {
    this.deliver = deliver;
  }

  /** Takes the next place in the order; what it returns fills it, with null for nothing. */
  place() {
    const place = { value: /** @type {T|null} */ (null), ready: false };
    this.#waiting.push(place);
    /** @param {T|null} value */
    return (value) => {
      place.value = value;
      place.ready = true;
      this.#drain();
    };
  }

  #drain() {
    while (this.#waiting[0]?.ready) {
      const { value } = /** @type {{ value: T|null }} */ (this.#waiting.shift());
      if (value !== null) this.deliver(value);
    }
  }
}
