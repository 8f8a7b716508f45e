import { button, h } from './dom.js';

/** What passes sooner is not worth a word. */
const PATIENCE = 700;

/**
 * Says what is wrong with the connection, and nothing when nothing is.
 * @param {() => void} again tries now
 */
export function banner(again) {
  const text = h('span');
  const action = button('Try now', again, { class: 'small', 'data-testid': 'reconnect' });
  const element = h('div', { class: 'banner', role: 'status', hidden: true, 'data-testid': 'banner' }, text, action);
  let state = '';
  let timer = 0;
  return {
    element,
    /** @param {import('../core/live.js').LiveState} live @param {string} phase */
    show(live, phase) {
      const next = stateOf(live, phase);
      if (next === state) return;
      state = next;
      clearTimeout(timer);
      const quiet = next === 'connecting' || next === 'catching-up';
      const appear = () => {
        element.hidden = next === '';
        element.dataset.state = next;
        text.textContent = WORDS[next];
        action.hidden = quiet;
      };
      if (quiet && element.hidden) timer = setTimeout(appear, PATIENCE);
      else appear();
    },
  };
}

/** @type {Record<string, string>} */
const WORDS = {
  '': '',
  connecting: 'Connecting …',
  offline: 'No live connection – reconnecting …',
  refused: 'The server has ended the live connection.',
  'catching-up': 'Catching up …',
};

/** @param {import('../core/live.js').LiveState} live @param {string} phase */
function stateOf(live, phase) {
  if (live === 'down') return 'offline';
  if (live === 'refused') return 'refused';
  if (live === 'connecting') return 'connecting';
  return phase === 'behind' ? 'catching-up' : '';
}
