import { button, h } from './dom.js';

/**
 * A list that comes in pages, for a pane.
 * @template T
 * @param {import('./ui.js').Ui} ui
 * @param {object} parts
 * @param {string} parts.name for tests
 * @param {string} parts.empty what is said of none
 * @param {(after: string) => Promise<{items: T[], after: string}>} parts.read
 * @param {(item: T) => HTMLElement} parts.show a list item
 */
export function pages(ui, { name, empty, read, show }) {
  let next = '';
  let turn = 0;
  const list = h('ul', { class: 'cards', testid: name });
  const note = h('p', { class: 'rooms-note', role: 'status' });
  const more = button(ui.t('showMore'), () => void load(next), { class: 'small', hidden: true, testid: `${name}-more` });
  const load = async (after = '') => {
    const mine = ++turn;
    try {
      const page = await read(after);
      if (mine !== turn || ui.scope.ended) return;
      const at = [...list.children].findIndex((item) => item.contains(ui.shadow.activeElement));
      if (!after) list.replaceChildren();
      list.append(...page.items.map(show));
      next = page.after;
      more.hidden = !next;
      note.textContent = list.firstChild ? '' : empty;
      // The button that was pressed may be gone, with what it was about.
      if (at >= 0) /** @type {HTMLElement} */ (list.children[Math.min(at, list.children.length - 1)]?.querySelector('button') ?? element).focus();
    } catch (error) {
      if (mine === turn) note.textContent = ui.error(error);
    }
  };
  const element = h('div', { class: 'pane-list', tabindex: '-1' }, note, list, more);
  void load();
  return { element, load: () => void load() };
}
