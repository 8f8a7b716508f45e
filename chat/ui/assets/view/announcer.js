import { h } from './dom.js';
import { inShort } from './files.js';

const SPOKEN = 160;

/** Tells screen readers of new messages, apart from the list, which would read
 * itself out on every change. @param {import('./ui.js').Ui} ui */
export function announcer(ui) {
  const element = h('div', { class: 'sr-only', 'aria-live': 'polite', testid: 'announcer' });
  return {
    element,
    /** @param {import('../core/types.js').Message[]} messages of others */
    tell(messages) {
      if (messages.length === 0) return;
      const [{ author, text, attachments }] = messages;
      const news = messages.length === 1 ? `${ui.nameOf(author)}: ${inShort(ui, text, attachments.length).slice(0, SPOKEN)}` : ui.t('newMessages', { count: messages.length });
      // A new element each time: the same text twice is news twice.
      element.replaceChildren(h('p', {}, news));
    },
  };
}
