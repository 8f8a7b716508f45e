const REPLY_PATIENCE = 10_000;
const PROBE_PATIENCE = 5000;
const DEFAULT_TIMEOUT = 45_000;
const LONGEST_TIMEOUT = 600_000;
const LONGEST_INTERVAL = 300_000;

/**
 * Why a session ended. `lost`: try again; `expired`: the server asks for a new
 * handshake; `refused`: it asks not to come back; `closed`: by us.
 * @typedef {'lost'|'expired'|'refused'|'closed'} Reason
 *
 * @typedef {object} Events
 * @property {() => void} up
 * @property {(channel: string, data: any) => void} message
 * @property {(channel: string) => void} subscribed
 * @property {(channel: string, error: string) => void} denied
 * @property {(reason: Reason) => void} ended once, and the last one
 */

/**
 * One Bayeux session over one transport: handshake, then one /meta/connect after
 * the other, until the first thing goes wrong. It never mends itself.
 */
export class Session {
  #clock;
  #events;
  /** @type {import('./frame.js').Transport|null} */
  #transport = null;
  #clientId = '';
  #lastId = 0;
  /** @type {Map<string, {replied: (reply: import('./frame.js').BayeuxMessage) => void, cancel: () => void}>} */
  #waiting = new Map();
  #advice = { reconnect: 'retry', interval: 0, timeout: DEFAULT_TIMEOUT };
  #cancelConnect = () => {};
  #ended = false;
  #up = false;

  /**
   * @param {import('../types.js').Clock} clock
   * @param {Events} events
   */
  constructor(clock, events) {
    this.#clock = clock;
    this.#events = events;
  }

  /** @param {import('./frame.js').Opener} opener */
  async open(opener) {
    try {
      const transport = await opener({
        messages: (messages) => this.#receive(messages),
        closed: () => this.#end('lost'),
      });
      this.#transport = transport;
    } catch {
      this.#end('lost');
    }
    if (this.#ended) this.#transport?.close([]);
    else this.#handshake();
  }

  /** Asks for these channels; each is answered by subscribed or denied.
   * @param {string[]} channels */
  subscribe(channels) {
    if (this.#clientId && channels.length > 0) this.#send(this.#subscriptions(channels, REPLY_PATIENCE, true));
  }

  /** @param {string} channel */
  unsubscribe(channel) {
    if (this.#clientId) this.#send([this.#request({ channel: '/meta/unsubscribe', subscription: channel })]);
  }

  /** Says something to the server, which may be lost. @param {string} channel @param {object} data */
  publish(channel, data) {
    if (this.#up) this.#send([this.#request({ channel, data })]);
  }

  /** Finds out soon whether the other end is still there, by asking for what we have.
   * @param {string[]} channels */
  probe(channels) {
    if (this.#up && channels.length > 0) this.#send(this.#subscriptions(channels.slice(0, 1), PROBE_PATIENCE, false));
  }

  close() {
    this.#end('closed');
  }

  #handshake() {
    const supportedConnectionTypes = ['websocket', 'long-polling'];
    this.#send([this.#request({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes }, REPLY_PATIENCE, (reply) => {
      if (!reply.successful || !reply.clientId) return this.#end(this.#advice.reconnect === 'none' ? 'refused' : 'lost');
      this.#clientId = reply.clientId;
      this.#connect({ timeout: 0 }, REPLY_PATIENCE);
    })]);
  }

  /** The first one is answered at once and says that the session works.
   * @param {{timeout: number}} [advice]
   * @param {number} [patience] */
  #connect(advice, patience = this.#advice.timeout * 1.2 + 5000) {
    const message = { channel: '/meta/connect', connectionType: this.#transport?.type, ...(advice && { advice }) };
    this.#send([this.#request(message, patience, (reply) => this.#connected(reply))]);
  }

  /** @param {import('./frame.js').BayeuxMessage} reply */
  #connected(reply) {
    const { reconnect, interval } = this.#advice;
    if (reconnect === 'none' || interval < 0) return this.#end('refused');
    if (reconnect === 'handshake') return this.#end('expired');
    if (!reply.successful) return this.#end('lost');
    if (!this.#up) {
      this.#up = true;
      this.#events.up();
    }
    if (!this.#ended) this.#cancelConnect = this.#clock.after(interval, () => this.#connect());
  }

  /**
   * @param {string[]} channels
   * @param {number} patience
   * @param {boolean} tell
   */
  #subscriptions(channels, patience, tell) {
    return channels.map((subscription) => this.#request({ channel: '/meta/subscribe', subscription }, patience, (reply) => {
      if (reply.advice?.reconnect === 'handshake') return this.#end('expired');
      if (reply.successful && tell) this.#events.subscribed(subscription);
      if (!reply.successful) this.#events.denied(subscription, reply.error ?? '');
    }));
  }

  /** Numbers a message; when the answer is late, the session is lost.
   * @param {object} message
   * @param {number} patience
   * @param {(reply: import('./frame.js').BayeuxMessage) => void} replied */
  #request(message, patience = REPLY_PATIENCE, replied = () => {}) {
    const id = String(++this.#lastId);
    const cancel = this.#clock.after(patience, () => this.#end('lost'));
    this.#waiting.set(id, { replied, cancel });
    return { ...message, id, ...(this.#clientId && { clientId: this.#clientId }) };
  }

  /** @param {object[]} messages */
  #send(messages) {
    if (!this.#ended) this.#transport?.send(messages);
  }

  /** Answers and deliveries come in any order and number.
   * @param {import('./frame.js').BayeuxMessage[]} messages */
  #receive(messages) {
    for (const message of messages) {
      if (this.#ended) return;
      if (message.channel.startsWith('/meta/') || message.successful !== undefined) this.#reply(message);
      else if (message.data !== undefined) this.#events.message(message.channel, message.data);
    }
  }

  /** @param {import('./frame.js').BayeuxMessage} message */
  #reply(message) {
    if (message.advice) this.#heed(message.advice);
    const waiting = this.#waiting.get(String(message.id));
    if (!waiting) return;
    this.#waiting.delete(String(message.id));
    waiting.cancel();
    waiting.replied(message);
  }

  /** @param {{reconnect?: any, interval?: any, timeout?: any}} advice */
  #heed({ reconnect, interval, timeout }) {
    if (['retry', 'handshake', 'none'].includes(reconnect)) this.#advice.reconnect = reconnect;
    if (Number.isFinite(interval)) this.#advice.interval = Math.min(interval, LONGEST_INTERVAL);
    if (timeout > 0) this.#advice.timeout = Math.min(timeout, LONGEST_TIMEOUT);
  }

  /** @param {Reason} reason */
  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelConnect();
    for (const { cancel } of this.#waiting.values()) cancel();
    const leaving = reason === 'closed' && this.#clientId !== '';
    this.#transport?.close(leaving ? [{ channel: '/meta/disconnect', clientId: this.#clientId }] : []);
    this.#events.ended(reason);
  }
}
