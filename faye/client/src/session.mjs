import { Backoff } from './backoff.mjs';
import { BAYEUX_VERSION } from './version.mjs';
import { CONNECT, HANDSHAKE } from './channel.mjs';
import { Envelope } from './envelope.mjs';
import { parseError } from './error.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./advice.mjs').Advice} Advice
 * @typedef {import('./link.mjs').Link} Link
 * @typedef {import('./options.mjs').Settings} Settings
 *
 * @typedef {object} SessionOwner
 * @property {() => string} nextId
 * @property {(reply: Message) => void} established the server knows us
 * @property {() => void} lost the server does not know us any more
 * @property {(error: unknown) => void} unreachable
 */

/** A handshake is answered at once or not at all. */
const HANDSHAKE_TIMEOUT = 15;
/** So is a connect that asks whether the server is still there. */
const PROBE_TIMEOUT = 5;
/** A connect that is answered sooner than this, in milliseconds, was not held. */
const HELD = 100;

/** A link that has worked so many milliseconds was a good one. */
const STABLE = 10_000;
/** Longer than this, in milliseconds, no server keeps us waiting. */
const LONGEST_PAUSE = 3_600_000;
/** Why a connect was given up when nothing was wrong with it. */
const PROBED = Symbol('probed');

/** A server's no, and how long it wants us to wait. */
class Refusal {
  /** @param {Message} reply */
  constructor(reply) {
    this.error = parseError(reply.error);
    const { interval } = reply.advice ?? {};
    this.pause = typeof interval === 'number' && interval >= 0 ? Math.min(interval, LONGEST_PAUSE) : 0;
    this.reconnect = reply.advice?.reconnect;
  }
}

/**
 * The cycle of one session: a transport, a handshake, then one connect after the
 * other. Each step begins with whatever is missing.
 */
export class Session {
  /** @type {string[]|null} */
  supported = null;
  /** The cycle that is running; another one begins when this one was ended. @type {object|null} */
  #cycle = null;
  /** The last connect failed, or somebody wants to know: the next is answered at once. */
  #doubt = false;
  #hasty = 0;
  /** @type {(() => void)|null} */
  #wake = null;
  /** @type {((why: any) => void)|null} */
  #interrupt = null;
  /** Whether the pause is one between connects, and not one after a failure. */
  #resting = false;
  /** What ended such a pause. @type {Error|Refusal|null} */
  #broken = null;

  /**
   * @param {Link} link
   * @param {Advice} advice
   * @param {Settings} settings
   * @param {SessionOwner} owner
   */
  constructor(link, advice, settings, owner) {
    this.link = link;
    this.advice = advice;
    this.settings = settings;
    this.owner = owner;
    this.troubles = new Backoff(settings.retry, settings.maxRetry);
    this.losses = new Backoff(settings.retry, settings.maxRetry);
  }

  get running() {
    return this.#cycle !== null;
  }

  /** Begins the cycle, unless it runs. */
  start() {
    if (this.#cycle) return;
    this.#cycle = {};
    this.#run(this.#cycle);
  }

  /** Ends the cycle after what it is doing now. */
  stop() {
    this.#cycle = null;
    this.link.clientId = null;
    this.#wake?.();
    this.#interrupt?.(PROBED);
  }

  /**
   * The link was cut. Whoever waits for an answer knows; a pause does not.
   * @param {Error} error
   * @param {number} lived in milliseconds
   */
  cut(error, lived) {
    // One that breaks as soon as it works is in as much trouble as one that does not work.
    if (lived > STABLE) this.troubles.reset();
    this.#rouse(error);
  }

  /**
   * Ends a pause between connects, which is of no use any more.
   * @param {Error|Refusal} why
   */
  #rouse(why) {
    if (!this.#resting || !this.#wake) return;
    this.#broken = why;
    this.#wake();
  }

  /** Asks the server whether it is there, now, and not when a timer says so. */
  probe() {
    this.#doubt = true;
    this.#wake?.();
    this.#interrupt?.(PROBED);
  }

  /**
   * The server has forgotten us, as it said in answer to something else.
   * @param {Message} message
   */
  lose(message) {
    this.link.clientId = null;
    const refusal = new Refusal(message);
    this.#interrupt?.(refusal);
    this.#rouse(refusal);
  }

  /** @param {object} cycle */
  async #run(cycle) {
    let pause = 0;
    while (this.#cycle === cycle) {
      if (pause > 0) await this.#sleep(pause);
      if (this.#cycle !== cycle) return;
      pause = this.#broken === null ? await this.#step(cycle) : this.#recover(this.#broken);
    }
  }

  /**
   * @param {number} pause
   * @returns {Promise<void>}
   */
  #sleep(pause) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), pause);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  /**
   * Returns how long to wait before the next one.
   * @param {object} cycle
   */
  async #step(cycle) {
    try {
      if (!this.link.clientId) this.link.prepareHandshake();
      if (!this.link.transport) {
        await this.link.open();
        this.#doubt = true;
      }
      if (this.#cycle !== cycle) return 0;
      if (!this.link.clientId) await this.#handshake(cycle);
      // That it opens is not yet that it works.
      if (await this.link.improve(this.supported)) this.#doubt = true;
      if (this.#cycle !== cycle || !this.link.clientId) return 0;
      return await this.#connect();
    } catch (error) {
      return this.#recover(error);
    }
  }

  /** @param {object} cycle */
  async #handshake(cycle) {
    const reply = await this.#exchange({
      channel: HANDSHAKE,
      version: BAYEUX_VERSION,
      supportedConnectionTypes: this.link.transports.names(),
    }, HANDSHAKE_TIMEOUT);
    if (this.#cycle !== cycle) return;
    if (!reply.successful || typeof reply.clientId !== 'string') throw new Refusal(reply);
    this.link.clientId = reply.clientId;
    this.#doubt = false;
    this.supported = Array.isArray(reply.supportedConnectionTypes) ? reply.supportedConnectionTypes : null;
    // An advice that was true of the last session is not of this one.
    if (this.advice.reconnect === 'handshake') this.advice.reconnect = 'retry';
    this.owner.established(reply);
    this.link.agree(this.supported);
  }

  async #connect() {
    const began = Date.now();
    this.#resting = false;
    const probing = this.#doubt;
    this.#doubt = false;
    const reply = await this.#exchange({
      channel: CONNECT,
      clientId: this.link.clientId ?? '',
      connectionType: this.#connectionType(),
      ...(probing ? { advice: { timeout: 0 } } : {}),
    }, probing ? PROBE_TIMEOUT : this.#patience());
    if (!reply.successful || reply.advice?.reconnect === 'handshake') throw this.#refused(new Refusal(reply));
    this.losses.reset();
    this.#resting = true;
    return probing ? 0 : this.advice.interval + this.#haste(Date.now() - began);
  }

  /**
   * Whether the session is over or only this connect: the advice says so, or the code.
   * @param {Refusal} refusal
   */
  #refused(refusal) {
    const over = refusal.reconnect === 'handshake' || (!refusal.reconnect && [401, 402].includes(refusal.error.code ?? 0));
    if (over) {
      this.link.clientId = null;
      this.owner.lost();
    }
    return refusal;
  }

  /**
   * A server that holds no connect and advises no pause would be asked without end.
   * @param {number} took in milliseconds
   */
  #haste(took) {
    this.#hasty = took < HELD && this.advice.interval < HELD ? this.#hasty + 1 : 0;
    return this.#hasty <= 5 ? 0 : Math.min(10_000, 100 * 2 ** Math.min(this.#hasty - 6, 10));
  }

  /** How long a held connect may take, in seconds. */
  #patience() {
    const held = this.advice.timeout || this.settings.retry;
    return Math.max(1.2 * held, held + PROBE_TIMEOUT * 1000) / 1000;
  }

  /** Servers of one kind of polling are content with its name. */
  #connectionType() {
    const type = this.link.transport?.type ?? '';
    const foreign = type === 'cross-origin-long-polling' && this.supported !== null && !this.supported.includes(type);
    return foreign ? 'long-polling' : type;
  }

  /**
   * @param {Message} message
   * @param {number} seconds
   * @returns {Promise<Message>}
   */
  async #exchange(message, seconds) {
    /** @type {Envelope|undefined} */
    let envelope;
    try {
      return await new Promise((resolve, reject) => {
        this.#interrupt = message.channel === CONNECT ? reject : null;
        envelope = new Envelope({ ...message, id: this.owner.nextId() }, { timeout: seconds, interval: 0 },
          (error, reply) => (reply ? resolve(reply) : reject(error)));
        this.link.direct(envelope);
        this.link.flush();
      });
    } finally {
      this.#interrupt = null;
      envelope?.forget();
    }
  }

  /** @param {unknown} error */
  #recover(error) {
    this.#resting = false;
    this.#broken = null;
    if (error === PROBED) return 0;
    // A refusal comes from a server that is well. The interval that was advised for connects
    // is not meant here: with an event stream it is most of a minute.
    if (error instanceof Refusal) return Math.max(error.pause, this.losses.next());
    this.#doubt = true;
    if (!this.link.transport) this.owner.unreachable(error);
    return (this.settings.scheduler && this.link.outbox.interval()) ?? this.troubles.next();
  }
}
