import { isPattern, matching } from './channel.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./subscription.mjs').Subscription} Subscription
 * @typedef {import('./envelope.mjs').Envelope} Envelope
 *
 * What the server says of a position that it cannot replay from.
 * @typedef {{ channel: string, head: number|null }} Reset
 */

/** A pattern keeps the positions of so many of its channels, the latest ones. */
const MOST_POSITIONS = 1000;
/** The position that means: from now on. */
const LIVE = -1;

/** What is known of one subscribed channel or pattern. */
export class Channel {
  /** @type {Set<Subscription>} */
  listeners = new Set();
  /** Whether the server has ever granted it. */
  granted = false;
  /** The subscribe that is under way. @type {Envelope|null} */
  asking = null;
  /** Where to begin when no position is known. */
  from = LIVE;
  /** How often in a row the server failed to subscribe us again. */
  failures = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  timer = undefined;
  /** The last position that was seen, by channel. @type {Map<string, number>} */
  #positions = new Map();
  /** Those that were reached since the last subscribe was sent. @type {Set<string>} */
  #fresh = new Set();

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /**
   * @param {string} channel
   * @param {number} position
   */
  reach(channel, position) {
    this.#positions.delete(channel);
    this.#positions.set(channel, position);
    this.#fresh.add(channel);
    if (this.#positions.size > MOST_POSITIONS) {
      this.#positions.delete(/** @type {string} */ (this.#positions.keys().next().value));
    }
  }

  /** @param {string} channel */
  knows(channel) {
    return this.#positions.has(channel);
  }

  /** @param {string} channel */
  isFresh(channel) {
    return this.#fresh.has(channel);
  }

  /** Whether there is a place to go on from. */
  get placed() {
    return this.#positions.size > 0 || this.from !== LIVE;
  }

  /** What is remembered is of no use to the server. */
  restart() {
    const known = this.placed;
    this.#positions.clear();
    this.#fresh.clear();
    this.from = LIVE;
    return known;
  }

  /**
   * What to ask the server to replay: always something, or it would not tell positions.
   * @returns {Record<string, number>}
   */
  replay() {
    this.#fresh.clear();
    const known = Object.fromEntries(this.#positions);
    return this.knows(this.name) || (isPattern(this.name) && this.#positions.size > 0) ? known : { ...known, [this.name]: this.from };
  }
}

/** The channels that somebody listens to. */
export class Channels {
  /** @type {Map<string, Channel>} */
  #byName = new Map();

  /** @param {string} name */
  get(name) {
    return this.#byName.get(name);
  }

  /** @param {string} name */
  open(name) {
    const found = this.#byName.get(name) ?? new Channel(name);
    this.#byName.set(name, found);
    return found;
  }

  all() {
    return [...this.#byName.values()];
  }

  /** @param {Channel} channel */
  drop(channel) {
    clearTimeout(channel.timer);
    if (this.#byName.get(channel.name) === channel) this.#byName.delete(channel.name);
  }

  /** @param {Message} message */
  deliver(message) {
    for (const name of matching(message.channel)) {
      for (const listener of [...this.#byName.get(name)?.listeners ?? []]) listener.apply(null, [message]);
    }
  }

  /**
   * @param {Message} message
   * @param {number} position
   */
  note(message, position) {
    for (const name of matching(message.channel)) this.#byName.get(name)?.reach(message.channel, position);
  }

  /**
   * Takes in what a server says in answer to a subscribe, and returns where it had to
   * begin anew.
   * @param {Channel} channel
   * @param {Message} reply
   * @returns {Reset[]}
   */
  settle(channel, reply) {
    const told = reply.ext?.replay;
    if (!told || typeof told !== 'object') return [];
    const resets = [];
    for (const [name, value] of Object.entries(told)) {
      const answer = value && typeof value === 'object' ? value : { head: value };
      const head = asPosition(answer.head);
      // The head is ahead of what is still to be replayed; only who begins there may believe it,
      // and what has come before this answer knows better.
      if (head !== null && !channel.isFresh(name) && (answer.reset || !channel.knows(name))) channel.reach(name, head);
      if (answer.reset) resets.push({ channel: name, head });
    }
    return resets;
  }
}

/**
 * Where a delivery stands in its channel: our servers say so beside the data,
 * Salesforce's within.
 * @param {Message} message
 */
export function positionOf(message) {
  const { ext, data } = message;
  const own = ext?.replay && typeof ext.replay === 'object' ? ext.replay[message.channel] : ext?.replay;
  return asPosition(own) ?? asPosition(data?.event?.replayId);
}

/** @param {unknown} value */
function asPosition(value) {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
