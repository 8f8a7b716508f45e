import { Api } from '../core/api.js';
import { Backoff } from '../core/backoff.js';
import { BayeuxClient } from '../core/bayeux/client.js';
import { pollingTransport } from '../core/bayeux/polling.js';
import { socketTransport } from '../core/bayeux/socket.js';
import { Chat } from '../core/chat.js';
import { systemClock } from '../core/clock.js';
import { Ticker } from '../core/live.js';
import { Shelf, browserStorage } from '../core/shelf.js';
import { button, h } from './dom.js';
import { Page } from './page.js';
import { followBrowser } from './wake.js';

/**
 * Shows the chat in an element.
 * @param {HTMLElement} root
 * @param {URL} base the mount, with its final slash
 */
export function mount(root, base) {
  const chat = new Chat({
    api: new Api(base),
    makeLive: (bayeux) => live(bayeux, base),
    shelf: new Shelf(`parley:${base.pathname}:`, browserStorage()),
    clock: systemClock,
  });
  const waiting = [...root.childNodes];
  const backoff = new Backoff(systemClock.random);
  const page = new Page(chat, base);
  const begin = async () => {
    root.replaceChildren(...waiting);
    try {
      await chat.open();
    } catch (error) {
      const cancel = systemClock.after(backoff.next(), begin);
      root.replaceChildren(failure(/** @type {Error} */ (error).message, () => {
        cancel();
        void begin();
      }));
      return;
    }
    root.replaceChildren(page.element);
    page.show();
    followBrowser(chat);
  };
  void begin();
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

/** @param {string} reason @param {() => void} again */
function failure(reason, again) {
  return h('div', { class: 'loading', role: 'alert', 'data-testid': 'failure' },
    h('p', {}, `The chat could not be loaded: ${reason}`), button('Try again', again, { class: 'primary' }));
}
