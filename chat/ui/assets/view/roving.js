/**
 * Makes the rows of a list one stop of the Tab key, and lets the arrow keys move
 * between them.
 *
 * @param {HTMLElement} list
 * @param {string} selector of the rows
 * @param {(row: HTMLElement, key: string) => boolean} pressed another key on a row; true: it was of use
 */
export function roving(list, selector, pressed) {
  const rows = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(selector)]);
  /** @type {Element|null} */
  let current = null;

  list.addEventListener('focusin', (event) => {
    current = /** @type {Element} */ (event.target).closest(selector);
    refresh();
  });
  list.addEventListener('keydown', (event) => {
    const row = /** @type {HTMLElement} */ (event.target);
    if (!row.matches(selector) || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = target(rows(), row, event.key);
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
    if (next || pressed(row, event.key)) event.preventDefault();
  });

  /** After rows came or went: the last one is the way in, unless one was chosen. */
  function refresh() {
    const all = rows();
    if (!current?.isConnected) current = all.at(-1) ?? null;
    for (const row of all) row.tabIndex = row === current ? 0 : -1;
  }
  return { refresh };
}

/** The arrow keys go from one to the next. @param {KeyboardEvent} event @param {HTMLElement[]} stops */
export function walk(event, stops) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
  if (!step || at < 0 || event.altKey || event.isComposing) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
}

/**
 * @param {HTMLElement[]} rows
 * @param {HTMLElement} row
 * @param {string} key
 */
function target(rows, row, key) {
  const at = rows.indexOf(row);
  switch (key) {
    case 'ArrowUp': return rows[Math.max(0, at - 1)];
    case 'ArrowDown': return rows[Math.min(rows.length - 1, at + 1)];
    case 'Home': return rows[0];
    case 'End': return rows.at(-1);
    default: return undefined;
  }
}
