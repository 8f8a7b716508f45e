import { Tray } from './tray.js';

/** What is written in a room and its threads, and not sent yet. */
export class Drafts {
  #hub;
  #room;
  /** @type {Map<string, Tray>} */
  #trays = new Map();

  /** @param {import('./hub.js').Hub} hub @param {string} room the name that it was asked for by */
  constructor(hub, room) {
    this.#hub = hub;
    this.#room = room;
  }

  /** Where the text is on the shelf. @param {string} thread */
  #key(thread) {
    return `draft:${this.#hub.writer?.id ?? ''}:${this.#room}:${thread}`;
  }

  /** @param {string} [thread] */
  get(thread = '') {
    return this.#hub.shelf.get(this.#key(thread)) ?? '';
  }

  /** Keeps a text over reloads. @param {string} text @param {string} [thread] */
  keep(text, thread = '') {
    if (text === '') this.#hub.shelf.remove(this.#key(thread));
    else this.#hub.shelf.set(this.#key(thread), text);
  }

  /** Whether a key of the browser's storage is where the text is kept. @param {string|null} key @param {string} thread */
  isAt(key, thread) {
    return key !== null && key.endsWith(this.#key(thread));
  }

  /** The files that go along with the text. @param {string} thread */
  tray(thread) {
    const tray = this.#trays.get(thread) ?? new Tray(this.#hub);
    this.#trays.set(thread, tray);
    return tray;
  }
}
