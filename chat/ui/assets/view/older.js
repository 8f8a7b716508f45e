import { button, h } from './dom.js';

/**
 * The line above the first message: what is or is not before it.
 * @param {() => void} again
 */
export function olderLine(again) {
  const element = h('div', { class: 'older', 'data-testid': 'older' });
  let state = '';
  const show = (/** @type {string} */ next, /** @type {(Node|string)[]} */ ...content) => {
    if (next === state && next !== 'failed') return;
    state = next;
    element.replaceChildren(...content);
  };
  return {
    element,
    /** Whether loading can begin by itself: not while it runs, nor after it failed. */
    get ready() {
      return state === 'more';
    },
    /** Leaves the line alone while it tells of loading, unless told that it ended.
     * @param {import('../core/store.js').RoomStore} store @param {boolean} [ended] */
    show(store, ended = false) {
      if (!store.loaded || (!ended && ['busy', 'failed'].includes(state))) return;
      if (store.hasBefore) show('more');
      else if (store.messages.length > 0) show('start', 'This is where the conversation begins.');
      else show('empty', 'Nothing here yet. Say hello!');
    },
    busy() {
      show('busy', h('span', { class: 'spinner small', 'aria-hidden': 'true' }), ' Loading older messages …');
    },
    /** @param {string} reason */
    fail(reason) {
      show('failed', `Older messages could not be loaded: ${reason} `, button('Try again', again, { class: 'small' }));
    },
  };
}
