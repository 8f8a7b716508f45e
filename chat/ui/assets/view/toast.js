import { h } from './dom.js';
import { iconButton } from './icon-button.js';

const LASTS = 6000;

/** Says for a moment what went wrong. @param {import('./ui.js').Ui} ui */
export function toast(ui) {
  let timer = 0;
  const text = h('span');
  const hide = () => { element.hidden = true; };
  const element = h('div', { class: 'toast', part: 'toast', role: 'alert', hidden: true, testid: 'toast' }, text,
    iconButton('close', ui.t('close'), hide));
  return {
    element,
    /** @param {string} words */
    show(words) {
      clearTimeout(timer);
      element.hidden = false;
      text.textContent = words;
      timer = setTimeout(hide, LASTS);
    },
  };
}
