import { button, h } from './dom.js';
import { icon } from './icon.js';

/**
 * Leads to the newest message when one reads elsewhere, and tells how many came
 * meanwhile.
 * @param {import('./ui.js').Ui} ui
 * @param {() => void} go
 */
export function newerButton(ui, go) {
  let count = 0;
  let away = false;
  const label = h('span');
  const element = button(label, go, { class: 'newer', part: 'newer', hidden: true, testid: 'newer' });
  element.append(icon('down'));
  const show = () => {
    element.hidden = !away && count === 0;
    element.classList.toggle('plain', count === 0);
    label.textContent = count > 0 ? ui.t('newMessages', { count }) : '';
    element.setAttribute('aria-label', count > 0 ? label.textContent : ui.t('toLatest'));
  };
  return {
    element,
    /** @param {number} more */
    add(more) {
      count += more;
      show();
    },
    /** @param {boolean} now whether one reads far from the newest message */
    away(now) {
      if (now === away) return;
      away = now;
      show();
    },
    clear() {
      count = 0;
      away = false;
      show();
    },
  };
}
