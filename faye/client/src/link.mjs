import { Outbox } from './outbox.mjs';
import { localError } from './error.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./envelope.mjs').Envelope} Envelope
 * @typedef {import('./transports.mjs').Transport} Transport
 * @typedef {import('./transports.mjs').Transports} Transports
 *
 * Who owns the link.
 * @typedef {object} LinkOwner
 * @property {(envelope: Envelope, ready: () => void) => void} prepare
 * @property {(message: Message, envelope: Envelope|undefined) => void} receive
 * @property {(error: Error, lived: number) => void} down with how long it worked, in milliseconds
 * @property {() => void} up
 * @property {(envelope: Envelope) => void} overdue
 */

/** The way to the server: which transport there is, and what goes by it. */
export class Link {
  /** @type {Transport|null} */
  transport = null;
  outbox = new Outbox(() => this.flush());
  #scheduled = false;
  /** Raised when the link is closed: what was being opened is not wanted any more. */
  #epoch = 0;
  /** Whose messages may be sent; without a session they wait. @type {string|null} */
  clientId = null;
  /** When the server was last heard. */
  heard = 0;
  /** When it was first heard by this transport. */
  #since = 0;

  /**
   * @param {Transports} transports
   * @param {LinkOwner} owner
   */
  constructor(transports, owner) {
    this.transports = transports;
    this.owner = owner;
  }

  /** Finds a transport that opens. */
  async open() {
    let trouble = localError('network', 'There is no transport to the server that is not disabled');
    for (const type of this.transports.openers(this.clientId !== null)) {
      try {
        await this.#try(type);
        return;
      } catch (error) {
        trouble = /** @type {any} */ (error);
      }
    }
    throw trouble;
  }

  /**
   * Moves to a better transport if one opens, and tells whether one did.
   * @param {string[]|null} supported
   */
  async improve(supported) {
    const current = this.transport;
    if (!current) return false;
    for (const type of this.transports.better(current.type, supported)) {
      try {
        await this.#try(type);
        return true;
      } catch {
        // what we have still works
      }
    }
    return false;
  }

  /**
   * Gives up a transport that the server does not want after all.
   * @param {string[]|null} supported
   */
  agree(supported) {
    const type = this.transport?.type ?? '';
    if (!supported || type !== 'websocket' || supported.includes(type)) return;
    this.fail(localError('network', 'The server does not offer WebSockets'));
    this.transports.reject(type);
  }

  /** @param {string} type */
  async #try(type) {
    const before = this.transport;
    const epoch = this.#epoch;
    /** @type {Transport|undefined} */
    let made;
    try {
      made = this.transports.make(type, this.#carrier(() => /** @type {Transport} */ (made)), this.clientId, before);
      await made.open();
    } catch (error) {
      this.transports.failed(type, 0);
      throw error;
    }
    if (this.transport !== before || this.#epoch !== epoch) return made.close(); // given up meanwhile
    if (before && 'retire' in before && !('upstream' in made)) before.retire();
    this.transport = made;
  }

  /** Leaves a transport that may not carry a handshake, when one is due. */
  prepareHandshake() {
    const transport = this.transport;
    if (!transport || this.transports.shakesHands(transport.type)) return;
    this.transport = null;
    this.#since = 0;
    transport.close();
    for (const envelope of this.outbox.sent()) this.outbox.again(envelope);
  }

  /** @param {() => Transport} self */
  #carrier(self) {
    return {
      /** @param {any[]} messages */
      receive: (messages) => this.#receive(self().type, messages),
      /**
       * @param {Error} error
       * @param {string[]|null} ids
       */
      failed: (error, ids) => {
        const ours = this.transport === self() || (this.transport && 'upstream' in this.transport && this.transport.upstream === self());
        if (ours && (ids === null || ids.some((id) => this.outbox.has(id)))) this.fail(error);
      },
      /**
       * @param {string[]|null} ids
       * @param {Error} error
       */
      refused: (ids, error) => {
        for (const id of ids ?? this.outbox.largest()) this.outbox.take(id)?.fail(error);
      },
      ready: () => this.flush(),
    };
  }

  /**
   * @param {Envelope} envelope
   * @param {boolean} [first] before all that waits
   */
  post(envelope, first = false) {
    this.outbox.add(envelope, first);
    this.outbox.track(envelope);
    this.flush();
  }

  /**
   * Sends a message of the session itself, past all that waits.
   * @param {Envelope} envelope
   */
  direct(envelope) {
    this.outbox.track(envelope);
    this.#prepare(envelope, () => {
      if (!this.transport) return envelope.fail(localError('network', 'The connection was lost'));
      this.#send([envelope]);
    });
  }

  /** Sends what waits, once what is being done is done. */
  flush() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush() {
    if (!this.clientId || !this.transport) return;
    for (const envelope of this.outbox.fresh()) this.#prepare(envelope, () => this.flush());
    while (this.transport?.ready) {
      const batch = this.outbox.batch(this.clientId);
      if (batch.length === 0) return;
      this.#send(batch);
    }
  }

  /**
   * @param {Envelope} envelope
   * @param {() => void} ready
   */
  #prepare(envelope, ready) {
    envelope.stage = 'preparing';
    if ('clientId' in envelope.message) envelope.message.clientId = this.clientId ?? '';
    this.owner.prepare(envelope, () => {
      if (envelope.stage !== 'preparing') return;
      try {
        envelope.encode(this.clientId);
      } catch (error) {
        return envelope.fail(localError('invalid', 'The message cannot be written as JSON', error));
      }
      envelope.stage = 'ready';
      ready();
    });
  }

  /** @param {Envelope[]} envelopes */
  #send(envelopes) {
    const parcels = [];
    for (const envelope of envelopes) {
      envelope.stage = 'sent';
      envelope.sentAs = this.clientId;
      this.outbox.note(envelope);
      envelope.scheduler.send();
      clearTimeout(envelope.timer);
      envelope.timer = setTimeout(() => this.owner.overdue(envelope), envelope.scheduler.getTimeout() * 1000);
      parcels.push({ id: envelope.message.id ?? '', channel: envelope.wire.channel, json: envelope.encode(this.clientId) });
    }
    this.transport?.send(parcels);
  }

  /**
   * The way is cut. What belongs to the session's cycle fails, the rest waits.
   * @param {Error} error
   */
  fail(error) {
    const transport = this.transport;
    if (!transport) return;
    const lived = this.#since > 0 ? Date.now() - this.#since : 0;
    this.transport = null;
    this.#since = 0;
    this.transports.failed(transport.type, lived);
    transport.close();
    for (const envelope of this.outbox.sent()) {
      envelope.trouble = error;
      envelope.scheduler.fail();
      if (envelope.ofCycle) envelope.fail(error);
      else this.outbox.again(envelope);
    }
    this.owner.down(error, lived);
  }

  /**
   * Ends everything that waits.
   * @param {Error} error
   */
  close(error) {
    this.#epoch++;
    const transport = this.transport;
    this.transport = null;
    for (const envelope of this.outbox.all()) envelope.fail(error);
    transport?.close();
  }

  /**
   * @param {string} type
   * @param {any[]} messages
   */
  #receive(type, messages) {
    this.heard = Date.now();
    this.#since ||= this.heard;
    this.transports.worked(type);
    for (const message of messages) {
      if (!message || typeof message !== 'object' || Array.isArray(message)) continue;
      this.owner.receive(message, this.outbox.answered(message));
    }
    this.owner.up();
  }
}
