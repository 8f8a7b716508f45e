import { h } from './dom.js';
import { icon } from './icon.js';
import { popup } from './popup.js';

/**
 * What one may do with something.
 * @typedef {object} Deed
 * @property {string} name for tests and the host's own style
 * @property {import('./icon.js').IconName} icon
 * @property {string} label
 * @property {(anchor?: Element) => void} run anchor: what was pressed, where that stays
 * @property {boolean} [grave] it destroys something
 */

/**
 * Shows a menu next to an element.
 * @param {import('./ui.js').Ui} ui
 * @param {Element} anchor
 * @param {Deed[]} deeds
 * @param {(Node|string)[]} [above] stands above them
 */
export function menu(ui, anchor, deeds, above = []) {
  const items = deeds.map(({ name, icon: picture, label, run, grave }) => h('button', {
    type: 'button', role: 'menuitem', tabindex: '-1', class: `menu-item${grave ? ' grave' : ''}`, testid: name,
    onclick: () => {
      close();
      run();
    },
  }, icon(picture), label));
  const list = h('div', { class: 'menu', role: 'menu', testid: 'menu' }, ...above, ...items);
  list.addEventListener('keydown', (event) => {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=menuitem]')]);
    const at = all.indexOf(/** @type {any} */ (ui.shadow.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  });
  const close = popup(ui, anchor, list);
  items[0]?.focus({ preventScroll: true });
  return close;
}
