import { h } from './dom.js';

const SPOKEN = 160;

/** Tells screen readers of new messages, apart from the list, which would read
 * itself out on every change. */
export function announcer() {
  const element = h('div', { class: 'sr-only', 'aria-live': 'polite', 'data-testid': 'announcer' });
  return {
    element,
    /** @param {import('../core/types.js').Message[]} messages of others */
    tell(messages) {
      if (messages.length === 0) return;
      const [{ author, text }] = messages;
      const news = messages.length === 1 ? `${author.displayName}: ${text.slice(0, SPOKEN)}` : `${messages.length} new messages`;
      // A new element each time: the same text twice is news twice.
      element.replaceChildren(h('p', {}, news));
    },
  };
}
