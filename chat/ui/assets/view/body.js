import { linkify } from '../core/text.js';
import { h, outLink } from './dom.js';
import { elementsOf } from './nodes.js';

/** What a message says: as it is marked up, or else with its line breaks, and URLs that
 * can be followed.
 * @param {string} text
 * @param {readonly import('./nodes.js').TextNode[]|null} [nodes]
 * @param {import('./nodes.js').Call} [call] */
export function body(text, nodes, call) {
  const parts = nodes ? elementsOf(nodes, call) : linkify(text).map((part) => (part.href ? outLink(part.href, part.text) : part.text));
  const element = h('div', { class: 'body', part: 'text', dir: 'auto', testid: 'message-text' }, ...parts);
  if (isOnlyEmoji(text)) element.classList.add('emoji');
  return element;
}

/** @param {import('./ui.js').Ui} ui */
export function tombstone(ui) {
  return h('div', { class: 'body tombstone', testid: 'message-text' }, ui.t('deleted'));
}

/** Up to three emoji alone say more when they are large. @param {string} text */
const isOnlyEmoji = (text) => text.length < 30 && /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\p{Emoji_Component}\u200d\ufe0f\p{Extended_Pictographic}]*\s?){1,3}$/u.test(text);
