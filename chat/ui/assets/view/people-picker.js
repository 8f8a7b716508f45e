import { arrange, h } from './dom.js';
import { avatar } from './person.js';

/** @typedef {import('../core/types.js').User} User */

/**
 * Chooses people: those who are found by their name, under those who were chosen.
 * @param {import('./ui.js').Ui} ui
 * @param {Promise<User[]>} [without] those who are there already
 */
export function peoplePicker(ui, without = Promise.resolve([])) {
  const { directory } = ui.hub;
  /** @type {User[]} */
  let there = [];
  /** @type {User[]} */
  let found = [];
  /** @type {Map<string, User>} */
  const chosen = new Map();
  const field = h('input', { class: 'field', type: 'search', placeholder: ui.t('findPeople'), 'aria-label': ui.t('findPeople'), autocomplete: 'off', testid: 'people-field' });
  const list = h('ul', { class: 'picked' });
  const none = h('p', { class: 'hint', role: 'status' });

  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();
  const row = (/** @type {User} */ user) => {
    const box = h('input', { type: 'checkbox', testid: 'person', 'data-id': user.id });
    box.addEventListener('change', () => (box.checked ? chosen.set(user.id, user) : chosen.delete(user.id)));
    return h('li', {}, h('label', { class: 'check' }, box, avatar(ui, user), h('bdi', { class: 'choice-label' }, ui.nameOf(user)), h('span', { class: 'choice-note' }, user.handle ? `@${user.handle}` : '')));
  };
  const show = (/** @type {User[]} */ now) => {
    found = now;
    const members = there.map(({ id }) => id);
    const others = found.filter(({ id }) => id !== ui.hub.viewer?.id && !chosen.has(id) && !members.includes(id));
    const people = [...chosen.values(), ...others];
    for (const user of people) rows.set(user.id, rows.get(user.id) ?? row(user));
    arrange(list, people.map(({ id }) => /** @type {HTMLElement} */ (rows.get(id))));
    none.textContent = list.children.length === 0 ? ui.t('nobodyFound') : '';
  };
  field.addEventListener('input', () => directory.find(field.value.trim(), show, true));
  // Enter would send the form, while one still looks for somebody.
  field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  directory.find('', show, true);
  // Of very many it takes a while, and to add one of them again does no harm.
  void without.then((members) => {
    there = members;
    if (found.length > 0) show(found);
  }, () => {});
  return { element: h('div', { class: 'form' }, field, list, none), chosen };
}
