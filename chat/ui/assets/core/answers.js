import { Emitter } from './emitter.js';

/** More than this push what one writes aside. */
const MOST = 5;

/** @typedef {import('./types.js').Answer} Answer */

/**
 * What commands said to the viewer alone, until they have read it.
 *
 * Emits `change`.
 */
export class Answers extends Emitter {
  /** The latest. @type {readonly Answer[]} */
  list = [];

  /** @param {Answer} answer */
  hear(answer) {
    this.#set([...this.list, answer].slice(-MOST));
  }

  /** @param {Answer} answer */
  dismiss(answer) {
    this.#set(this.list.filter((each) => each !== answer));
  }

  clear() {
    this.#set([]);
  }

  /** @param {readonly Answer[]} list */
  #set(list) {
    this.list = list;
    this.emit('change');
  }
}
