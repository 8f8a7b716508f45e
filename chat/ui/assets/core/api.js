import { readEventPage, readMessage, readMessagePage, readMeta } from './wire.js';

const PATIENCE = 20_000;

/** An answer that is not the one asked for. Its message is fit to be shown. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{status?: number, code?: string, retryAfter?: number}} [about]
   */
  constructor(message, about = {}) {
    super(message);
    this.name = 'ApiError';
    /** 0: no answer came. */
    this.status = about.status ?? 0;
    this.code = about.code ?? '';
    /** Milliseconds that the server asks us to wait; 0: it did not say. */
    this.retryAfter = about.retryAfter ?? 0;
  }

  /** Whether the same request may succeed later, unchanged. */
  get temporary() {
    return this.status === 0 || this.status >= 500 || [408, 425, 429].includes(this.status);
  }

  get unauthenticated() {
    return this.status === 401;
  }
}

/** The REST API. Every method ends within 20 s, with a result or an ApiError. */
export class Api {
  #base;
  #fetch;

  /**
   * @param {URL} base the mount, with its final slash
   * @param {typeof fetch} [fetcher] default: the browser's
   */
  constructor(base, fetcher = (...args) => fetch(...args)) {
    this.#base = base;
    this.#fetch = fetcher;
  }

  async meta() {
    return required(readMeta(await this.#json('GET', 'api/v1/meta')));
  }

  /**
   * @param {string} room
   * @param {{before?: number, limit?: number}} [query]
   */
  async messages(room, { before, limit = 50 } = {}) {
    const cursor = before === undefined ? '' : `&before=${before}`;
    return required(readMessagePage(await this.#json('GET', `${roomPath(room)}/messages?limit=${limit}${cursor}`)));
  }

  /**
   * @param {string} room
   * @param {number} after
   */
  async events(room, after) {
    return required(readEventPage(await this.#json('GET', `${roomPath(room)}/events?after=${after}&limit=200`), room));
  }

  /**
   * @param {string} room
   * @param {{clientId: string, text: string}} draft the same clientId again is the same message
   */
  async send(room, draft) {
    return required(readMessage(await this.#json('POST', `${roomPath(room)}/messages`, draft)));
  }

  /**
   * @param {import('./types.js').Message} message as the writer saw it: a newer one is not overwritten (412)
   * @param {string} text
   */
  async edit(message, text) {
    const headers = { 'If-Match': `"${message.rev}"` };
    return required(readMessage(await this.#json('PATCH', messagePath(message.id), { text }, headers)));
  }

  /** @param {string} id */
  async remove(id) {
    return required(readMessage(await this.#json('DELETE', messagePath(id))));
  }

  /**
   * @param {string} url relative to the mount
   * @param {string} name
   */
  async logInAsGuest(url, name) {
    await this.#json('POST', url, { name });
  }

  /** @param {string} url relative to the mount */
  async logOut(url) {
    await this.#request('POST', url, { redirect: 'manual' });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   */
  async #json(method, path, body, headers = {}) {
    const response = await this.#request(method, path, {
      headers: body ? { ...headers, 'Content-Type': 'application/json' } : headers,
      body: body && JSON.stringify(body),
    });
    return response.json().catch(() => null);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {RequestInit} init
   */
  async #request(method, path, init) {
    const response = await this.#answer(new URL(path, this.#base), {
      ...init,
      method,
      headers: { Accept: 'application/json', ...init.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    });
    // A redirect that must not be followed reads as status 0 of its own type.
    if (response.ok || response.type === 'opaqueredirect') return response;
    throw await problem(response);
  }

  /**
   * @param {URL} url
   * @param {RequestInit} init
   */
  async #answer(url, init) {
    try {
      return await this.#fetch(url, init);
    } catch {
      throw new ApiError('The server cannot be reached.');
    }
  }
}

/** @param {string} room */
const roomPath = (room) => `api/v1/rooms/${encodeURIComponent(room)}`;

/** @param {string} id */
const messagePath = (id) => `api/v1/messages/${encodeURIComponent(id)}`;

/**
 * A proxy's log-in page with status 200 is no answer of ours.
 * @template T
 * @param {T|null} value
 * @returns {T}
 */
function required(value) {
  if (value === null) throw new ApiError('The server sent an answer that this page does not understand.');
  return value;
}

/** Programs answer in fragments, people read sentences. @param {string} words */
function sentence(words) {
  return words[0].toUpperCase() + words.slice(1) + (/[.!?…]$/.test(words) ? '' : '.');
}

/**
 * Reads problem+json and the older envelope {data, error, success} alike.
 * @param {Response} response
 */
async function problem(response) {
  const body = await response.json().catch(() => null);
  const error = body?.error ?? body;
  const words = [error?.detail, error?.message, error?.title, error]
    .find((candidate) => typeof candidate === 'string' && candidate !== '');
  const seconds = Number(response.headers.get('Retry-After'));
  return new ApiError(sentence(words ?? `the server answered with status ${response.status}`), {
    status: response.status,
    code: typeof error?.code === 'string' ? error.code : '',
    retryAfter: seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0,
  });
}
