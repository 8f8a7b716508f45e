/**
 * Decides how long and how often one message is tried. Programs may bring their
 * own by the `scheduler` option; its interval then takes the place of the backoff.
 */
export class Scheduler {
  attempts = 0;

  /**
   * @param {any} message
   * @param {{ timeout: number, interval: number, attempts?: number, deadline?: number }} options
   *   times in seconds, the deadline in milliseconds since 1970
   */
  constructor(message, options) {
    this.message = message;
    this.options = options;
  }

  getTimeout() { return this.options.timeout; }

  getInterval() { return this.options.interval; }

  isDeliverable() {
    const { attempts, deadline } = this.options;
    if (attempts !== undefined && this.attempts >= attempts) return false;
    return deadline === undefined || Date.now() <= deadline;
  }

  send() { this.attempts++; }

  succeed() {}

  fail() {}

  abort() {}
}
