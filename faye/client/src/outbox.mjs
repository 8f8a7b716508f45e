import { isMeta } from './channel.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./envelope.mjs').Envelope} Envelope
 */

/** One request carries at most so many messages, and about so many characters. */
const MOST_MESSAGES = 50;
const MOST_CHARACTERS = 32_768;

/** What waits to be sent, in the order in which it came, and what was sent and not answered. */
export class Outbox {
  /** @type {Envelope[]} */
  #waiting = [];
  /** @type {Map<string, Envelope>} */
  #sent = new Map();

  /** @param {() => void} freed called when something does not hold up those behind it any more */
  constructor(freed) {
    this.freed = freed;
  }

  /**
   * @param {Envelope} envelope
   * @param {boolean} first before all that waits
   */
  add(envelope, first) {
    if (first) this.#waiting.unshift(envelope);
    else this.#waiting.push(envelope);
  }

  /** Forgets a message as soon as it is over, whoever ends it. @param {Envelope} envelope */
  track(envelope) {
    envelope.onend = () => {
      this.#sent.delete(idOf(envelope));
      const at = this.#waiting.indexOf(envelope);
      if (at >= 0) this.#waiting.splice(at, 1);
      if (at === 0) this.freed();
    };
  }

  /** Those that the extensions have not seen. */
  fresh() {
    return this.#waiting.filter((envelope) => envelope.stage === 'new');
  }

  /** All that was sent. */
  sent() {
    return [...this.#sent.values()];
  }

  all() {
    return [...this.#sent.values(), ...this.#waiting];
  }

  /**
   * Takes the first messages that are ready; one that is not holds up those behind it.
   * @param {string|null} clientId
   */
  batch(clientId) {
    const batch = [];
    let size = 0;
    while (batch.length < MOST_MESSAGES && this.#waiting[0]?.stage === 'ready') {
      const envelope = this.#waiting[0];
      if (!envelope.scheduler.isDeliverable()) {
        envelope.giveUp();
        continue;
      }
      size += envelope.encode(clientId).length;
      if (batch.length > 0 && size > MOST_CHARACTERS) break;
      batch.push(envelope);
      this.#waiting.shift();
    }
    return batch;
  }

  /** @param {Envelope} envelope */
  note(envelope) {
    this.#sent.set(idOf(envelope), envelope);
  }

  /**
   * Takes a message back to where it was among those that wait.
   * @param {Envelope} envelope
   */
  again(envelope) {
    if (envelope.stage !== 'sent') return;
    clearTimeout(envelope.timer);
    this.#sent.delete(idOf(envelope));
    if (!envelope.scheduler.isDeliverable()) return envelope.giveUp();
    envelope.stage = 'ready';
    const later = this.#waiting.findIndex((other) => order(other) > order(envelope));
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, envelope);
  }

  /** @param {string} id */
  has(id) {
    return this.#sent.has(id);
  }

  /**
   * The message that this one answers. Nobody else's word settles anything: id and
   * channel must both be right.
   * @param {Message} message
   */
  answered(message) {
    if (typeof message.successful !== 'boolean') return undefined;
    const envelope = this.#sent.get(String(message.id));
    return envelope?.wire.channel === message.channel ? this.take(String(message.id)) : undefined;
  }

  /** @param {string} id */
  take(id) {
    const envelope = this.#sent.get(id);
    this.#sent.delete(id);
    clearTimeout(envelope?.timer);
    return envelope;
  }

  /** What the server means when it says that a message is too big, and not which. */
  largest() {
    const sizes = this.sent().filter((e) => !isMeta(e.wire.channel)).map((e) => ({ id: idOf(e), size: e.encode(null).length }));
    return sizes.sort((a, b) => b.size - a.size).slice(0, 1).map(({ id }) => id);
  }

  /** How long a program's own scheduler would wait, in milliseconds. */
  interval() {
    const seconds = this.#waiting.map((e) => e.scheduler.getInterval()).filter((n) => n >= 0);
    return seconds.length > 0 ? Math.min(...seconds) * 1000 : null;
  }
}

/** @param {Envelope} envelope */
const idOf = (envelope) => envelope.message.id ?? '';

/** @param {Envelope} envelope */
const order = (envelope) => parseInt(idOf(envelope), 36);
