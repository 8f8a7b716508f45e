import { h } from './dom.js';
import { avatar } from './person.js';

/** In larger rooms nobody looks at who has read what. */
const SMALL = 20;
const SHOWN = 5;

/**
 * Puts the pictures of those who have read up to a message under it.
 * @param {import('./ui.js').Ui} ui
 */
export function receipts(ui) {
  /** @type {HTMLElement[]} */
  let shown = [];
  let last = '';
  return {
    /**
     * @param {import('../core/people.js').People|null} people
     * @param {import('./message-row.js').MessageRow[]} rows
     */
    show(people, rows) {
      const me = ui.hub.viewer?.id;
      const reads = [...people?.reads.values() ?? []].filter(({ user }) => user.id !== me);
      /** @type {Map<import('./message-row.js').MessageRow, import('../core/types.js').User[]>} */
      const at = new Map();
      for (const { user, readSeq } of reads.length <= SMALL ? reads : []) {
        const row = rows.findLast(({ message }) => message.seq <= readSeq);
        // Of what one said oneself it goes without saying.
        if (row && row.message.author.id !== user.id) at.set(row, [...at.get(row) ?? [], user]);
      }
      const showing = JSON.stringify([...at].map(([row, users]) => [row.message.id, users.map(({ id }) => id)]));
      if (showing === last && shown.every((element) => element.isConnected)) return;
      last = showing;
      for (const element of shown) element.remove();
      shown = [...at].map(([row, users]) => {
        const names = ui.format.list(users.map((user) => ui.nameOf(user)));
        const label = ui.t('readBy', { names });
        const element = h('div', { class: 'readers', part: 'readers', role: 'img', 'aria-label': label, title: label, testid: 'readers' }, ...users.slice(0, SHOWN).map((user) => avatar(ui, user)));
        row.content.append(element);
        return element;
      });
    },
  };
}
