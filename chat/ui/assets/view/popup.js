import { h } from './dom.js';

const GAP = 6;

/**
 * Shows something over the page next to an element, until one clicks elsewhere, presses
 * Esc or it is closed; the focus then goes back to where it was.
 * @param {import('./ui.js').Ui} ui
 * @param {Element} anchor
 * @param {HTMLElement} content
 * @param {Record<string, string>} [props] of the element around it
 * @returns {() => void} what closes it
 */
export function popup(ui, anchor, content, props = {}) {
  const before = /** @type {HTMLElement|null} */ (ui.shadow.activeElement);
  const element = h('div', { class: 'popup', part: 'popup', popover: 'auto', ...props }, content);
  const close = () => {
    if (element.isConnected) element.hidePopover();
  };
  element.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    const inside = element.contains(ui.shadow.activeElement) || !ui.shadow.activeElement;
    element.remove();
    forget();
    if (inside && before?.isConnected) before.focus({ preventScroll: true });
  });
  ui.shadow.append(element);
  element.showPopover();
  place(element, anchor.getBoundingClientRect());
  const forget = ui.scope.add(close);
  return close;
}

/** Below the anchor, or above it, whole in the window. @param {HTMLElement} element @param {DOMRect} anchor */
function place(element, anchor) {
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + GAP + height <= innerHeight;
  const top = below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height);
  const rtl = getComputedStyle(element).direction === 'rtl';
  const left = rtl ? anchor.left : anchor.right - width;
  element.style.top = `${top}px`;
  element.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}
