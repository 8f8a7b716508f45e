import { SUBSCRIBE, UNSUBSCRIBE } from './channel.mjs';
import { Channels } from './channels.mjs';
import { BayeuxError, localError } from './error.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./channels.mjs').Channel} Channel
 * @typedef {import('./envelope.mjs').Envelope} Envelope
 * @typedef {import('./subscription.mjs').Subscription} Subscription
 *
 * @typedef {object} SubscriberOwner
 * @property {(message: Message, done: (error: any, reply?: Message) => void, first: boolean) => Envelope} send
 * @property {() => boolean} inSession
 * @property {(type: string, ...args: any[]) => void} emit
 */

/** After so many failures the pause between attempts grows no more. */
const MOST_DOUBLINGS = 6;

/** Keeps the server's subscriptions what the program's are. */
export class Subscriber {
  channels = new Channels();
  /** Whether the server replays. */
  offered = false;
  /** @type {Set<Envelope>} */
  #goodbyes = new Set();

  /** @param {SubscriberOwner} owner */
  constructor(owner) {
    this.owner = owner;
  }

  /**
   * @param {string} name
   * @param {Subscription} subscription
   * @param {number} [from] counts for the first one on a channel only
   */
  add(name, subscription, from) {
    const channel = this.channels.open(name);
    if (from !== undefined && channel.listeners.size === 0) channel.from = from;
    channel.listeners.add(subscription);
    if (channel.granted) subscription.setDeferredStatus('succeeded');
    else if (!channel.asking) this.#ask(channel, false);
  }

  /**
   * @param {string} name
   * @param {Subscription|undefined} subscription all of them, when absent
   * @param {(error: any) => void} done
   */
  remove(name, subscription, done) {
    const channel = this.channels.get(name);
    const gone = [...channel?.listeners ?? []].filter((s) => subscription === undefined || s === subscription);
    for (const each of gone) {
      channel?.listeners.delete(each);
      each.setDeferredStatus('failed', localError('closed', 'The subscription was cancelled'));
    }
    if (!channel || channel.listeners.size > 0) return done(null);
    this.channels.drop(channel);
    const known = channel.granted || channel.asking?.stage === 'sent';
    channel.asking?.forget();
    channel.asking = null;
    if (!known || !this.owner.inSession()) return done(null);
    this.#goodbye(name, done);
  }

  /**
   * @param {string} name
   * @param {(error: any) => void} done
   */
  #goodbye(name, done) {
    const envelope = this.owner.send({ channel: UNSUBSCRIBE, clientId: '', subscription: name }, (error) => {
      this.#goodbyes.delete(envelope);
      done(error);
    }, false);
    this.#goodbyes.add(envelope);
  }

  /**
   * A new session knows nothing: what was asked of the last one is void.
   * @param {Message} reply
   */
  established(reply) {
    this.offered = Boolean(reply.ext?.replay);
    for (const envelope of [...this.#goodbyes]) envelope.answer({ channel: UNSUBSCRIBE, successful: true });
    for (const channel of this.channels.all().reverse()) {
      clearTimeout(channel.timer);
      channel.asking?.forget();
      this.#ask(channel, true);
    }
  }

  /**
   * Ends what waits for an answer; what was granted before comes back when the
   * program connects again.
   * @param {Error} error
   */
  halt(error) {
    for (const channel of this.channels.all()) {
      clearTimeout(channel.timer);
      channel.asking?.forget();
      channel.asking = null;
      if (!channel.granted) this.#fail(channel, error);
    }
  }

  /** @param {Error} error */
  close(error) {
    for (const channel of this.channels.all()) {
      channel.asking?.forget();
      this.#fail(channel, error);
    }
  }

  /**
   * What a subscribe says about replaying, unless an extension has said it.
   * @param {Message} wire
   */
  mark(wire) {
    const channel = this.channels.get(wire.subscription);
    if (!this.offered || !channel || wire.ext?.replay !== undefined) return;
    wire.ext = { ...wire.ext, replay: channel.replay() };
  }

  /**
   * @param {Channel} channel
   * @param {boolean} first
   */
  #ask(channel, first) {
    const message = { channel: SUBSCRIBE, clientId: '', subscription: channel.name };
    const envelope = this.owner.send(message, (error, reply) => {
      if (channel.asking !== envelope) return;
      channel.asking = null;
      if (error) this.#refused(channel, error);
      else this.#granted(channel, /** @type {Message} */ (reply));
    }, first);
    channel.asking = envelope;
  }

  /**
   * @param {Channel} channel
   * @param {Message} reply
   */
  #granted(channel, reply) {
    const missed = channel.granted && !(this.offered && channel.placed);
    channel.granted = true;
    channel.failures = 0;
    const resets = this.offered ? this.channels.settle(channel, reply) : [];
    for (const reset of resets) this.owner.emit('gap', reset.channel, reset.head);
    if (missed && resets.length === 0) this.owner.emit('gap', channel.name, null);
    for (const subscription of channel.listeners) subscription.setDeferredStatus('succeeded');
  }

  /**
   * A server that is in trouble has not said no to who was subscribed before.
   * @param {Channel} channel
   * @param {any} error
   */
  #refused(channel, error) {
    if (this.offered && error.code === 400 && channel.restart()) {
      // Who was subscribed before hears of the gap with the answer.
      if (!channel.granted) this.owner.emit('gap', channel.name, null);
      return this.#ask(channel, false);
    }
    const final = error.kind === 'closed' || (error instanceof BayeuxError && error.code !== null && error.code < 500);
    if (!channel.granted || final) {
      const lost = channel.granted;
      this.#fail(channel, error);
      if (lost && error.kind !== 'closed') this.owner.emit('subscription:lost', channel.name, error);
      return;
    }
    const pause = 1000 * 2 ** Math.min(channel.failures++, MOST_DOUBLINGS);
    channel.timer = setTimeout(() => this.#ask(channel, false), pause * (0.5 + Math.random() / 2));
  }

  /**
   * @param {Channel} channel
   * @param {Error} error
   */
  #fail(channel, error) {
    this.channels.drop(channel);
    for (const subscription of channel.listeners) subscription.setDeferredStatus('failed', error);
  }
}
