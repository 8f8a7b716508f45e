import { positionOf } from './channels.mjs';

/**
 * @typedef {import('../client').ClientOptions} ClientOptions
 */

const OF_CLIENTS = [
  'interval', 'timeout', 'endpoints', 'proxy', 'retry', 'scheduler', 'websocketExtensions', 'tls', 'ca',
  'maxRetry', 'deadline', 'queue', 'replay', 'position', 'credentials', 'fetch', 'WebSocket', 'EventSource',
];
const OF_PUBLISHES = ['attempts', 'deadline'];
const OF_SUBSCRIBES = ['replay'];

/**
 * Refuses what is not an option, so that a slip of the pen is no silent default.
 * @param {any} options
 * @param {string[]} known
 */
function checkOptions(options, known) {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`Unrecognized option: ${name}`);
  }
  for (const name of ['interval', 'timeout', 'retry', 'maxRetry', 'deadline', 'queue', 'attempts']) {
    const value = options[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new TypeError(`Option ${name} must be a number that is not negative`);
    }
  }
}

/**
 * @param {ClientOptions|null|undefined} given
 */
export function clientOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_CLIENTS);
  return {
    interval: (o.interval ?? 0) * 1000,
    timeout: (o.timeout || 60) * 1000,
    retry: (o.retry || 5) * 1000,
    maxRetry: (o.maxRetry || 60) * 1000,
    deadline: o.deadline ?? 120,
    queue: o.queue ?? 1000,
    replay: o.replay !== false,
    position: o.position ?? positionOf,
    credentials: o.credentials ?? 'include',
    scheduler: o.scheduler,
    endpoints: o.endpoints ?? {},
    fetch: o.fetch ?? globalThis.fetch?.bind(globalThis),
    WebSocket: o.WebSocket ?? globalThis.WebSocket,
    EventSource: o.EventSource ?? globalThis.EventSource,
  };
}

/** @typedef {ReturnType<typeof clientOptions>} Settings */

/** @param {any} given */
export function publishOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_PUBLISHES);
  return o;
}

/** @param {any} given */
export function subscribeOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_SUBSCRIBES);
  return o;
}

/**
 * The address of a server as HTTP and WebSocket want it. A relative one is relative
 * to the page.
 * @param {string|URL} endpoint
 */
export function resolve(endpoint) {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  let url;
  try {
    url = new URL(endpoint, base);
  } catch (error) {
    throw new TypeError(`Not a URL to connect to: ${endpoint}`, { cause: error });
  }
  url.hash = '';
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  if (!secure && url.protocol !== 'http:' && url.protocol !== 'ws:') {
    throw new TypeError(`Not a URL of http, https, ws or wss: ${endpoint}`);
  }
  const rest = url.href.slice(url.protocol.length);
  return { http: (secure ? 'https:' : 'http:') + rest, socket: (secure ? 'wss:' : 'ws:') + rest };
}
