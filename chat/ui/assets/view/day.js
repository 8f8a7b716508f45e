import { h } from './dom.js';

/** The line before a new day. @param {import('./ui.js').Ui} ui @param {Date} day */
export function dayLine(ui, day) {
  const label = h('span', {}, ui.format.dayName(day));
  return {
    element: h('li', { class: 'day', part: 'day' }, label),
    /** Today becomes yesterday while the page is open. */
    update() {
      label.textContent = ui.format.dayName(day);
    },
  };
}
