import { EventStream } from './eventstream.mjs';
import { localError } from './error.mjs';
import { resolve } from './options.mjs';
import { Polling } from './polling.mjs';
import { Socket } from './socket.mjs';

/**
 * @typedef {import('./options.mjs').Settings} Settings
 * @typedef {import('./socket.mjs').Carrier} Carrier
 * @typedef {Socket|Polling|EventStream} Transport
 */

const TYPES = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling'];
/** What failed is tried again after so many milliseconds, when something else works meanwhile. */
const GRUDGE = 300_000;
/** What has worked for so many milliseconds works. */
const GOOD = 10_000;
/** What has worked before is given up only after so many failures in a row. */
const PATIENCE = 3;

/** Knows which transports there are, which are worth a try, and makes them. */
export class Transports {
  /** @type {Set<string>} */
  #disabled = new Set();
  /** @type {Set<string>} */
  #proven = new Set();
  /** @type {Map<string, { count: number, at: number }>} */
  #trouble = new Map();
  /** @type {Record<string, string>} */
  headers = {};
  /** Polling, which could carry the headers, did not work the last time. */
  #headerless = false;

  /**
   * @param {string|URL} endpoint
   * @param {Settings} settings
   */
  constructor(endpoint, settings) {
    this.settings = settings;
    this.endpoint = resolve(endpoint);
    /** @type {Record<string, { http: string, socket: string }>} */
    this.alternates = {};
    for (const [type, url] of Object.entries(settings.endpoints)) this.alternates[type] = resolve(url);
  }

  /** @param {string} feature */
  disable(feature) {
    this.#disabled.add(feature);
  }

  /** @param {string} feature */
  isDisabled(feature) {
    return this.#disabled.has(feature);
  }

  /** The connection types that a handshake names. */
  names() {
    return TYPES.filter((type) => this.#usable(type));
  }

  /**
   * What a session can begin with, best first. A server that restarts must not move
   * everybody to polling, so what has worked before is tried alone at first.
   * @param {boolean} resuming a session: without one there is a handshake to make
   */
  openers(resuming) {
    const polling = this.#pollingType();
    const count = this.#trouble.get('websocket')?.count ?? 0;
    const wanted = ['websocket', polling].filter((type) => this.#usable(type));
    if (wanted.length < 2) return wanted;
    if (!resuming && !this.shakesHands('websocket')) return wanted.reverse();
    if (!this.#proven.has('websocket')) return this.#worthIt('websocket') ? wanted : wanted.slice(1);
    if (count < PATIENCE) return ['websocket'];
    return count < 2 * PATIENCE ? wanted : wanted.slice(1);
  }

  /**
   * Whether a handshake may go by it: headers that the program has set belong to the
   * handshake, and a WebSocket has none. If they cannot be sent otherwise, so be it.
   * @param {string} type
   */
  shakesHands(type) {
    return type !== 'websocket' || this.#headerless || Object.keys(this.headers).length === 0 || !this.#usable(this.#pollingType());
  }

  /**
   * What would be better than the transport in use.
   * @param {string} current
   * @param {string[]|null} supported by the server; null when it did not say
   */
  better(current, supported) {
    const before = TYPES.slice(0, TYPES.indexOf(current));
    return before.filter((type) => (!supported || supported.includes(type)) && type !== 'long-polling' &&
      this.#usable(type) && this.#worthIt(type));
  }

  /** @param {string} type */
  worked(type) {
    this.#proven.add(type);
  }

  /**
   * When polling fails too then it is the network or the server, not the transport.
   * @param {string} type
   * @param {number} lived for how many milliseconds it worked
   */
  failed(type, lived) {
    if (type.endsWith('long-polling')) {
      this.#headerless = lived === 0 && !this.#headerless;
      return this.#trouble.clear();
    }
    const before = lived > GOOD ? 0 : this.#trouble.get(type)?.count ?? 0;
    this.#trouble.set(type, { count: before + 1, at: Date.now() });
  }

  /**
   * The server says that it does not have it.
   * @param {string} type
   */
  reject(type) {
    this.#trouble.set(type, { count: Infinity, at: Date.now() });
  }

  /** Another network may let through what the last one did not. */
  forgive() {
    this.#trouble.clear();
  }

  /**
   * @param {string} type
   * @param {Carrier} carrier
   * @param {string|null} clientId
   * @param {Transport|null} current
   * @returns {Transport}
   */
  make(type, carrier, clientId, current) {
    const url = this.#url(type);
    const { settings } = this;
    if (type === 'websocket') return new Socket(url.socket, settings.WebSocket, carrier);
    if (type !== 'eventsource') {
      return new Polling(type, url.http, { fetch: settings.fetch, credentials: settings.credentials, headers: this.headers }, carrier);
    }
    if (!(current instanceof Polling) || !clientId) throw localError('network', 'An event stream needs a session');
    const stream = new URL(url.http);
    stream.pathname = `${stream.pathname.replace(/\/$/, '')}/${encodeURIComponent(clientId)}`;
    return new EventStream(stream.href, settings.EventSource, settings.credentials === 'include', current, carrier);
  }

  /** @param {string} type */
  #url(type) {
    return Object.hasOwn(this.alternates, type) ? this.alternates[type] : this.endpoint;
  }

  /** A program without a page has no origin, and every server is its own. */
  #pollingType() {
    const origin = globalThis.location?.origin;
    const own = origin === undefined || new URL(this.#url('long-polling').http).origin === origin;
    return own ? 'long-polling' : 'cross-origin-long-polling';
  }

  /** @param {string} type */
  #usable(type) {
    if (this.#disabled.has(type)) return false;
    if (type === 'websocket') return typeof this.settings.WebSocket === 'function';
    if (type === 'eventsource') return typeof this.settings.EventSource === 'function';
    return typeof this.settings.fetch === 'function';
  }

  /** @param {string} type */
  #worthIt(type) {
    const trouble = this.#trouble.get(type);
    if (!trouble || Date.now() - trouble.at > GRUDGE) return true;
    return this.#proven.has(type) && trouble.count < PATIENCE;
  }
}
