import { likeliest } from '../core/complete.js';
import { modal } from './dialog.js';
import { h } from './dom.js';
import { badge } from './person.js';

/** So many rooms fit. */
const MOST = 12;

/**
 * Goes to a room by some letters of its name.
 * @param {import('./ui.js').Ui} ui
 * @param {string} current the ID of the one in sight, which is left out
 */
export function switcher(ui, current) {
  if (ui.shadow.querySelector('.switcher')) return;
  let at = 0;
  /** @type {ReturnType<typeof roomChoices>} */
  let found = [];
  const list = h('ul', { class: 'switcher-rooms', role: 'listbox', id: 'switcher-rooms', 'aria-label': ui.t('rooms') });
  const field = h('input', { class: 'field', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': list.id, 'aria-autocomplete': 'list', placeholder: ui.t('goToRoom'), 'aria-label': ui.t('goToRoom'), autocomplete: 'off', testid: 'switcher-field' });
  const none = h('p', { class: 'rooms-note', role: 'status' });
  const dialog = h('dialog', { class: 'switcher', part: 'popup', 'aria-label': ui.t('goToRoom'), testid: 'switcher' }, field, list, none);
  const move = (/** @type {number} */ to) => {
    at = found.length > 0 ? (to + found.length) % found.length : 0;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    list.children[at]?.scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', list.children[at]?.id ?? '');
  };
  const show = () => {
    found = likeliest(roomChoices(ui, current), field.value.trim(), MOST);
    list.replaceChildren(...found.map(({ label, note, room }, i) => h('li', { role: 'option', id: `switcher-${i}`, class: 'choice', testid: 'switcher-room', 'data-id': room.id },
      h('span', { class: 'choice-picture', 'aria-hidden': 'true' }, badge(room.id, label)), h('bdi', { class: 'choice-label' }, label), h('span', { class: 'choice-note' }, note))));
    none.textContent = found.length === 0 ? ui.t('noneFound') : '';
    none.hidden = found.length > 0;
    move(0);
  };
  const take = (/** @type {number} */ i) => {
    if (!found[i]) return;
    dialog.close();
    ui.go?.(found[i].room.id);
  };
  field.addEventListener('input', show);
  field.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || (!step && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step) move(at + step);
    else take(at);
  });
  list.addEventListener('click', ({ target }) => take([...list.children].indexOf(/** @type {Element} */ (/** @type {Element} */ (target).closest('[role=option]')))));
  show();
  modal(ui, dialog);
}

/** @param {import('./ui.js').Ui} ui @param {string} current */
function roomChoices(ui, current) {
  return ui.hub.rooms.list.filter(({ room }) => room.id !== current).map(({ room, unread }) => {
    const label = ui.titleOf(room);
    const note = unread?.unread ? ui.t('unreadCount', { count: unread.unread }) : room.topic;
    return { room, text: room.id, label, note, names: [label, room.slug] };
  });
}

/** Whether a key asks for it: ⌘K or Ctrl+K. @param {KeyboardEvent} event */
export const isSwitchKey = (event) => event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !event.defaultPrevented;
