import { readHit } from './hits.js';
import { ApiError, Requests, required } from './request.js';
import { UploadsApi } from './uploads-api.js';
import { readAnswer, readAttendee, readBookmark, readEventPage, readList, readListed, readMessage, readMessagePage, readMeta, readPlace, readReceipt, readRevision, readRoom, readTypist, readUnread } from './wire.js';

export { ApiError };

/** The most that a page has. */
const MOST = 200;

/** The REST API. Every method ends within 20 s, with a result or an ApiError. */
export class Api {
  #requests;
  uploads;

  /**
   * @param {URL} base the mount, with its final slash
   * @param {typeof fetch} [fetcher] default: the browser's
   * @param {import('./request.js').Sender} [sender] of files. Default: fetcher
   */
  constructor(base, fetcher, sender) {
    this.#requests = new Requests(base, fetcher, sender);
    this.uploads = new UploadsApi(this.#requests);
  }

  /** How far the clock here is behind that of the server, in milliseconds. */
  get skew() {
    return this.#requests.skew;
  }

  async meta() {
    return required(readMeta(await this.#get('meta')));
  }

  /** @param {string} room its ID or slug, or ref: and what it is bound to */
  async room(room) {
    return required(readRoom(await this.#get(roomPath(room))));
  }

  /** @param {string} [after] */
  rooms(after = '') {
    return this.#list(`rooms?${query({ limit: MOST, after })}`, readListed);
  }

  /**
   * A stretch of the history: the newest, or those before, after or around a seq.
   * @param {string} room
   * @param {{before?: number, after?: number, around?: number, thread?: string, limit?: number}} [query]
   */
  async messages(room, { limit = 50, ...where } = {}) {
    return required(readMessagePage(await this.#get(`${roomPath(room)}/messages?${query({ limit, ...where })}`)));
  }

  /**
   * @param {string} room
   * @param {number} after
   */
  async events(room, after) {
    return required(readEventPage(await this.#get(`${roomPath(room)}/events?after=${after}&limit=${MOST}`)));
  }

  /** @param {string} id */
  message(id) {
    return this.#message('GET', messagePath(id));
  }

  /**
   * @param {string} room
   * @param {import('./types.js').Draft} draft the same clientId again is the same message
   * @returns the message, or what a command of the host's answers, which says nothing in the room
   */
  async send(room, draft) {
    const answer = await this.ask('POST', `${roomPath(room)}/messages`, draft);
    return readAnswer(answer) ?? required(readMessage(answer));
  }

  /**
   * @param {import('./types.js').Message} message as the writer saw it: a newer one is not overwritten (412)
   * @param {string} text
   * @param {string[]} [attachments] the IDs of those that stay. Default all
   */
  edit(message, text, attachments) {
    const headers = { 'If-Match': `"${message.rev}"` };
    return this.#message('PATCH', messagePath(message.id), { text, attachments }, { headers });
  }

  /** What a message said before, the latest first. @param {string} id */
  revisions(id) {
    return this.#list(`${messagePath(id)}/revisions?limit=${MOST}`, readRevision);
  }

  /** @param {string} id */
  remove(id) {
    // The window may be closing.
    return this.#message('DELETE', messagePath(id), undefined, { keepalive: true });
  }

  /** @param {string} id @param {string} emoji @param {boolean} on */
  react(id, emoji, on) {
    const path = `${messagePath(id)}/reactions/${encodeURIComponent(emoji)}`;
    return this.#message(on ? 'PUT' : 'DELETE', path);
  }

  /** @param {string} id @param {boolean} on */
  pin(id, on) {
    return this.#message(on ? 'PUT' : 'DELETE', `${messagePath(id)}/pin`);
  }

  /** @param {string} id @param {boolean} on */
  async bookmark(id, on) {
    await this.ask(on ? 'PUT' : 'DELETE', `${messagePath(id)}/bookmark`);
  }

  /** The latest ones. */
  bookmarks() {
    return this.#list(`me/bookmarks?limit=${MOST}`, readBookmark);
  }

  /** What calls us, the newest first. @param {string} [before] */
  mentions(before = '') {
    return this.#list(`me/mentions?${query({ limit: 50, before })}`, readMessage);
  }

  /** The newest ones. @param {string} room */
  pins(room) {
    return this.#list(`${roomPath(room)}/pins`, readMessage);
  }

  /** @param {string} room @param {number} seq */
  async markRead(room, seq) {
    return required(readUnread(await this.ask('PUT', `${roomPath(room)}/read`, { seq })));
  }

  /** Some of those who let others know. @param {string} room */
  receipts(room) {
    return this.#list(`${roomPath(room)}/reads?limit=${MOST}`, readReceipt);
  }

  /** @param {string} room */
  presence(room) {
    return this.#list(`${roomPath(room)}/presence?limit=${MOST}`, readAttendee);
  }

  /** @param {string} room */
  typing(room) {
    return this.#list(`${roomPath(room)}/typing`, readTypist);
  }

  /** @param {string} room @param {string} [after] */
  members(room, after = '') {
    return this.#list(`${roomPath(room)}/members?${query({ limit: MOST, after })}`, readPlace);
  }

  /**
   * Messages that say what is looked for, the newest first.
   * @param {string} q
   * @param {{room?: string, before?: string}} [where] room: the only one; before: where the page before ended
   */
  search(q, where = {}) {
    return this.#list(`search?${query({ q, limit: 30, ...where })}`, readHit);
  }

  /** @param {string} room */
  async join(room) {
    await this.ask('PUT', `${roomPath(room)}/members/me`);
  }

  /** @param {string} room */
  async leave(room) {
    await this.ask('DELETE', `${roomPath(room)}/members/me`);
  }

  /** Finds or makes a room. @param {{kind: string, name?: string, topic?: string, slug?: string, members?: string[]}} draft */
  async openRoom(draft) {
    return required(readRoom(await this.ask('POST', 'rooms', draft)));
  }

  /**
   * @param {string} url relative to the mount
   * @param {string} name
   */
  async logInAsGuest(url, name) {
    this.#requests.drop();
    await this.#requests.json('POST', url, { name });
  }

  /** @param {string} url relative to the mount */
  async logOut(url) {
    await this.#requests.send('POST', url, { redirect: 'manual' });
  }

  /** @template T @param {string} path @param {(raw: any) => T|null} readOne */
  async #list(path, readOne) {
    return required(readList(await this.#get(path), readOne));
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {RequestInit} [init] */
  async #message(method, path, body, init) {
    return required(readMessage(await this.ask(method, path, body, init)));
  }

  /** @param {string} path */
  #get(path) {
    return this.ask('GET', path);
  }

  /** What there is no method for. @param {string} method @param {string} path below api/v1/ @param {object} [body] @param {RequestInit} [init] @returns {Promise<any>} */
  ask(method, path, body, init) {
    return this.#requests.json(method, `api/v1/${path}`, body, init);
  }
}

/** @param {string} room */
const roomPath = (room) => `rooms/${encodeURIComponent(room)}`;

/** @param {string} id */
const messagePath = (id) => `messages/${encodeURIComponent(id)}`;

/** A query that says what there is to say. @param {Record<string, any>} what */
const query = (what) => new URLSearchParams(Object.entries(what).filter(([, value]) => value));
