import { CONNECT, DISCONNECT, HANDSHAKE } from './channel.mjs';
import { localError } from './error.mjs';

/**
 * @typedef {import('./socket.mjs').Carrier} Carrier
 * @typedef {import('./socket.mjs').Parcel} Parcel
 */

/** Answers that another attempt would only get again. */
const HOPELESS = [400, 411, 413, 414, 415, 422, 431];

/** After so many milliseconds a request other than a connect makes room for the next. */
const TURN = 30_000;

/** Long-polling, to the own site as JSON, to others as a form, which needs no preflight. */
export class Polling {
  #busy = false;
  #closed = false;
  /** @type {Set<AbortController>} */
  #requests = new Set();

  /**
   * @param {string} type
   * @param {string} url
   * @param {{ fetch: typeof fetch, credentials: RequestCredentials, headers: Record<string, string> }} means
   * @param {Carrier} carrier
   */
  constructor(type, url, means, carrier) {
    this.type = type;
    this.url = url;
    this.means = means;
    this.carrier = carrier;
  }

  async open() {}

  /** All but connects take turns, or the network might change their order. */
  get ready() {
    return !this.#busy && !this.#closed;
  }

  /** @param {Parcel[]} parcels */
  send(parcels) {
    const alone = parcels.every((p) => p.channel === CONNECT || p.channel === HANDSHAKE);
    if (!alone) this.#busy = true;
    this.#exchange(parcels, !alone).finally(() => {
      if (alone) return;
      this.#busy = false;
      this.carrier.ready();
    });
  }

  close() {
    this.#closed = true;
    for (const request of this.#requests) request.abort();
  }

  /** Sends nothing more, and lets what is under way come to its end. */
  retire() {
    this.#closed = true;
  }

  /**
   * @param {Parcel[]} parcels
   * @param {boolean} inTurn
   */
  async #exchange(parcels, inTurn) {
    const ids = parcels.map((p) => p.id);
    const request = new AbortController();
    const timer = inTurn ? setTimeout(() => request.abort(), TURN) : undefined;
    this.#requests.add(request);
    try {
      const response = await this.means.fetch(this.url, this.#init(parcels, request.signal));
      if (HOPELESS.includes(response.status)) return await this.#hopeless(parcels, response.status);
      if (!response.ok) throw localError('network', `The server answered ${response.status}`);
      const messages = await response.json();
      if (!request.signal.aborted) this.carrier.receive([].concat(messages));
    } catch (error) {
      // An aborted request has been given up by us, and nobody waits for it.
      if (!request.signal.aborted) this.carrier.failed(asNetworkError(error), ids);
    } finally {
      clearTimeout(timer);
      this.#requests.delete(request);
    }
  }

  /**
   * Finds the one that the server cannot stand by sending them one by one.
   * @param {Parcel[]} parcels
   * @param {number} status
   */
  async #hopeless(parcels, status) {
    if (parcels.length > 1) {
      for (const parcel of parcels) await this.#exchange([parcel], true);
      return;
    }
    this.carrier.refused(parcels.map((p) => p.id), localError('refused', `The server answered ${status}`));
  }

  /**
   * @param {Parcel[]} parcels
   * @param {AbortSignal} signal
   * @returns {RequestInit}
   */
  #init(parcels, signal) {
    const json = `[${parcels.map((p) => p.json).join(',')}]`;
    const own = this.type === 'long-polling';
    return {
      method: 'POST',
      body: own ? json : `message=${encodeURIComponent(json)}`,
      headers: { 'Content-Type': own ? 'application/json' : 'application/x-www-form-urlencoded', ...this.means.headers },
      credentials: this.means.credentials,
      cache: 'no-store',
      // The farewell of a page that is being left is sent all the same.
      keepalive: parcels.some((p) => p.channel === DISCONNECT),
      signal,
    };
  }
}

/** @param {unknown} error */
function asNetworkError(error) {
  if (error instanceof Error && error.name === 'BayeuxError') return error;
  return localError('network', 'The server could not be reached', error);
}
