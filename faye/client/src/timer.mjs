/** A timer of more milliseconds than this fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls fn after so many seconds; never, when that is longer than timers can be.
 * @param {() => void} fn
 * @param {number} seconds
 */
export function after(fn, seconds) {
  return seconds * 1000 <= LONGEST_TIMER ? setTimeout(fn, seconds * 1000) : undefined;
}
