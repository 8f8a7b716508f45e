import { DISCONNECT, HANDSHAKE, SUBSCRIBE } from './channel.mjs';
import { Deferred } from './deferred.mjs';
import { Envelope } from './envelope.mjs';
import { Incoming } from './incoming.mjs';
import { localError, report } from './error.mjs';
import { Extensions } from './extensions.mjs';
import { Link } from './link.mjs';
import { log } from './log.mjs';
import { Session } from './session.mjs';
import { Subscriber } from './subscriber.mjs';
import { Transports } from './transports.mjs';
import { after } from './timer.mjs';
import { watch } from './wake.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./advice.mjs').Advice} Advice
 * @typedef {import('./options.mjs').Settings} Settings
 * @typedef {import('./subscription.mjs').Subscription} Subscription
 */

/** How long an answer to anything but a connect may take, in seconds. */
const ANSWER_TIMEOUT = 30;
/** How long a farewell may take, in seconds, with what must go before it. */
const FAREWELL = 10;
/** A connection that was heard so many milliseconds ago needs no probe. */
const FRESH = 5000;

/** Joins the parts: who is told what, and what becomes of it. */
export class Core {
  extensions = new Extensions();
  connected = new Deferred();
  /** @type {Error|null} */
  #halted = null;
  /** @type {Deferred<void>|null} */
  #farewell = null;
  #up = /** @type {boolean|null} */ (null);
  #count = 0;
  #waiting = 0;
  /** @type {unknown} */
  #trouble = undefined;
  /** @type {(() => void)|null} */
  #unwatch = null;

  /**
   * @param {string|URL} endpoint
   * @param {Settings} settings
   * @param {Advice} advice
   * @param {{ emit: (type: string, ...args: any[]) => void, client: any }} owner
   */
  constructor(endpoint, settings, advice, owner) {
    this.settings = settings;
    this.advice = advice;
    this.owner = owner;
    this.transports = new Transports(endpoint, settings);
    this.link = new Link(this.transports, {
      prepare: (envelope, ready) => this.#prepare(envelope, ready),
      receive: (message, envelope) => this.incoming.take(message, envelope),
      overdue: (envelope) => this.#overdue(envelope),
      up: () => this.#turn(true),
      down: (error, lived) => {
        this.#down(error);
        this.session.cut(error, lived);
      },
    });
    this.session = new Session(this.link, advice, settings, {
      nextId: () => this.#nextId(),
      established: (reply) => this.#established(reply),
      lost: () => this.#lost(),
      unreachable: (error) => this.#down(error),
    });
    this.subscriber = new Subscriber({
      send: (message, done, first) => this.#send(message, {}, done, first),
      inSession: () => this.link.clientId !== null,
      emit: owner.emit,
    });
    this.incoming = new Incoming(this.extensions, advice, {
      note: (message) => this.#note(message),
      deliver: (message) => this.subscriber.channels.deliver(message),
      halt: (error) => this.#halt(error),
      lose: (clientId, message) => this.#lose(clientId, message),
      again: (envelope, error) => this.#again(envelope, error),
    });
  }

  get closed() {
    return this.#farewell !== null;
  }

  /** Why nothing can be sent, if so. */
  refusal() {
    if (this.closed) return localError('closed', 'The client has disconnected');
    return this.#halted;
  }

  /** Why nothing more can be published for now, if so. */
  crowded() {
    if (this.#waiting < this.settings.queue) return null;
    return localError('full', 'Too many messages wait for the server', this.#trouble);
  }

  /** Whoever asks for it may try again where the server said not to. */
  connect() {
    if (this.closed) {
      const refused = new Deferred();
      refused.setDeferredStatus('failed', this.refusal());
      return refused;
    }
    if (this.#halted) {
      this.#halted = null;
      this.advice.reconnect = 'retry';
      this.connected = new Deferred();
    }
    this.#start();
    return this.connected;
  }

  #start() {
    this.#unwatch ??= watch({
      woken: () => { if (Date.now() - this.link.heard > FRESH) this.session.probe(); },
      online: () => { this.transports.forgive(); this.session.probe(); },
      leaving: () => this.#leave(),
    });
    this.session.start();
  }

  /**
   * @param {string} name
   * @param {Subscription} subscription
   * @param {number} [from]
   */
  subscribe(name, subscription, from) {
    this.subscriber.add(name, subscription, from);
    this.#start();
  }

  /**
   * @param {string} name
   * @param {Subscription} [subscription]
   */
  unsubscribe(name, subscription) {
    const done = new Deferred();
    this.subscriber.remove(name, subscription, (error) => done.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined));
    return done;
  }

  /**
   * @param {string} channel
   * @param {any} data
   * @param {number|undefined} attempts
   * @param {number|undefined} deadline in seconds
   * @param {Deferred<any>} publication
   */
  publish(channel, data, attempts, deadline = this.settings.deadline, publication) {
    this.#waiting++;
    const at = Number.isFinite(deadline) ? Date.now() + deadline * 1000 : undefined;
    const envelope = this.#send({ channel, data, clientId: '' }, { attempts, deadline: at }, (error) => {
      this.#waiting--;
      clearTimeout(timer);
      publication.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined);
    }, false);
    const timer = after(() => {
      envelope.trouble ??= this.#trouble;
      envelope.giveUp();
    }, deadline);
    // Who stops waiting takes the message back.
    publication.errback(() => envelope.giveUp());
    this.#start();
  }

  disconnect() {
    if (this.#farewell) return this.#farewell;
    const farewell = this.#farewell = new Deferred();
    this.subscriber.close(localError('closed', 'The client has disconnected'));
    if (!this.link.clientId) {
      this.#end();
      farewell.setDeferredStatus('succeeded');
      return farewell;
    }
    const envelope = this.#send({ channel: DISCONNECT, clientId: '' }, {}, (error) => {
      clearTimeout(timer);
      this.#end();
      farewell.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined);
    }, false);
    const timer = after(() => envelope.giveUp(), FAREWELL);
    return farewell;
  }

  /** A page that goes has no time to wait for its turn. */
  #leave() {
    if (this.closed || this.transports.isDisabled('autodisconnect')) return;
    const { clientId } = this.link;
    this.#farewell = new Deferred();
    this.#farewell.setDeferredStatus('succeeded');
    this.subscriber.close(localError('closed', 'The page was left'));
    if (!clientId || !this.link.transport) return this.#end();
    const envelope = this.#envelope({ channel: DISCONNECT, clientId }, {}, () => {
      clearTimeout(timer);
      this.#end();
    });
    const timer = after(() => envelope.giveUp(), FAREWELL);
    this.link.direct(envelope);
  }

  /** Nothing may be left behind: no timer, no request, nobody who waits. */
  #end() {
    const error = localError('closed', 'The client has disconnected');
    this.session.stop();
    this.link.close(error);
    this.#unwatch?.();
    this.#unwatch = null;
    this.connected.setDeferredStatus('failed', error);
    log('info', 'disconnected');
  }

  /**
   * The server does not want us.
   * @param {Error} error
   */
  #halt(error) {
    if (this.closed || this.#halted) return;
    this.#halted = error;
    this.session.stop();
    this.subscriber.halt(error);
    this.link.close(error);
    this.#unwatch?.();
    this.#unwatch = null;
    this.connected.setDeferredStatus('failed', error);
    this.owner.emit('halted', error);
    log('warn', 'the server advised not to reconnect');
  }

  /** @param {Message} reply */
  #established(reply) {
    log('info', `session on ${this.link.transport?.type}`);
    this.#trouble = undefined;
    this.subscriber.established(this.settings.replay ? reply : { channel: HANDSHAKE });
    this.connected.setDeferredStatus('succeeded');
    this.link.flush();
  }

  #lost() {
    if (this.connected.settled && !this.closed) this.connected = new Deferred();
    log('info', 'session lost');
  }

  /** @param {unknown} error */
  #down(error) {
    this.#trouble = error;
    this.#turn(false);
  }

  /** @param {boolean} up */
  #turn(up) {
    if (this.#up === up) return;
    this.#up = up;
    log('info', up ? 'transport up' : 'transport down');
    this.owner.emit(up ? 'transport:up' : 'transport:down');
  }

  #nextId() {
    this.#count = (this.#count + 1) % 2 ** 32;
    return this.#count.toString(36);
  }

  /**
   * @param {Message} message
   * @param {{ attempts?: number, deadline?: number }} terms
   * @param {(error: any, reply?: Message) => void} done
   */
  #envelope(message, terms, done) {
    const whole = { timeout: ANSWER_TIMEOUT, interval: this.settings.retry / 1000, ...terms };
    return new Envelope({ ...message, id: this.#nextId() }, whole, done, this.settings.scheduler);
  }

  /**
   * @param {Message} message
   * @param {{ attempts?: number, deadline?: number }} terms
   * @param {(error: any, reply?: Message) => void} done
   * @param {boolean} first
   */
  #send(message, terms, done, first) {
    const envelope = this.#envelope(message, terms, done);
    this.link.post(envelope, first);
    return envelope;
  }

  /**
   * Extensions see a message once, however often it is sent.
   * @param {Envelope} envelope
   * @param {() => void} ready
   */
  #prepare(envelope, ready) {
    const { id } = envelope.message;
    this.extensions.run('outgoing', { ...envelope.message }, (wire, error) => {
      if (!wire) return envelope.fail(error);
      envelope.wire = { ...wire, id };
      if (wire.channel === SUBSCRIBE) this.subscriber.mark(envelope.wire);
      ready();
    });
  }

  /** @param {Envelope} envelope */
  #overdue(envelope) {
    const error = localError('network', 'The server did not answer in time');
    if (envelope.ofCycle) return this.link.fail(error);
    envelope.scheduler.fail();
    this.#again(envelope, error);
    this.session.probe();
  }

  /**
   * @param {Envelope} envelope
   * @param {Error} trouble
   */
  #again(envelope, trouble) {
    envelope.trouble = trouble;
    this.link.outbox.again(envelope);
    this.link.flush();
  }

  /** @param {Message} message */
  #note(message) {
    if (!this.subscriber.offered) return;
    try {
      const position = this.settings.position(message);
      if (typeof position === 'number') this.subscriber.channels.note(message, position);
    } catch (error) {
      report(error); // the program's own function
    }
  }

  /**
   * A late word about an earlier session does not end this one.
   * @param {string|null} clientId
   * @param {Message} message
   */
  #lose(clientId, message) {
    if (clientId === null || clientId !== this.link.clientId) return;
    this.session.lose(message);
    this.#lost();
  }
}
