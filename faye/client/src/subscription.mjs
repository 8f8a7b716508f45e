import { Deferred } from './deferred.mjs';
import { report } from './error.mjs';

/**
 * @typedef {import('../client').Message} Message
 */

/**
 * One listener on one channel. Settles with the server's answer.
 * @extends {Deferred<void>}
 */
export class Subscription extends Deferred {
  #cancelled = false;
  /** @type {[Function, any]|null} */
  #withChannel = null;

  /**
   * @param {{ unsubscribe(channel: string, subscription: Subscription): any }} client
   * @param {string} channel
   * @param {Function|null|undefined} listener
   * @param {any} context
   */
  constructor(client, channel, listener, context) {
    super();
    this.client = client;
    this.channel = channel;
    this.listener = listener;
    this.context = context;
  }

  /**
   * Besides the listener, or in its place, one that is told the channel too.
   * @param {Function} listener called with the channel and the data
   * @param {any} [context]
   */
  withChannel(listener, context) {
    if (typeof listener !== 'function') throw new TypeError('A listener must be a function');
    this.#withChannel = [listener, context];
    return this;
  }

  cancel() {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.client.unsubscribe(this.channel, this);
  }

  unsubscribe() {
    this.cancel();
  }

  /**
   * Faye's name for telling the listeners.
   * @param {any} _context
   * @param {[Message]} args
   */
  apply(_context, args) {
    const { channel, data } = args[0];
    this.#tell(this.listener, this.context, [data]);
    if (this.#withChannel) this.#tell(this.#withChannel[0], this.#withChannel[1], [channel, data]);
  }

  /**
   * @param {Function|null|undefined} listener
   * @param {any} context
   * @param {any[]} args
   */
  #tell(listener, context, args) {
    if (this.#cancelled || !listener) return;
    try { listener.apply(context, args); } catch (error) { report(error); }
  }
}
