import { dialog } from './dialog.js';
import { h } from './dom.js';

/** What the keys do: where, and [keys, text]. @type {[string, [string, string][]][]} */
const KEYS = [
  ['keys.writing', [['Enter', 'send'], ['Shift+Enter', 'keys.newLine'], ['↑', 'keys.editLast'], ['Esc', 'cancel']]],
  ['keys.onMessage', [['↑ ↓', 'keys.move'], ['E', 'edit'], ['R', 'reply'], ['T', 'replyInThread'], ['+', 'react'], ['C', 'copyLink'], ['Delete', 'delete'], ['Esc', 'keys.backToWriting']]],
  ['keys.everywhere', [['Alt+↑ ↓', 'keys.rooms'], ['Ctrl+K', 'goToRoom'], ['Ctrl+F', 'search'], ['?', 'keys.help']]],
];

/** Shows the keys. @param {import('./ui.js').Ui} ui */
export function help(ui) {
  const parts = KEYS.flatMap(([where, keys]) => [h('h3', {}, ui.t(where)),
    h('dl', { class: 'keys' }, ...keys.flatMap(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, ui.t(text))]))]);
  dialog(ui, 'help', ui.t('keys'), ...parts);
}

/** Whether a key is a character for a field. @param {KeyboardEvent} event */
export function isTyping(event) {
  const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
  return target.matches('input, textarea, select, [contenteditable]');
}
