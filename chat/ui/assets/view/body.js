import { linkify } from '../core/text.js';
import { h, outLink } from './dom.js';

/** What a message says; its line breaks are kept and its URLs can be followed.
 * @param {string} text */
export function body(text) {
  const parts = linkify(text).map((part) => (part.href ? outLink(part.href, part.text) : part.text));
  return h('div', { class: 'body', dir: 'auto', 'data-testid': 'message-text' }, ...parts);
}

export function tombstone() {
  return h('div', { class: 'body tombstone', 'data-testid': 'message-text' }, 'Message deleted');
}
