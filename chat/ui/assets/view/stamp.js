import { h } from './dom.js';
import { fullTime, relative, timeOfDay } from './format.js';

/**
 * A point in time as people say it; refreshStamps keeps it true.
 * @param {string} iso
 */
export function stamp(iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: fullTime(date), class: 'stamp', 'data-relative': true }, relative(date));
}

/** The time of day alone, for where there is little room. @param {string} iso */
export function shortStamp(iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: fullTime(date), class: 'stamp short' }, timeOfDay(date));
}

/** @param {ParentNode} root */
export function refreshStamps(root) {
  for (const element of root.querySelectorAll('time[data-relative]')) {
    const text = relative(new Date(element.getAttribute('datetime') ?? ''));
    if (element.textContent !== text) element.textContent = text;
  }
}
