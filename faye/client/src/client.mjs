import { Advice } from './advice.mjs';
import { isMeta, isName } from './channel.mjs';
import { Core } from './core.mjs';
import { Deferred } from './deferred.mjs';
import { Emitter } from './emitter.mjs';
import { BayeuxError, localError } from './error.mjs';
import { clientOptions, publishOptions, subscribeOptions } from './options.mjs';
import { Subscription } from './subscription.mjs';
import { log } from './log.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('../client').Extension} Extension
 * @typedef {import('../client').ClientOptions} ClientOptions
 */

/** What a program has in its hand. */
export class Client extends Emitter {
  UNCONNECTED = 1;
  CONNECTING = 2;
  CONNECTED = 3;
  DISCONNECTED = 4;
  HANDSHAKE = 'handshake';
  RETRY = 'retry';
  NONE = 'none';
  CONNECTION_TIMEOUT = 60;
  DEFAULT_ENDPOINT = '/bayeux';
  INTERVAL = 0;

  /** @type {Core} */
  #core;

  /**
   * Nothing is sent before the first connect, subscribe or publish.
   * @param {string|URL|null} [endpoint]
   * @param {ClientOptions} [options]
   */
  constructor(endpoint, options) {
    super();
    const settings = clientOptions(options);
    this.#core = new Core(endpoint || this.DEFAULT_ENDPOINT, settings, new Advice(settings.interval, settings.timeout), {
      emit: (type, ...args) => this.emit(type, ...args),
      client: this,
    });
  }

  /** One of UNCONNECTED, CONNECTING, CONNECTED, DISCONNECTED. */
  get state() {
    if (this.#core.closed) return this.DISCONNECTED;
    if (this.#core.link.clientId) return this.CONNECTED;
    return this.#core.session.running ? this.CONNECTING : this.UNCONNECTED;
  }

  /** The server's name for this session: whoever knows it can read along. */
  get clientId() {
    return this.#core.link.clientId;
  }

  /**
   * Switches off a transport, or "autodisconnect", the farewell of a page that is left.
   * @param {string} feature
   */
  disable(feature) {
    this.#core.transports.disable(feature);
  }

  /**
   * Sends a header along with all that goes by fetch, the handshake among it.
   * @param {string} name
   * @param {string} value
   */
  setHeader(name, value) {
    this.#core.transports.headers[name] = value;
  }

  /**
   * Browsers negotiate compression themselves.
   * @param {any} _extension
   */
  addWebsocketExtension(_extension) {
    log('warn', 'WebSocket extensions are the browser\'s own affair');
  }

  /** @param {Extension} extension */
  addExtension(extension) {
    this.#core.extensions.add(extension, this);
  }

  /** @param {Extension} extension */
  removeExtension(extension) {
    this.#core.extensions.remove(extension, this);
  }

  /**
   * @param {(value?: any) => void} [callback] called when there is a session
   * @param {any} [context]
   */
  connect(callback, context) {
    const connected = this.#core.connect();
    connected.callback(callback, context);
    return connected;
  }

  /**
   * @param {(value?: any) => void} [callback]
   * @param {any} [context]
   */
  handshake(callback, context) {
    return this.connect(callback, context);
  }

  /**
   * @param {(value?: any) => void} callback
   * @param {any} [context]
   */
  callback(callback, context) {
    this.#core.connected.callback(callback, context);
  }

  /**
   * @param {(reason: any) => void} callback
   * @param {any} [context]
   */
  errback(callback, context) {
    this.#core.connected.errback(callback, context);
  }

  /** Says farewell after what was published before. Afterwards nothing works any more. */
  disconnect() {
    return this.#core.disconnect();
  }

  /**
   * @param {string|string[]} channel
   * @param {Function|null} [callback] called with the data
   * @param {any} [context]
   * @param {{ replay?: number }} [options]
   * @returns {any}
   */
  subscribe(channel, callback, context, options) {
    if (Array.isArray(channel)) return channel.map((c) => this.subscribe(c, callback, context, options));
    if (callback && typeof callback !== 'function') throw new TypeError('A listener must be a function');
    const { replay } = subscribeOptions(options);
    const subscription = new Subscription(this, channel, callback, context);
    const refusal = this.#core.refusal() ?? (isName(channel) ? null : invalid(405, [String(channel)], 'Invalid channel'));
    if (refusal) subscription.setDeferredStatus('failed', refusal);
    else this.#core.subscribe(channel, subscription, replay);
    return subscription;
  }

  /**
   * @param {string|string[]} channel
   * @param {Subscription} [subscription] all of the channel's, when absent
   * @returns {any}
   */
  unsubscribe(channel, subscription) {
    if (Array.isArray(channel)) return channel.map((c) => this.unsubscribe(c, subscription));
    return this.#core.unsubscribe(channel, subscription);
  }

  /**
   * The answer always comes: the server's, or that attempts or time ran out.
   * @param {string} channel
   * @param {any} data
   * @param {{ attempts?: number, deadline?: number }} [options]
   */
  publish(channel, data, options) {
    const { attempts, deadline } = publishOptions(options);
    const publication = new Deferred();
    const refusal = this.#core.refusal() ?? this.#core.crowded() ?? faulty(channel, data);
    if (refusal) publication.setDeferredStatus('failed', refusal);
    // A copy, for the program may change its own before the message leaves.
    else this.#core.publish(channel, JSON.parse(JSON.stringify(data)), attempts, deadline, publication);
    return publication;
  }
}

/**
 * @param {string} channel
 * @param {any} data
 */
function faulty(channel, data) {
  if (!isName(channel)) return invalid(405, [String(channel)], 'Invalid channel');
  if (isMeta(channel)) return invalid(403, [channel], 'Forbidden channel');
  try {
    if (JSON.stringify(data) !== undefined) return null;
  } catch (error) {
    return localError('invalid', 'The data cannot be written as JSON', error);
  }
  return invalid(402, ['data'], 'Missing required parameter');
}

/**
 * @param {number} code
 * @param {string[]} params
 * @param {string} words
 */
function invalid(code, params, words) {
  return new BayeuxError('invalid', code, params, words);
}
