import { Order } from '../core/order.js';
import { ask, labelled } from './dialog.js';
import { button, h } from './dom.js';
import { blocking } from './members-pane.js';

/**
 * What one may do about a message of somebody else.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').Message} message
 * @returns {[boolean, import('./menu.js').Deed][]}
 */
export function orderDeeds(ui, message) {
  const { viewer, api } = ui.hub;
  const may = viewer !== null && message.author.id !== '' && message.author.id !== viewer.id;
  const reason = h('textarea', { class: 'field', rows: '3', required: true, maxlength: '500', dir: 'auto', testid: 'report-reason' });
  const report = () => ask(ui, {
    title: ui.t('reportMessage'), text: ui.t('reportHint'), yes: ui.t('report'), fields: [labelled(ui.t('reason'), reason)],
    run: () => new Order(api, message.room).report(message.id, reason.value.trim()),
  });
  return [[may, { name: 'report', icon: 'report', label: ui.t('report'), run: report }], [may, blocking(ui, message.author)]];
}

/** What stands in place of the words of somebody whom one blocks. @param {import('./ui.js').Ui} ui @param {() => void} show */
export function blockedLine(ui, show) {
  return h('div', { class: 'dying', testid: 'blocked-message' }, h('span', { class: 'body tombstone' }, ui.t('blockedMessage')), button(ui.t('showIt'), show, { class: 'link-button', testid: 'show-blocked' }));
}
