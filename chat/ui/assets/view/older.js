import { button, h, slot } from './dom.js';
import { icon } from './icon.js';

/**
 * The line above the first message: what is or is not before it.
 * @param {import('./ui.js').Ui} ui
 * @param {() => void} again
 * @param {boolean} whole whether it is a whole room, not a thread
 */
export function olderLine(ui, again, whole) {
  const element = h('div', { class: 'older' });
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
      else if (store.messages.length > 0) show('start', whole ? ui.t('beginning') : '');
      else show('empty', slot('empty', h('div', { class: 'empty' }, icon('thread'), h('p', {}, ui.t('empty')))));
    },
    busy() {
      show('busy', h('span', { class: 'spinner small', 'aria-hidden': 'true' }), ` ${ui.t('loadingOlder')}`);
    },
    /** @param {any} error */
    fail(error) {
      show('failed', `${ui.t('olderFailed', { reason: ui.error(error) })} `, button(ui.t('tryAgain'), again, { class: 'small' }));
    },
  };
}
