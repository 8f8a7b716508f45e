import { Emitter } from './emitter.js';

/**
 * Who we are to the server, and what it told us along with that.
 *
 * Emits `read` (we asked, and who we are or what we may read may be new) and
 * `forgotten` (the server does not know us any more).
 */
export class Account extends Emitter {
  #api;
  /** @type {import('./types.js').Meta|null} */
  #meta = null;
  /** @type {Promise<void>|null} */
  #checking = null;

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** Known once read has succeeded. */
  get meta() {
    if (!this.#meta) throw new Error('The chat is not open.');
    return this.#meta;
  }

  get viewer() {
    return this.#meta?.viewer ?? null;
  }

  /** Asks the server. Rejects with an ApiError, and may then be called again. */
  async read() {
    this.#take(await this.#api.meta());
  }

  /** Asks the server, and takes notice only if something changed. Whoever asks will
   * ask again, so that a failure is of no interest. */
  recheck() {
    const known = identity(this.#meta);
    this.#checking ??= this.#api.meta().then((meta) => {
      this.#checking = null;
      if (identity(this.#meta) === known && identity(meta) !== known) this.#take(meta);
    }, () => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** @param {import('./types.js').LogIn} logIn of kind guest @param {string} name */
  async logIn(logIn, name) {
    await this.#api.logInAsGuest(logIn.url, name);
    await this.read();
  }

  /** Once it has resolved we are nobody to the server; forget takes note of that, and read tells
   * how to get in again. */
  logOut() {
    return this.#api.logOut(this.meta.logout);
  }

  /** Takes note that the server does not know us any more. */
  forget() {
    if (!this.#meta?.viewer) return;
    this.#meta = { ...this.#meta, viewer: null };
    this.emit('forgotten');
  }

  /** @param {import('./types.js').Meta} meta */
  #take(meta) {
    this.#meta = meta;
    this.emit('read');
  }
}

/** @param {import('./types.js').Meta|null} meta */
const identity = (meta) => JSON.stringify([meta?.viewer?.id, meta?.lobby?.id]);
