import { safeURL } from '../core/text.js';
import { h, outLink } from './dom.js';

/**
 * Whom a message calls, by the name that they have now; it leads where their name leads.
 * @param {import('./ui.js').Ui} ui
 * @param {(id: string) => import('../core/types.js').User|undefined} person who is known here
 * @param {import('./nodes.js').TextNode} node
 * @param {(Node|string)[]} said what was written
 */
export function mention(ui, person, { user }, said) {
  const { viewer, directory } = ui.hub;
  const element = h('bdi', { class: 'mention', part: 'mention' }, ...said);
  element.classList.toggle('me', viewer !== null && (user ?? viewer.id) === viewer.id);
  const tell = (/** @type {import('../core/types.js').User|null} */ who) => {
    if (!who?.displayName) return;
    const href = safeURL(who.profileUrl, document.baseURI);
    element.title = element.textContent ?? '';
    element.replaceChildren(href ? outLink(href, `@${who.displayName}`) : `@${who.displayName}`);
  };
  const known = user && person(user);
  if (known) tell(known);
  else if (user && viewer) void directory.who(user).then(tell);
  return element;
}
