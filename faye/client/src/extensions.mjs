import { localError } from './error.mjs';

/** An extension that has not called back after so many milliseconds never will. */
const STALL = 30_000;

/**
 * @typedef {import('../client').Extension} Extension
 * @typedef {import('../client').Message} Message
 */

/** The extensions of one client, in the order in which they were added, both ways. */
export class Extensions {
  /** @type {Extension[]} */
  #list = [];

  /**
   * @param {Extension} extension
   * @param {any} owner
   */
  add(extension, owner) {
    if (!extension || typeof extension !== 'object') throw new TypeError('An extension must be an object');
    this.#list.push(extension);
    extension.added?.(owner);
  }

  /**
   * @param {Extension} extension
   * @param {any} owner
   */
  remove(extension, owner) {
    const before = this.#list.length;
    this.#list = this.#list.filter((e) => e !== extension);
    for (let i = this.#list.length; i < before; i++) extension.removed?.(owner);
  }

  /**
   * Takes a message through all of them. done is called once: with what came out,
   * or with nothing and the reason. It is called at once if they all call back at
   * once.
   * @param {'incoming'|'outgoing'} stage
   * @param {Message} message
   * @param {(message: Message|null, error?: Error) => void} done
   */
  run(stage, message, done) {
    const waiting = this.#list.filter((e) => typeof e[stage] === 'function');
    if (waiting.length === 0) return done(message);
    const finish = once(done);
    const timer = setTimeout(() => finish(null, localError('dropped', 'An extension did not call back')), STALL);
    /** @param {Message|null|undefined} current */
    const step = (current) => {
      const extension = current && waiting.shift();
      if (extension) return apply(extension, stage, current, once(step), fail);
      clearTimeout(timer);
      finish(current || null, current ? undefined : localError('dropped', 'An extension dropped the message'));
    };
    /** @param {unknown} error */
    const fail = (error) => {
      clearTimeout(timer);
      finish(null, localError('dropped', `An extension failed: ${error instanceof Error ? error.message : error}`, error));
    };
    step(message);
  }
}

/**
 * Faye hands a third parameter to extensions that declare three; on the client it
 * is always null.
 * @param {Extension} extension
 * @param {'incoming'|'outgoing'} stage
 * @param {Message} message
 * @param {(message?: Message|null) => void} next
 * @param {(error: unknown) => void} fail
 */
function apply(extension, stage, message, next, fail) {
  const fn = /** @type {Function} */ (extension[stage]);
  try {
    const returned = fn.length >= 3 ? fn.call(extension, message, null, next) : fn.call(extension, message, next);
    // An async function that throws would otherwise be noticed only when it stalls.
    if (returned && typeof returned.then === 'function') returned.then(null, fail);
  } catch (error) {
    fail(error);
  }
}

/**
 * @template {any[]} A
 * @param {(...args: A) => void} fn
 * @returns {(...args: A) => void}
 */
function once(fn) {
  let called = false;
  return (...args) => {
    if (called) return;
    called = true;
    fn(...args);
  };
}
