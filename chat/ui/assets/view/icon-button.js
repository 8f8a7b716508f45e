import { button } from './dom.js';
import { icon } from './icon.js';

/**
 * A button with a picture, which says in words what it does.
 * @param {import('./icon.js').IconName} picture
 * @param {string} label
 * @param {(event: MouseEvent) => void} press
 * @param {Record<string, any>} [props] those of h; a title default: label
 */
export function iconButton(picture, label, press, props) {
  return button(icon(picture), press, { class: 'icon-button', 'aria-label': label, title: label, ...props });
}
