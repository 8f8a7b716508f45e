import { select } from './dialog.js';

const UNITS = /** @type {const} */ ([['minute', 60], ['hour', 3600], ['day', 86400]]);

/** So many seconds in words: 10 minutes. @param {import('./ui.js').Ui} ui @param {number} seconds */
export function spanOf(ui, seconds) {
  const [unit, size] = UNITS.findLast(([, length]) => seconds >= length) ?? ['second', 1];
  return new Intl.NumberFormat(ui.texts.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

/**
 * A choice of how long.
 * @param {import('./ui.js').Ui} ui
 * @param {string} none what none of them is called
 * @param {number[]} spans seconds
 * @param {number} value seconds; 0: none of them
 * @param {string} name for tests
 */
export function timeChoice(ui, none, spans, value, name) {
  const all = [...new Set([...spans, ...(value ? [value] : [])])].sort((a, b) => a - b);
  const field = select({ '': none, ...Object.fromEntries(all.map((span) => [`${span}s`, spanOf(ui, span)])) }, value ? `${value}s` : '', name);
  return {
    field,
    get seconds() {
      return parseInt(field.value, 10) || 0;
    },
    /** When it will have passed; empty: never. */
    get until() {
      return this.seconds ? new Date(ui.hub.clock.now() + this.seconds * 1000).toISOString() : '';
    },
  };
}
