import { h } from './dom.js';

/** More names than this are several people. */
const NAMED = 3;

/** Says who types. @param {import('./ui.js').Ui} ui */
export function typingLine(ui) {
  const text = h('span');
  const dots = h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  const element = h('div', { class: 'typing', part: 'typing', 'aria-live': 'polite', testid: 'typing' });
  return {
    element,
    /** @param {import('../core/types.js').User[]} users */
    show(users) {
      const others = users.filter((user) => user.id !== ui.hub.viewer?.id);
      const names = ui.format.list(others.map((user) => ui.nameOf(user)));
      text.textContent = others.length > NAMED ? ui.t('manyType') : ui.t('type', { count: others.length, names });
      element.replaceChildren(...(others.length > 0 ? [dots, text] : []));
    },
  };
}
