import { h } from './dom.js';

/**
 * A point in time as people say it; refreshStamps keeps it true.
 * @param {import('./ui.js').Ui} ui
 * @param {string} iso
 */
export function stamp({ format }, iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: format.fullTime(date), class: 'stamp', 'data-relative': true }, format.relative(date));
}

/** The time of day alone, for where there is little room.
 * @param {import('./ui.js').Ui} ui @param {string} iso */
export function shortStamp({ format }, iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: format.fullTime(date), class: 'stamp short' }, format.timeOfDay(date));
}

/** @param {import('./ui.js').Ui} ui @param {ParentNode} root */
export function refreshStamps({ format }, root) {
  for (const element of root.querySelectorAll('time[data-relative]')) {
    const text = format.relative(new Date(element.getAttribute('datetime') ?? ''));
    if (element.textContent !== text) element.textContent = text;
  }
}
