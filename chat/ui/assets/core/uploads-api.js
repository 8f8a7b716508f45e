import { required } from './request.js';
import { readUpload } from './wire.js';

/** What the server keeps of a file until a message has it (/api/v1/uploads). */
export class UploadsApi {
  #requests;

  /** @param {import('./request.js').Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @param {string} name @param {number} size in bytes */
  async begin(name, size) {
    return required(readUpload(await this.#requests.json('POST', 'api/v1/uploads', { name, size })));
  }

  /** How far it has come. @param {string} id */
  async get(id) {
    return required(readUpload(await this.#requests.json('GET', path(id))));
  }

  /**
   * Goes on sending it.
   * @param {string} id
   * @param {number} offset how many bytes are there
   * @param {Blob} bytes those that follow
   * @param {{progress: (sent: number) => void, signal: AbortSignal}} hooks
   * @returns {Promise<number>} how many are there now
   */
  async send(id, offset, bytes, hooks) {
    const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) };
    const response = await this.#requests.stream('PATCH', path(id), { headers, body: bytes, ...hooks });
    const now = Number(response.headers.get('Upload-Offset'));
    return required(now > offset ? now : null);
  }

  /** @param {string} id */
  async cancel(id) {
    await this.#requests.send('DELETE', path(id), { keepalive: true });
  }
}

/** @param {string} id */
const path = (id) => `api/v1/uploads/${encodeURIComponent(id)}`;
