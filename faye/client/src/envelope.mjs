import { CONNECT, HANDSHAKE } from './channel.mjs';
import { localError } from './error.mjs';
import { Scheduler } from './scheduler.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {'new'|'preparing'|'ready'|'sent'|'done'} Stage
 */

/** One message on its way: as the program meant it, as it is sent, and who waits. */
export class Envelope {
  /** @type {Stage} */
  stage = 'new';
  /** The message as the extensions left it. @type {Message} */
  wire;
  /** How often the server had forgotten us when this came. */
  losses = 0;
  /** The session that it was sent for. @type {string|null} */
  sentAs = null;
  /** Why it was last not delivered. @type {unknown} */
  trouble = undefined;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  timer = undefined;
  /** Told once, when it is over. @type {(() => void)|undefined} */
  onend = undefined;

  /**
   * @param {Message} message
   * @param {{ timeout: number, interval: number, attempts?: number, deadline?: number }} terms
   * @param {(error: any, reply?: Message) => void} done called once
   * @param {typeof Scheduler} [Kind]
   */
  constructor(message, terms, done, Kind = Scheduler) {
    this.message = message;
    this.wire = message;
    this.done = done;
    this.scheduler = new Kind(message, terms);
  }

  /** Whether it belongs to the session's own cycle: if it fails, another one follows. */
  get ofCycle() {
    return [HANDSHAKE, CONNECT].includes(this.message.channel);
  }

  /**
   * Encoded when it is sent, for the session may be another than when it was made.
   * @param {string|null} clientId
   */
  encode(clientId) {
    const wire = 'clientId' in this.wire && clientId ? { ...this.wire, clientId } : this.wire;
    return JSON.stringify(wire);
  }

  /** @param {Message} reply */
  answer(reply) {
    if (!this.#end()) return;
    this.scheduler.succeed();
    this.done(null, reply);
  }

  /** @param {unknown} error */
  fail(error) {
    if (!this.#end()) return;
    this.scheduler.abort();
    this.done(error);
  }

  /** Gives up, with what went wrong last as the cause. */
  giveUp() {
    this.fail(localError('timeout', 'The message could not be delivered in time', this.trouble));
  }

  /** Ends it without telling who waits: somebody else will. */
  forget() {
    this.#end();
  }

  #end() {
    if (this.stage === 'done') return false;
    this.stage = 'done';
    clearTimeout(this.timer);
    this.onend?.();
    return true;
  }
}
