const PATIENCE = 20_000;
/** Closer to the server's no clock has to be: that is told in whole seconds, and on its way for a while. */
const SLACK = 10_000;

/** An answer that is not the one asked for. Its message is fit to be shown. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{status?: number, code?: string, retryAfter?: number, until?: string}} [about]
   */
  constructor(message, about = {}) {
    super(message);
    this.name = 'ApiError';
    /** 0: no answer came. */
    this.status = about.status ?? 0;
    /** The server's, for programs; of our own there are command, refused, unreachable, strange, loggedOut and beforeLogin. */
    this.code = about.code ?? '';
    /** Milliseconds that the server asks us to wait; 0: it did not say. */
    this.retryAfter = about.retryAfter ?? 0;
    /** When what stands in the way ends by itself; empty: never, or it was not told. */
    this.until = about.until ?? '';
  }

  /** Whether the same request may succeed later, unchanged. */
  get temporary() {
    return this.status === 0 || this.status >= 500 || [408, 425, 429].includes(this.status);
  }

  get unauthenticated() {
    return this.status === 401;
  }
}

/**
 * Sends bytes, and tells on the way how many have left.
 * @typedef {(url: URL, sending: Sending & {method: string}) => Promise<Response>} Sender rejects if no answer came
 * @typedef {{headers: Record<string, string>, body: Blob, progress: (sent: number) => void, signal: AbortSignal}} Sending
 */

/** Sends requests. Each ends within 20 s, with an answer or an ApiError. */
export class Requests {
  #base;
  #fetch;
  #sender;
  #deeds = new AbortController();
  /** How far the clock here is behind that of the server, in milliseconds. */
  skew = 0;

  /**
   * @param {URL} base the mount, with its final slash
   * @param {typeof fetch} [fetcher] default: the browser's
   * @param {Sender} [sender] default: fetch, which tells nothing on the way
   */
  constructor(base, fetcher = (...args) => fetch(...args), sender = (url, { progress: _, ...init }) => fetcher(url, init)) {
    this.#base = base;
    this.#fetch = fetcher;
    this.#sender = sender;
  }

  /**
   * @param {string} method
   * @param {string} path relative to the mount
   * @param {object} [body]
   * @param {RequestInit} [init]
   * @returns {Promise<any>} what the body says; null if that is not JSON
   */
  async json(method, path, body, init = {}) {
    const response = await this.send(method, path, {
      ...init,
      headers: body ? { ...init.headers, 'Content-Type': 'application/json' } : init.headers,
      body: body && JSON.stringify(body),
    });
    return response.json().catch(() => null);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {RequestInit} init
   */
  async send(method, path, init = {}) {
    const response = await reached(this.#fetch(new URL(path, this.#base), {
      ...init,
      method,
      headers: { Accept: 'application/json', ...init.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(method === 'GET' ? [] : [this.#deeds.signal])]),
    }));
    const skew = Date.parse(response.headers.get('Date') ?? '') - Date.now();
    this.skew = Math.abs(skew) > SLACK ? skew : 0;
    // A redirect that must not be followed reads as status 0 of its own type.
    if (response.ok || response.type === 'opaqueredirect') return response;
    throw await problem(response);
  }

  /** Somebody else acts from now on. What waits in the browser would go out in their name. */
  drop() {
    this.#deeds.abort();
    this.#deeds = new AbortController();
  }

  /**
   * Sends bytes for as long as it takes, as long as it goes on.
   * @param {string} method
   * @param {string} path
   * @param {Sending} sending
   */
  async stream(method, path, sending) {
    const response = await reached(this.#sender(new URL(path, this.#base), { ...sending, method }));
    if (response.ok) return response;
    throw await problem(response);
  }
}

/** @param {Promise<Response>} answer */
async function reached(answer) {
  try {
    return await answer;
  } catch {
    throw new ApiError('The server cannot be reached.', { code: 'unreachable' });
  }
}

/**
 * A proxy's log-in page with status 200 is no answer of ours.
 * @template T
 * @param {T|null} value
 * @returns {T}
 */
export function required(value) {
  if (value === null) throw new ApiError('The server sent an answer that this page does not understand.', { code: 'strange' });
  return value;
}

/** Programs answer in fragments, people read sentences. @param {string} words */
function sentence(words) {
  return words[0].toUpperCase() + words.slice(1) + (/[.!?…]$/.test(words) ? '' : '.');
}

/** What is not known of a command is told of a field, and the host's own reasons are for people to read.
 * @param {any} error @param {string} words */
function codeOf(error, words) {
  if (error?.errors?.[0]?.code === 'command') return 'command';
  return error?.code === 'forbidden' && words !== 'forbidden' ? 'refused' : typeof error?.code === 'string' ? error.code : '';
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
    code: codeOf(error, words),
    until: typeof error?.until === 'string' ? error.until : '',
    retryAfter: seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0,
  });
}
