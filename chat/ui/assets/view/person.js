import { hueOf, initials, safeURL } from '../core/text.js';
import { h, outLink } from './dom.js';

/**
 * A picture of someone: their initials, covered by their avatar once it has loaded.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').User} user
 */
export function avatar(ui, user) {
  const element = badge(user.id, ui.nameOf(user));
  const src = pictureURL(user.avatarUrl);
  if (src) {
    const image = h('img', { alt: '', width: '40', height: '40', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.remove());
    image.src = src;
    element.append(image);
  }
  return element;
}

/** Initials on a colour that is always the same for the same id. @param {string} id @param {string} name */
export function badge(id, name) {
  const element = h('span', { class: 'avatar', part: 'avatar', 'aria-hidden': 'true' }, initials(name));
  element.style.setProperty('--hue', String(hueOf(id)));
  return element;
}

/** What a strict policy allows: https from anywhere, else only our own origin.
 * @param {string} url */
function pictureURL(url) {
  const safe = safeURL(url, document.baseURI);
  return safe.startsWith('https:') || safe.startsWith(`${location.origin}/`) ? safe : '';
}

/**
 * A name, which leads to the profile if there is one. Isolated, since a name may
 * run from right to left or hold characters that turn what follows around.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').User} user
 */
export function name(ui, user) {
  const text = h('bdi', { class: 'name', part: 'name' });
  const href = safeURL(user.profileUrl, document.baseURI);
  text.append(href ? outLink(href, ui.nameOf(user)) : ui.nameOf(user));
  return text;
}
