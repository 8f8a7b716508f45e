import { button, h } from './dom.js';
import { popup } from './popup.js';

/** What most people want most of the time. */
export const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

/** In a line of the picker, as its style has it. */
const COLUMNS = 8;

/** @typedef {[group: string, emoji: [emoji: string, names: string][]]} Group */

/** @type {Promise<Group[]>|null} */
let loading = null;

/** All emoji that there are to pick from, by group, with their names for the search. */
export function loadEmoji() {
  loading ??= fetch(new URL('../text/emoji.json', import.meta.url), { credentials: 'same-origin' })
    .then((response) => response.json())
    .catch(() => {
      loading = null;
      return [];
    });
  return loading;
}

/**
 * Lets one pick an emoji: one of the quick ones at once, the others once they are loaded.
 * @param {import('./ui.js').Ui} ui
 * @param {Element} anchor
 * @param {(emoji: string) => void} pick
 */
export function pickEmoji(ui, anchor, pick) {
  const field = h('input', { class: 'field', type: 'search', placeholder: ui.t('searchEmoji'), 'aria-label': ui.t('searchEmoji') });
  const grid = h('div', { class: 'emoji-grid', role: 'group', 'aria-label': ui.t('emoji') });
  const choose = (/** @type {string} */ emoji) => {
    close();
    pick(emoji);
  };
  const choice = (/** @type {[string, string]} */ [emoji, names]) => button(emoji, () => choose(emoji), { class: 'emoji-choice', tabindex: '-1', title: names.split(' ')[0], 'data-emoji': emoji });
  const quick = h('div', { class: 'emoji-quick', role: 'group', 'aria-label': ui.t('often') }, ...QUICK.map((emoji) => choice([emoji, emoji])));
  const show = async () => {
    const wanted = field.value.trim().toLowerCase();
    const groups = await loadEmoji();
    quick.hidden = wanted !== '';
    grid.replaceChildren(...groups.flatMap(([, all]) => all).filter(([, names]) => names.includes(wanted)).map(choice));
    enter(grid);
  };
  const panel = h('div', { class: 'emoji-panel', role: 'dialog', 'aria-label': ui.t('pickEmoji'), testid: 'emoji-picker' }, field, quick, grid);
  enter(quick);
  field.addEventListener('input', () => void show());
  field.addEventListener('keydown', (event) => {
    const first = /** @type {HTMLElement|null} */ (grid.querySelector('[data-emoji]'));
    if (event.key !== 'Enter' || !first) return;
    event.preventDefault();
    choose(first.dataset.emoji ?? '');
  });
  panel.addEventListener('keydown', (event) => move(panel, event));
  const close = popup(ui, anchor, panel);
  void show();
  field.focus();
}

/** Hundreds of emoji are one stop of the Tab key. @param {HTMLElement} group */
function enter(group) {
  group.querySelector('button')?.setAttribute('tabindex', '0');
}

/** The arrow keys go through the emoji. @param {HTMLElement} panel @param {KeyboardEvent} event */
function move(panel, event) {
  const all = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll('[data-emoji]')].filter((each) => each.checkVisibility()));
  const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
  const rtl = getComputedStyle(panel).direction === 'rtl' ? -1 : 1;
  const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: at < 0 ? 1 : COLUMNS, ArrowUp: -COLUMNS }[event.key];
  if (!step || (at < 0 && event.key !== 'ArrowDown')) return;
  event.preventDefault();
  if (at >= 0) all[at].tabIndex = -1;
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  next.tabIndex = 0;
  next.focus();
}
