import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';

/** The line before the first unread message. @param {import('./ui.js').Ui} ui */
export function unreadLine(ui) {
  return { element: h('li', { class: 'unread-line', part: 'unread', testid: 'unread-line' }, h('span', {}, ui.t('new'))) };
}

/**
 * Leads to the first unread message when that is not in sight.
 * @param {import('./ui.js').Ui} ui
 * @param {() => void} go
 * @param {() => void} read marks all of it as read
 */
export function unreadBar(ui, go, read) {
  const label = h('span');
  const jump = button(label, go, { class: 'link-button', testid: 'jump-unread' });
  const close = iconButton('close', ui.t('markRead'), read);
  const element = h('div', { class: 'unread-bar', hidden: true, testid: 'unread-bar' }, jump, close);
  return {
    element,
    /** @param {number} count 100 stands for more */
    show(count) {
      element.hidden = count === 0;
      label.textContent = count >= 100 ? ui.t('unreadMany') : ui.t('unreadCount', { count });
    },
  };
}
