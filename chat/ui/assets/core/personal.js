import { Emitter } from './emitter.js';
import { readNotify, readUser } from './wire.js';

/**
 * What is the viewer's own: whom they block, what others see of them, and what they want to
 * be told of.
 *
 * Emits `change`.
 */
export class Personal extends Emitter {
  #hub;
  /** @type {Map<string, import('./types.js').User>} */
  #blocked = new Map();
  /** By the ID of the room. @type {Map<string, import('./types.js').Notify>} */
  #notify = new Map();
  preferences = { presence: true, readReceipts: true };

  /** @param {import('./hub.js').Hub} hub */
  constructor(hub) {
    super();
    this.#hub = hub;
  }

  /** Those whom the viewer blocks. */
  get blocked() {
    return [...this.#blocked.values()];
  }

  /** @param {string} user */
  blocks(user) {
    return this.#blocked.has(user);
  }

  /** Asks for all of it. What cannot be told is as nobody chose it, until somebody asks again. */
  async read() {
    const { api, viewer } = this.#hub;
    this.#blocked.clear();
    this.#notify = new Map();
    this.#prefer(null);
    if (viewer) {
      const [me, blocks] = await Promise.allSettled([api.ask('GET', 'me'), api.ask('GET', 'blocks?limit=200')]);
      if (viewer.id !== this.#hub.viewer?.id) return;
      if (me.status === 'fulfilled') this.#prefer(me.value?.preferences);
      for (const { user } of (blocks.status === 'fulfilled' && blocks.value?.items) || []) this.#note(user, true);
    }
    this.emit('change');
  }

  /** @param {Partial<Personal['preferences']>} preferences */
  async prefer(preferences) {
    this.#prefer((await this.#hub.api.ask('PATCH', 'me', { preferences }))?.preferences);
    this.emit('change');
  }

  /** @param {import('./types.js').User} user @param {boolean} on */
  async block(user, on) {
    await this.#hub.api.ask(on ? 'PUT' : 'DELETE', `blocks/${encodeURIComponent(user.id)}`);
    this.#note(user, on);
    this.emit('change');
  }

  /** @param {string} room its ID @param {import('./types.js').Notify} notify */
  async setNotify(room, { level, muteUntil }) {
    const answer = await this.#hub.api.ask('PUT', `rooms/${encodeURIComponent(room)}/notify`, { level, ...(muteUntil && { muteUntil }) });
    this.#notify.set(room, readNotify(answer));
    this.emit('change');
  }

  /** What the viewer wants to be told of in a room. @param {string} room its ID */
  async notify(room) {
    const all = this.#notify;
    if (!all.has(room)) {
      const { viewer } = await this.#hub.api.room(room);
      // What was chosen meanwhile is newer.
      if (!all.has(room)) all.set(room, viewer?.notify ?? readNotify(null));
    }
    return /** @type {import('./types.js').Notify} */ (all.get(room));
  }

  /** Takes note of what the list of rooms tells. @param {readonly import('./rooms.js').Listed[]} list */
  learn(list) {
    for (const { room } of list) if (room.viewer) this.#notify.set(room.id, room.viewer.notify);
  }

  /** Whether the viewer wants to hear of nothing in a room, as far as is known. @param {string} room its ID */
  quiet(room) {
    return isQuiet(this.#notify.get(room) ?? readNotify(null), this.#hub.clock.now());
  }

  /** Something was chosen on another device. @param {string} event @param {any} payload */
  tell(event, payload) {
    if (event === 'preferences.updated') this.#prefer(payload);
    else if (event === 'notify.updated' && payload?.room) this.#notify.set(payload.room, readNotify(payload));
    else if (event === 'block.added' && payload?.user) this.#note({ id: payload.user }, true);
    else if (event === 'block.removed') this.#blocked.delete(payload?.user);
    else return;
    this.emit('change');
  }

  /** @param {any} preferences */
  #prefer(preferences) {
    const { presence = true, readReceipts = true } = preferences ?? {};
    this.preferences = { presence, readReceipts };
  }

  /** @param {any} raw @param {boolean} on */
  #note(raw, on) {
    const user = readUser(raw);
    if (user && on) this.#blocked.set(user.id, this.#blocked.get(user.id) ?? user);
    else if (user) this.#blocked.delete(user.id);
  }
}

/** @param {import('./types.js').Notify} notify @param {number} now */
const isQuiet = ({ level, muteUntil }, now) => level === 'none' || Date.parse(muteUntil) > now;

/**
 * Whether a message is worth a word to somebody who looks elsewhere.
 * @param {import('./types.js').Notify} notify
 * @param {import('./types.js').Room} room
 * @param {import('./types.js').Message} message
 * @param {import('./types.js').User} viewer
 * @param {number} now
 */
export function isNews(notify, room, message, viewer, now) {
  if (message.author.id === viewer.id || message.deletedAt || isQuiet(notify, now)) return false;
  return notify.level === 'all' || room.kind === 'direct' || message.quote?.author.id === viewer.id || calls(message.nodes, viewer.id);
}

/**
 * Whether a text calls somebody, by name or with everybody in the room.
 * @param {import('./types.js').Message['nodes']|undefined} nodes
 * @param {string|undefined} user
 * @returns {boolean}
 */
export const calls = (nodes, user) => nodes?.some((node) => (node.type === 'mention' && (node.user ?? user) === user) || calls(node.nodes, user)) ?? false;
