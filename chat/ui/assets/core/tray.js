import { Emitter } from './emitter.js';
import { ApiError } from './request.js';

/**
 * The files beside a text that is being written. They are sent at once, so that little is
 * left to wait for when the text is done.
 *
 * Emits `change` when there are others, and when one of them has got further.
 */
export class Tray extends Emitter {
  #hub;
  /** @type {Map<import('./upload.js').Upload, () => void>} */
  #uploads = new Map();

  /** @param {import('./hub.js').Hub} hub */
  constructor(hub) {
    super();
    this.#hub = hub;
  }

  get uploads() {
    return [...this.#uploads.keys()];
  }

  /** Whether there is nothing to send, all of it can be, or something stands in the way.
   * @returns {'none'|'ready'|'stuck'} */
  get load() {
    if (this.#uploads.size === 0) return 'none';
    return this.uploads.some(({ refused }) => refused) ? 'stuck' : 'ready';
  }

  /** @param {readonly File[]} files @returns {number} how many of them are more than a message may have */
  add(files) {
    const { attachments, fileSize } = this.#hub.meta.limits;
    const room = Math.max(0, attachments - this.#uploads.size);
    for (const file of files.slice(0, room)) {
      const upload = this.#hub.upload(file);
      this.#uploads.set(upload, upload.on('change', () => this.emit('change')));
      if (file.size === 0 || file.size > fileSize) upload.refuse(tooMuch(file.size));
      else void upload.run().catch(() => {});
    }
    this.emit('change');
    return Math.max(0, files.length - room);
  }

  /** @param {import('./upload.js').Upload} upload */
  remove(upload) {
    this.#drop(upload);
    upload.cancel();
    this.emit('change');
  }

  /** Hands all of them over to a message. */
  take() {
    const all = this.uploads;
    for (const upload of all) this.#drop(upload);
    this.emit('change');
    return all;
  }

  clear() {
    for (const upload of this.take()) upload.cancel();
  }

  /** Tries again what the network stopped. */
  retry() {
    for (const upload of this.uploads) {
      if (upload.state === 'failed' && !upload.refused) void upload.run().catch(() => {});
    }
  }

  /** Somebody else sends them now. */
  renew() {
    for (const upload of this.uploads.filter(({ refused }) => !refused)) {
      upload.reset();
      void upload.run().catch(() => {});
    }
  }

  /** @param {import('./upload.js').Upload} upload */
  #drop(upload) {
    this.#uploads.get(upload)?.();
    this.#uploads.delete(upload);
  }
}

/** @param {number} size */
const tooMuch = (size) => (size === 0
  ? new ApiError('The file is empty.', { status: 422, code: 'emptyFile' })
  : new ApiError('The file is too large.', { status: 413, code: 'too_large' }));
