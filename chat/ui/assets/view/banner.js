import { button, h } from './dom.js';

/** What passes sooner is not worth a word. */
const PATIENCE = 700;

/**
 * Says what is wrong with the connection, and nothing when nothing is.
 * @param {import('./ui.js').Ui} ui
 * @param {() => void} again tries now
 */
export function banner(ui, again) {
  const text = h('span');
  const action = button(ui.t('tryNow'), again, { class: 'small', testid: 'reconnect' });
  const element = h('div', { class: 'banner', part: 'banner', role: 'status', hidden: true, testid: 'banner' }, text, action);
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
        text.textContent = next && ui.t(`connection.${next}`);
        action.hidden = quiet;
      };
      if (quiet && element.hidden) timer = setTimeout(appear, PATIENCE);
      else appear();
    },
  };
}

/** @param {import('../core/live.js').LiveState} live @param {string} phase */
function stateOf(live, phase) {
  if (live === 'down') return 'offline';
  if (live === 'refused') return 'refused';
  if (live === 'connecting') return 'connecting';
  return phase === 'behind' ? 'catching-up' : '';
}
