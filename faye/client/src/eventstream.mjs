import { localError } from './error.mjs';

/**
 * @typedef {import('./socket.mjs').Carrier} Carrier
 * @typedef {import('./socket.mjs').Parcel} Parcel
 * @typedef {import('./polling.mjs').Polling} Polling
 */

/** A stream that is not open after so many milliseconds is held up by something. */
const STREAM_OPENING = 10_000;

/** The transport "eventsource": deliveries come on a stream, the rest goes by POST. */
export class EventStream {
  type = 'eventsource';
  /** @type {EventSource|null} */
  #stream = null;

  /**
   * @param {string} url of the session's stream
   * @param {typeof EventSource} Kind
   * @param {boolean} withCredentials
   * @param {Polling} upstream
   * @param {Carrier} carrier
   */
  constructor(url, Kind, withCredentials, upstream, carrier) {
    this.url = url;
    this.Kind = Kind;
    this.withCredentials = withCredentials;
    this.upstream = upstream;
    this.carrier = carrier;
  }

  get ready() {
    return this.upstream.ready;
  }

  /** @returns {Promise<void>} */
  open() {
    return new Promise((resolve, reject) => {
      const stream = new this.Kind(this.url, { withCredentials: this.withCredentials });
      this.#stream = stream;
      let open = false;
      const timer = setTimeout(() => fail('The event stream did not open in time'), STREAM_OPENING);
      /** @param {string} words */
      const fail = (words) => {
        clearTimeout(timer);
        this.#end();
        if (open) this.carrier.failed(localError('network', words), null);
        else reject(localError('network', words));
      };
      stream.onopen = () => { open = true; clearTimeout(timer); resolve(); };
      stream.onmessage = (event) => this.#receive(event.data);
      // The browser would try again by itself, but only the session knows whether there is a point.
      stream.onerror = () => fail('The event stream broke');
    });
  }

  /** @param {Parcel[]} parcels */
  send(parcels) {
    this.upstream.send(parcels);
  }

  close() {
    this.#end();
    this.upstream.close();
  }

  retire() {
    this.#end();
    this.upstream.retire();
  }

  #end() {
    const stream = this.#stream;
    this.#stream = null;
    if (!stream) return;
    stream.onopen = stream.onmessage = stream.onerror = null;
    stream.close();
  }

  /** @param {string} data */
  #receive(data) {
    let messages;
    try {
      messages = JSON.parse(data);
    } catch {
      return; // not Bayeux
    }
    this.carrier.receive([].concat(messages));
  }
}
