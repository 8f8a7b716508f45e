import { body } from './body.js';
import { dialog } from './dialog.js';
import { h } from './dom.js';
import { pages } from './pages.js';

/**
 * What a message said before it was edited, the latest first.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').Message} message
 */
export function revisions(ui, message) {
  const now = { text: message.text, replacedAt: '' };
  const list = pages(ui, {
    name: 'revision-list', empty: '',
    read: async () => ({ items: [now, ...(await ui.hub.api.revisions(message.id)).items], after: '' }),
    show: ({ text, replacedAt }) => h('li', { class: 'card', testid: 'revision' },
      h('small', { class: 'hint' }, replacedAt ? ui.t('until', { time: ui.format.fullTime(new Date(replacedAt)) }) : ui.t('asItIs')), body(text)),
  });
  dialog(ui, 'revisions', ui.t('revisions'), list.element);
}
