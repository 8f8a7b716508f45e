/** A server that advises more than a day means never, and timers overflow soon after. */
const LONGEST = 86_400_000;

/**
 * What the server wants of us. The latest word counts, each field for itself, and
 * what is not of the right type was not said.
 */
export class Advice {
  /** @type {'retry'|'handshake'|'none'} */
  reconnect = 'retry';

  /**
   * @param {number} interval in milliseconds
   * @param {number} timeout in milliseconds
   */
  constructor(interval, timeout) {
    this.interval = interval;
    this.timeout = timeout;
  }

  /** @param {any} advice */
  take(advice) {
    if (!advice || typeof advice !== 'object') return;
    if (['retry', 'handshake', 'none'].includes(advice.reconnect)) this.reconnect = advice.reconnect;
    if (isTime(advice.interval)) this.interval = Math.min(advice.interval, LONGEST);
    if (isTime(advice.timeout)) this.timeout = Math.min(advice.timeout, LONGEST);
  }
}

/** @param {unknown} value */
const isTime = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
