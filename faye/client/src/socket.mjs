import { localError } from './error.mjs';

/** A socket that is not open after so many milliseconds is not worth waiting for. */
const OPENING = 10_000;
/** The code with which a server closes upon a message beyond its limit. */
const TOO_BIG = 1009;

/**
 * What a transport tells about itself, and who listens.
 * @typedef {object} Carrier
 * @property {(messages: any[]) => void} receive
 * @property {(error: Error, ids: string[]|null) => void} failed null: everything that was sent
 * @property {(ids: string[]|null, error: Error) => void} refused null: the largest that was sent
 * @property {() => void} ready
 */

/**
 * @typedef {object} Parcel
 * @property {string} id
 * @property {string} channel
 * @property {string} json
 */

/** The transport "websocket". Messages go out at once, one frame for all there are. */
export class Socket {
  type = 'websocket';
  ready = true;
  /** @type {WebSocket|null} */
  #socket = null;

  /**
   * @param {string} url
   * @param {typeof WebSocket} Kind
   * @param {Carrier} carrier
   */
  constructor(url, Kind, carrier) {
    this.url = url;
    this.Kind = Kind;
    this.carrier = carrier;
  }

  /** @returns {Promise<void>} */
  open() {
    return new Promise((resolve, reject) => {
      const socket = new this.Kind(this.url); // a page's policy may make this throw
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      let open = false;
      const timer = setTimeout(() => {
        this.close();
        reject(localError('network', 'The WebSocket did not open in time'));
      }, OPENING);
      socket.onopen = () => { open = true; clearTimeout(timer); resolve(); };
      socket.onmessage = (event) => this.#receive(event.data);
      socket.onclose = socket.onerror = (event) => {
        clearTimeout(timer);
        this.close();
        if (!open) return reject(localError('network', 'The WebSocket could not be opened'));
        this.#lost(/** @type {CloseEvent} */ (event).code);
      };
    });
  }

  /** @param {Parcel[]} parcels */
  send(parcels) {
    if (this.#socket?.readyState !== 1) {
      this.close();
      this.#lost(undefined);
      return;
    }
    this.#socket.send(`[${parcels.map((p) => p.json).join(',')}]`);
  }

  close() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    try { socket.close(); } catch { /* it was never open */ }
  }

  /** @param {number|undefined} code */
  #lost(code) {
    if (code === TOO_BIG) this.carrier.refused(null, localError('refused', 'The message is too big for the server'));
    this.carrier.failed(localError('network', 'The WebSocket was closed'), null);
  }

  /** @param {string|ArrayBuffer} frame */
  #receive(frame) {
    let messages;
    try {
      messages = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
    } catch {
      return; // not Bayeux, as from a chatty proxy
    }
    this.carrier.receive([].concat(messages));
  }
}
