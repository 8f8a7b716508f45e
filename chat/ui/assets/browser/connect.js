import { Api } from '../core/api.js';
import { BayeuxClient } from '../core/bayeux/client.js';
import { pollingTransport } from '../core/bayeux/polling.js';
import { socketTransport } from '../core/bayeux/socket.js';
import { systemClock } from '../core/clock.js';
import { BrowserDepot } from '../core/depot.js';
import { Hub } from '../core/hub.js';
import { Ticker } from '../core/live.js';
import { Shelf, browserStorage } from '../core/shelf.js';
import { sendBytes } from './send-bytes.js';
import { followBrowser } from './wake.js';

/** What every element on the page shares, by mount, and with a program that loaded this
 * code a second time.
 * @type {Map<string, {hub: Hub, uses: number, end: () => void}>} */
const hubs = (/** @type {any} */ (globalThis)[Symbol.for('parley.hubs')] ??= new Map());

/**
 * The chat at a mount; whoever asks for the same one on this page shares it.
 * @param {URL|string} [base] the mount, with its final slash. Default: the one this module was loaded from
 * @returns {{hub: Hub, release: () => void}} release gives it back, and once all have done so, it ends
 */
export function connect(base = new URL('../../', import.meta.url)) {
  const url = new URL(base, location.href);
  const shared = hubs.get(url.href) ?? begin(url);
  hubs.set(url.href, shared);
  shared.uses++;
  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    shared.uses--;
    // An element that is moved leaves first, and comes at once.
    setTimeout(() => {
      if (shared.uses > 0 || hubs.get(url.href) !== shared) return;
      hubs.delete(url.href);
      shared.end();
    });
  };
  return { hub: shared.hub, release };
}

/** @param {URL} base */
function begin(base) {
  const depot = new BrowserDepot(`parley:${base.pathname}`);
  const api = new Api(base, undefined, sendBytes);
  const hub = new Hub({
    api,
    makeLive: (bayeux) => live(bayeux, base),
    depot,
    lock: (name, run) => lock(`parley:${base.pathname}:${name}`, run),
    shelf: new Shelf(`parley:${base.pathname}:`, browserStorage()),
    // When something begins and ends is the server's to say.
    clock: { ...systemClock, now: () => Date.now() + api.skew },
  });
  const unfollow = followBrowser(hub);
  void hub.open();
  const end = () => {
    unfollow();
    hub.close();
    depot.close();
  };
  return { hub, uses: 0, end };
}

/**
 * @param {string} bayeux relative to the mount; empty: there is none
 * @param {URL} base
 * @returns {import('../core/live.js').Live}
 */
function live(bayeux, base) {
  if (!bayeux) return new Ticker(systemClock);
  const url = new URL(bayeux, base);
  return new BayeuxClient([socketTransport(url, systemClock), pollingTransport(url)], systemClock);
}

/** Runs one at a time among all windows; where the browser has no locks, at once: the
 * server takes a message twice for one.
 * @type {import('../core/outbox.js').Lock} */
async function lock(name, run) {
  return navigator.locks ? navigator.locks.request(name, run) : run();
}
