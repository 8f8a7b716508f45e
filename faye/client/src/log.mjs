import { report } from './error.mjs';

/** @typedef {((line: string) => void)|Record<string, (line: string) => void>|null} Logger */

/** Where the library says what it does; whoever debugs sets it. Nobody by default. */
export const logging = { logger: /** @type {Logger} */ (null) };

/**
 * Data, ids and `ext` stay out of it: they hold what others must not read.
 * @param {'info'|'warn'} level
 * @param {string} line
 */
export function log(level, line) {
  const { logger } = logging;
  try {
    if (typeof logger === 'function') logger(line);
    else logger?.[level]?.(line);
  } catch (error) {
    report(error);
  }
}
