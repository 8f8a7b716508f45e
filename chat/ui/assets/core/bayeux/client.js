import { Backoff } from '../backoff.js';
import { Emitter } from '../emitter.js';
import { Session } from './session.js';

/** @typedef {import('../live.js').Live} Live */

/** A session that ends sooner than this does not count as one that worked. */
const EARLY = 5000;

/**
 * Keeps a Bayeux session: opens the next one when one ends, over the first
 * transport that works, and subscribes anew each time.
 *
 * Emits `state` with a LiveState.
 * @implements {Live}
 */
export class BayeuxClient extends Emitter {
  #openers;
  #clock;
  #backoff;
  /** @type {Map<string, Set<import('../live.js').Subscriber>>} */
  #channels = new Map();
  /** @type {Session|null} */
  #session = null;
  #preferred = 0;
  /** @type {number|null} */
  #upAt = null;
  #cancelRetry = () => {};
  /** @type {import('../live.js').LiveState} */
  state = 'stopped';

  /**
   * @param {import('./frame.js').Opener[]} openers the best one first
   * @param {import('../types.js').Clock} clock
   */
  constructor(openers, clock) {
    super();
    this.#openers = openers;
    this.#clock = clock;
    this.#backoff = new Backoff(clock.random);
  }

  start() {
    if (this.state !== 'stopped' && this.state !== 'refused') return;
    this.#enter('connecting');
    this.#open();
  }

  stop() {
    this.#enter('stopped');
    this.#drop();
  }

  restart() {
    this.#drop();
    this.#preferred = 0;
    this.#backoff.reset();
    this.#enter('connecting');
    this.#open();
  }

  /** Now is a good time to look: reconnects at once, or checks the connection. */
  wake() {
    if (this.state === 'up') this.#session?.probe([...this.#channels.keys()]);
    if (this.state === 'down' && !this.#session) this.#open();
  }

  /**
   * @param {string} channel
   * @param {import('../live.js').Subscriber} subscriber
   */
  subscribe(channel, subscriber) {
    const all = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, all.add(subscriber));
    if (this.state === 'up') this.#session?.subscribe([channel]);
    return () => {
      all.delete(subscriber);
      if (all.size > 0 || this.#channels.get(channel) !== all) return;
      this.#channels.delete(channel);
      this.#session?.unsubscribe(channel);
    };
  }

  /** Says something to the server, unless there is no connection. @param {string} channel @param {object} data */
  publish(channel, data) {
    this.#session?.publish(channel, data);
  }

  #open() {
    this.#cancelRetry();
    this.#upAt = null;
    const session = new Session(this.#clock, {
      up: () => this.#whenUp(session),
      message: (channel, data) => this.#tell(channel, (subscriber) => subscriber.message(data)),
      subscribed: (channel) => this.#tell(channel, (subscriber) => subscriber.active()),
      denied: (channel, error) => this.#tell(channel, (subscriber) => subscriber.refused(error)),
      ended: (reason) => this.#whenEnded(session, reason),
    });
    this.#session = session;
    void session.open(this.#openers[this.#preferred]);
  }

  #drop() {
    this.#cancelRetry();
    const session = this.#session;
    this.#session = null;
    session?.close();
  }

  /** @param {Session} session */
  #whenUp(session) {
    this.#upAt = this.#clock.now();
    session.subscribe([...this.#channels.keys()]);
    this.#enter('up');
  }

  /**
   * @param {Session} session
   * @param {import('./session.js').Reason} reason
   */
  #whenEnded(session, reason) {
    if (session !== this.#session) return;
    this.#session = null;
    if (reason === 'refused') return this.#enter('refused');
    const worked = this.#upAt !== null;
    const lasted = this.#upAt !== null && this.#clock.now() - this.#upAt >= EARLY;
    if (lasted) this.#backoff.reset();
    const delay = this.#delay(reason, worked, lasted);
    this.#enter(this.state === 'connecting' && delay === 0 ? 'connecting' : 'down');
    this.#cancelRetry = this.#clock.after(delay, () => this.#open());
  }

  /**
   * Chooses the transport of the next session and how long to wait for it. One
   * that failed early gives way to the next transport at once; when all of them
   * failed it is the server that is away, and the best one has its turn again.
   * @param {import('./session.js').Reason} reason
   * @param {boolean} worked
   * @param {boolean} lasted
   */
  #delay(reason, worked, lasted) {
    if (reason === 'expired') return lasted ? 0 : this.#backoff.next();
    const another = !lasted && this.#preferred + 1 < this.#openers.length;
    this.#preferred = another ? this.#preferred + 1 : 0;
    return another && !worked ? 0 : this.#backoff.next();
  }

  /**
   * @param {string} channel
   * @param {(subscriber: import('../live.js').Subscriber) => void} say
   */
  #tell(channel, say) {
    for (const subscriber of [...(this.#channels.get(channel) ?? [])]) say(subscriber);
  }

  /** @param {import('../live.js').LiveState} state */
  #enter(state) {
    if (state === this.state) return;
    this.state = state;
    this.emit('state', state);
  }
}
