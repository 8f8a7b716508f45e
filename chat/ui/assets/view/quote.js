import { plain } from '../core/text.js';
import { h } from './dom.js';
import { inShort } from './files.js';

/**
 * What a message answers, above it; a click leads there.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').Quote} quote
 * @param {(seq: number) => void} go
 */
export function quoteLine(ui, quote, go) {
  const text = quote.deletedAt ? ui.t('deleted') : plain(inShort(ui, quote.text, quote.attachments));
  return h('button', { type: 'button', class: 'quote', part: 'quote', onclick: () => go(quote.seq) },
    h('bdi', { class: 'quoted-name' }, ui.nameOf(quote.author)), ' ', h('bdi', { class: 'quoted-text' }, text));
}
