import { readList, readPlace, readRoom, readSanction } from './wire.js';

/** @typedef {{user: import('./types.js').User, role: string, joinedAt: string}} Place */
/** @typedef {{user: import('./types.js').User, until: string, reason: string}} Sanction */
/** @typedef {import('../../api.js').Report} Report */
/** @typedef {import('../../api.js').Act} Act */

/** What keeps order in a room. Every method rejects with an ApiError. */
export class Order {
  #api;
  #path;
  /** What those are called who were met here. @type {Map<string, import('./types.js').User>} */
  known = new Map();

  /** @param {import('./api.js').Api} api @param {string} room its ID */
  constructor(api, room) {
    this.#api = api;
    this.#path = `rooms/${encodeURIComponent(room)}`;
  }

  /** A page of those who belong to it. @param {string} [after] @returns {Promise<{items: Place[], after: string}>} */
  members(after = '') {
    return this.#page(`members?limit=50&after=${encodeURIComponent(after)}`, readPlace);
  }

  /** Those who are muted, or banned; of very many the first. @param {'mutes'|'bans'} kind @returns {Promise<{items: Sanction[], after: string}>} */
  sanctions(kind) {
    return this.#page(`${kind}?limit=200`, readSanction);
  }

  /** @param {string} user @param {string} role */
  setRole(user, role) {
    return this.#about('PUT', 'members', user, { role });
  }

  /** @param {string} user */
  remove(user) {
    return this.#about('DELETE', 'members', user);
  }

  /** @param {'mutes'|'bans'} kind @param {string} user @param {{reason?: string, until?: string}|null} draft null: it ends */
  sanction(kind, user, draft) {
    return draft ? this.#about('PUT', kind, user, draft) : this.#about('DELETE', kind, user);
  }

  /** @param {{name?: string, topic?: string, slowModeMs?: number, archived?: boolean}} edit */
  async edit(edit) {
    return readRoom(await this.#api.ask('PATCH', this.#path, edit));
  }

  /** The oldest that nobody has closed. @param {string} [after] @returns {Promise<{items: Report[], after: string}>} */
  reports(after = '') {
    return this.#page(`reports?limit=50&after=${encodeURIComponent(after)}`, asItIs);
  }

  /** @param {string} report @param {import('../../api.js').ReportClosing} closing */
  close(report, closing) {
    return this.#api.ask('PATCH', `${this.#path}/reports/${encodeURIComponent(report)}`, closing);
  }

  /** What was done, the newest first. @param {string} [before] @returns {Promise<{items: Act[], after: string}>} after: where older ones go on */
  acts(before = '') {
    return this.#page(`audit?limit=50${before && `&before=${encodeURIComponent(before)}`}`, asItIs);
  }

  /** @param {string} message its ID @param {string} reason */
  report(message, reason) {
    return this.#api.ask('POST', `messages/${encodeURIComponent(message)}/report`, { reason });
  }

  /** @param {string} method @param {string} what @param {string} user @param {object} [body] */
  #about(method, what, user, body) {
    return this.#api.ask(method, `${this.#path}/${what}/${encodeURIComponent(user)}`, body);
  }

  /** @template T @param {string} query @param {(raw: any) => T|null} readOne @returns {Promise<{items: T[], after: string}>} */
  async #page(query, readOne) {
    const page = readList(await this.#api.ask('GET', `${this.#path}/${query}`), readOne) ?? { items: [], after: '' };
    for (const { user } of /** @type {any[]} */ (page.items)) {
      if (user?.id) this.known.set(user.id, user);
    }
    return page;
  }
}

/** @param {any} raw */
const asItIs = (raw) => raw;

const PLAIN = ['', 'member', 'read-only'];

/**
 * What somebody may do to another one in a room, by the roles of both; the server has the
 * last word.
 * @param {string} mine the role of who asks; empty: none
 * @param {string} theirs
 * @param {string} kind of the room
 */
export function powers(mine, theirs, kind) {
  const owns = mine === 'owner';
  const over = owns ? theirs !== 'owner' : mine === 'moderator' && PLAIN.includes(theirs);
  const lasting = kind !== 'direct';
  const roles = owns ? ['owner', 'moderator', 'member', 'read-only'] : over ? ['member', 'read-only'] : [];
  return { roles: lasting && theirs ? roles.filter((role) => role !== theirs) : [], mute: over, ban: over && lasting, remove: (over || owns) && lasting && theirs !== '' };
}
