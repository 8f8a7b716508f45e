import { Emitter } from './emitter.js';

/**
 * What brings live updates.
 *
 * @typedef {object} Subscriber
 * @property {(data: any) => void} message
 * @property {() => void} active what is published from now on arrives; called again after each gap
 * @property {(error: string) => void} refused
 *
 * @typedef {'stopped'|'connecting'|'up'|'down'|'refused'} LiveState refused: the server said not to come back
 *
 * @typedef {object} Live
 * @property {LiveState} state
 * @property {(name: string, listener: (detail: any) => void) => () => void} on emits `state`
 * @property {(channel: string, subscriber: Subscriber) => () => void} subscribe returns what ends it
 * @property {(channel: string, data: object) => void} publish says something that may be lost
 * @property {() => void} start
 * @property {() => void} stop
 * @property {() => void} restart a new session, for a new log-in
 * @property {() => void} wake the network or the window came back
 */

const INTERVAL = 5000;

/** Stands in when the server has no Bayeux endpoint: time to look, every 5 s.
 * @implements {Live} */
export class Ticker extends Emitter {
  /** @type {Set<Subscriber>} */
  #subscribers = new Set();
  #clock;
  #cancel = () => {};
  /** @type {LiveState} */
  state = 'stopped';

  /** @param {import('./types.js').Clock} clock */
  constructor(clock) {
    super();
    this.#clock = clock;
  }

  /**
   * @param {string} _channel
   * @param {Subscriber} subscriber
   */
  subscribe(_channel, subscriber) {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  publish() {}

  start() {
    this.#cancel();
    this.#cancel = this.#clock.after(INTERVAL, () => {
      this.wake();
      this.start();
    });
    this.#enter('up');
  }

  stop() {
    this.#cancel();
    this.#enter('stopped');
  }

  restart() {
    this.start();
    this.wake();
  }

  wake() {
    for (const subscriber of this.#subscribers) subscriber.active();
  }

  /** @param {LiveState} state */
  #enter(state) {
    if (state === this.state) return;
    this.state = state;
    this.emit('state', state);
  }
}
