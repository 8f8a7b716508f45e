import { h } from './dom.js';

const GAP = 6;

/**
 * Shows something over the page next to an element, until one clicks elsewhere, presses
 * Esc or it is closed; the focus then goes back to where it was.
 * @param {import('./ui.js').Ui} ui
 * @param {Element} anchor
 * @param {HTMLElement} content
 * @returns {() => void} what closes it
 */
export function popup(ui, anchor, content) {
  const before = /** @type {HTMLElement|null} */ (ui.shadow.activeElement);
  const element = h('div', { class: 'popup', part: 'popup', popover: 'auto' }, content);
  const isInside = () => element.contains(ui.shadow.activeElement);
  const back = () => before?.isConnected && before.focus({ preventScroll: true });
  const close = () => {
    if (!element.isConnected) return;
    const inside = isInside();
    element.hidePopover();
    // At once: what opens next takes note of it.
    if (inside) back();
  };
  element.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    const inside = isInside() || !ui.shadow.activeElement;
    element.remove();
    forget();
    if (inside) back();
  });
  // The Tab key leads on from where one came, not to what happens to follow in the page.
  element.addEventListener('keydown', ({ key, shiftKey }) => {
    const stops = /** @type {HTMLElement[]} */ ([...element.querySelectorAll('button, input')]).filter((each) => each.tabIndex === 0 && each.checkVisibility());
    const end = stops.at(shiftKey ? 0 : -1);
    if (key === 'Tab' && (!end || end === ui.shadow.activeElement)) close();
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
