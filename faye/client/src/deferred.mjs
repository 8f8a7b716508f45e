import { after } from './timer.mjs';

/**
 * What a call returns when its answer comes later: a promise in Faye's clothes.
 * It settles once. Who ignores it is not told of a rejection; who chains on it
 * gets one as from any promise.
 * @template T
 */
export class Deferred {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {(value: any) => void} */
  #resolve = () => {};
  /** @type {(reason: unknown) => void} */
  #reject = () => {};
  /** @type {Promise<T>} */
  #promise;
  /** Once it is settled nothing changes it. */
  settled = false;

  constructor() {
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#promise.catch(() => {});
  }

  /**
   * @param {((value: any) => any)|null} [callback]
   * @param {((reason: any) => any)|null} [errback]
   * @returns {Promise<any>}
   */
  then(callback, errback) {
    return this.#promise.then(callback, errback);
  }

  /** @param {(reason: any) => any} errback */
  catch(errback) {
    return this.#promise.catch(errback);
  }

  /** @param {() => void} done */
  finally(done) {
    return this.#promise.finally(done);
  }

  /**
   * @param {(value: any) => void} [callback]
   * @param {any} [context]
   */
  callback(callback, context) {
    if (callback) this.#promise.then((value) => callback.call(context, value), () => {});
  }

  /**
   * @param {(reason: any) => void} [callback]
   * @param {any} [context]
   */
  errback(callback, context) {
    if (callback) this.#promise.then(null, (reason) => callback.call(context, reason));
  }

  /**
   * Fails with message if nothing else happens within so many seconds.
   * @param {number} seconds
   * @param {any} [message]
   */
  timeout(seconds, message) {
    clearTimeout(this.#timer);
    if (!this.settled) this.#timer = after(() => this.setDeferredStatus('failed', message), seconds);
  }

  /**
   * @param {'succeeded'|'failed'|string} status
   * @param {any} [value]
   */
  setDeferredStatus(status, value) {
    if (this.settled || (status !== 'succeeded' && status !== 'failed')) return;
    this.settled = true;
    clearTimeout(this.#timer);
    if (status === 'succeeded') this.#resolve(value);
    else this.#reject(value);
  }
}
