import { button } from './dom.js';

/**
 * Tells of messages below what one reads, and leads there.
 * @param {() => void} go
 */
export function newerButton(go) {
  let count = 0;
  const element = button('', go, { class: 'newer', hidden: true, 'data-testid': 'newer' });
  return {
    element,
    /** @param {number} more */
    add(more) {
      count += more;
      element.hidden = count === 0;
      element.textContent = count === 1 ? 'New message ↓' : `${count} new messages ↓`;
    },
    clear() {
      count = 0;
      element.hidden = true;
    },
  };
}
