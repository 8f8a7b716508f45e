/** How servers write an error: a code, parameters between commas, words. */
const WIRE_ERROR = /^(\d{3}):([^:]*):([\s\S]*)$/;

/**
 * Why something was not done. `kind` says who said no:
 * - `refused`: the server, in its own words (`code`, `params`, `message`)
 * - `timeout`: time or attempts ran out
 * - `closed`: the client was disconnected, or the server told it to go away
 * - `dropped`: an extension swallowed the message, or failed
 * - `network`: the server could not be reached
 * - `full`: too many messages wait already
 * - `invalid`: the call made no sense, nothing was sent
 */
export class BayeuxError extends Error {
  /**
   * @param {string} kind
   * @param {number|null} code
   * @param {string[]} params
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(kind, code, params, message, cause) {
    super(message);
    this.name = 'BayeuxError';
    this.kind = kind;
    this.code = code;
    this.params = params;
    if (cause !== undefined) this.cause = cause;
  }

  toString() {
    return `${this.code}:${this.params.join(',')}:${this.message}`;
  }
}

/**
 * What a server's error string says. A string of another form is all message.
 * @param {unknown} text
 */
export function parseError(text) {
  const parts = WIRE_ERROR.exec(String(text ?? ''));
  if (!parts) return new BayeuxError('refused', null, [], String(text ?? ''));
  return new BayeuxError('refused', Number(parts[1]), parts[2].split(','), parts[3]);
}

/**
 * An error of this side of the wire.
 * @param {string} kind
 * @param {string} message
 * @param {unknown} [cause]
 */
export function localError(kind, message, cause) {
  return new BayeuxError(kind, null, [], message, cause);
}

/**
 * Hands an error that is the program's own to whoever watches for such, without
 * stopping what was under way.
 * @param {unknown} error
 */
export function report(error) {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else setTimeout(() => { throw error; }, 0);
}
