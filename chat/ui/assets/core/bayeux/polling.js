import { readFrame } from './frame.js';

/**
 * Bayeux over one POST after the other; works where a WebSocket does not.
 * @param {URL} url
 * @param {typeof fetch} [fetcher]
 * @returns {import('./frame.js').Opener}
 */
export function pollingTransport(url, fetcher = (...args) => fetch(...args)) {
  return async (handlers) => {
    const ending = new AbortController();
    const post = (/** @type {object[]} */ messages, /** @type {RequestInit} */ init) => fetcher(url, {
      ...init,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(messages),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    const exchange = async (/** @type {object[]} */ messages) => {
      try {
        const response = await post(messages, { signal: ending.signal });
        if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
        const frame = readFrame(await response.text());
        if (!ending.signal.aborted) handlers.messages(frame);
      } catch (error) {
        if (ending.signal.aborted) return;
        ending.abort();
        handlers.closed(/** @type {Error} */ (error));
      }
    };
    return {
      type: 'long-polling',
      send: (messages) => void exchange(messages),
      close(farewell) {
        ending.abort();
        // The page may be gone before the answer comes.
        if (farewell.length > 0) post(farewell, { keepalive: true }).catch(() => {});
      },
    };
  };
}
