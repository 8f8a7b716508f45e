import { hueOf, initials, safeURL } from '../core/text.js';
import { h, outLink } from './dom.js';

/**
 * A picture of someone: their initials, covered by their avatar once it has loaded.
 * @param {import('../core/types.js').User} user
 */
export function avatar(user) {
  const element = h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(user.displayName));
  element.style.setProperty('--hue', String(hueOf(user.id)));
  const src = pictureURL(user.avatarUrl);
  if (src) {
    const image = h('img', { alt: '', width: '40', height: '40', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.remove());
    image.src = src;
    element.append(image);
  }
  return element;
}

/** What the page's policy allows: https from anywhere, else only our own origin.
 * @param {string} url */
function pictureURL(url) {
  const safe = safeURL(url, document.baseURI);
  return safe.startsWith('https:') || safe.startsWith(`${location.origin}/`) ? safe : '';
}

/**
 * A name, which leads to the profile if there is one. Isolated, since a name may
 * run from right to left or hold characters that turn what follows around.
 * @param {import('../core/types.js').User} user
 */
export function name(user) {
  const text = h('bdi', { class: 'name' });
  const href = safeURL(user.profileUrl, document.baseURI);
  text.append(href ? outLink(href, user.displayName) : user.displayName);
  return text;
}
