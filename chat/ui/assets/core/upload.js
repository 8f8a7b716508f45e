import { Emitter } from './emitter.js';
import { ApiError } from './request.js';

/** So many bytes go in one request; proxies often take no more at once. */
const PART = 8 * 1024 * 1024;

/**
 * What is kept of it over reloads.
 * @typedef {{name: string, blob: Blob, id: string, done: boolean}} KeptFile
 */

/**
 * A file on its way to the server, where it waits for a message. What a cut leaves of it
 * there is not sent again.
 *
 * Emits `change`, and `named` once the server calls it something.
 */
export class Upload extends Emitter {
  #api;
  /** @type {Promise<string>|null} */
  #running = null;
  #stop = new AbortController();
  /** What the server calls it; empty: it does not know it. */
  id = '';
  /** How many bytes are there. */
  sent = 0;
  /** @type {'waiting'|'sending'|'done'|'failed'} */
  state = 'waiting';
  /** @type {ApiError|null} */
  error = null;

  /** @param {import('./uploads-api.js').UploadsApi} api @param {{name: string, blob: Blob, id?: string, done?: boolean}} file */
  constructor(api, { name, blob, id = '', done = false }) {
    super();
    this.#api = api;
    this.name = name;
    this.blob = blob;
    this.id = id;
    if (!done) return;
    this.state = 'done';
    this.sent = blob.size;
  }

  get size() {
    return this.blob.size;
  }

  /** @returns {KeptFile} */
  get kept() {
    return { name: this.name, blob: this.blob, id: this.id, done: this.state === 'done' };
  }

  /** Whether sending it again cannot help. */
  get refused() {
    return this.state === 'failed' && this.error !== null && !this.error.temporary && !this.error.unauthenticated;
  }

  /** Sends what the server does not have yet, once however often it is called.
   * @returns {Promise<string>} its ID */
  run() {
    if (this.#running) return this.#running;
    const running = this.#send().finally(() => {
      // After a reset it is another one.
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Stops, and has the server forget it. */
  cancel() {
    const { id } = this;
    this.reset();
    if (id) this.#api.cancel(id).catch(() => {});
  }

  /** From the beginning: what was sent is not there any more, or not ours. */
  reset() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#running = null;
    this.id = '';
    this.sent = 0;
    this.#enter('waiting', null);
  }

  /** Another window got further with it. @param {KeptFile|undefined} kept */
  adopt(kept) {
    if (!kept?.id || this.state === 'done' || this.#running) return;
    this.id = kept.id;
    if (kept.done) this.#enter('done', null);
  }

  /** It will not be sent. @param {ApiError} error */
  refuse(error) {
    this.#enter('failed', error);
  }

  async #send() {
    if (this.state === 'done') return this.id;
    const { signal } = this.#stop;
    this.#enter('sending', null);
    try {
      this.sent = await this.#begin(signal);
      while (this.sent < this.size) await this.#part(signal);
      this.#enter('done', null);
      return this.id;
    } catch (error) {
      if (!signal.aborted) this.#enter('failed', /** @type {ApiError} */ (error));
      throw error;
    }
  }

  /** @param {AbortSignal} signal @returns {Promise<number>} where to go on */
  async #begin(signal) {
    const there = this.id ? await this.#ask() : null;
    if (there !== null) return there;
    const { id, offset } = await this.#api.begin(this.name, this.size);
    // Who cancelled meanwhile did not know its ID.
    if (signal.aborted) this.#api.cancel(id).catch(() => {});
    signal.throwIfAborted();
    this.id = id;
    this.emit('named');
    return offset;
  }

  /** How far it has come; null: the server does not know it any more. */
  async #ask() {
    try {
      return (await this.#api.get(this.id)).offset;
    } catch (error) {
      if (/** @type {ApiError} */ (error).status === 404) return null;
      throw error;
    }
  }

  /** @param {AbortSignal} signal */
  async #part(signal) {
    const from = this.sent;
    const progress = (/** @type {number} */ sent) => this.#progress(signal, from + sent);
    try {
      this.#progress(signal, await this.#api.send(this.id, from, this.blob.slice(from, from + PART), { progress, signal }));
    } catch (error) {
      signal.throwIfAborted();
      // What has left us need not have come.
      this.#progress(signal, from);
      this.#progress(signal, await this.#saved(from, /** @type {ApiError} */ (error)));
    }
    signal.throwIfAborted();
  }

  /** After a cut: what has come until then is there. @param {number} from @param {ApiError} error */
  async #saved(from, error) {
    if (!error.temporary && error.status !== 409) throw error;
    const there = await this.#ask();
    if (there === null || there <= from) throw error;
    return there;
  }

  /** @param {AbortSignal} signal @param {number} sent */
  #progress(signal, sent) {
    if (signal.aborted) return;
    this.sent = sent;
    this.emit('change');
  }

  /** @param {Upload['state']} state @param {ApiError|null} error */
  #enter(state, error) {
    this.state = state;
    this.error = error;
    if (state === 'done') this.sent = this.size;
    this.emit('change');
  }
}
