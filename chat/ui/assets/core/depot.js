/**
 * Where unsent messages are kept over reloads.
 *
 * @typedef {object} Depot
 * @property {(author: string) => Promise<Kept[]>} all in the order in which they were written
 * @property {(kept: Kept) => Promise<void>} put
 * @property {(clientId: string) => Promise<void>} remove
 * @property {(told: () => void) => () => void} watch tells when another window changed something; returns what ends it
 *
 * @typedef {object} Kept
 * @property {string} clientId
 * @property {string} author
 * @property {string} room
 * @property {number} at when it was written
 * @property {import('./types.js').Draft} draft
 * @property {import('./upload.js').KeptFile[]} [files] what goes along
 * @property {Pick<import('./api.js').ApiError, 'message'|'status'|'code'|'until'>} [refused] why it waits for its author
 */

/** Databases of browsers are known to never answer at times. In milliseconds. */
const PATIENCE = 5000;

/** Keeps them as long as the page lives.
 * @implements {Depot} */
export class MemoryDepot {
  /** @type {Map<string, Kept>} */
  #kept = new Map();

  /** @param {string} author */
  async all(author) {
    return [...this.#kept.values()].filter((kept) => kept.author === author).sort(byTime);
  }

  /** @param {Kept} kept */
  async put(kept) {
    this.#kept.set(kept.clientId, kept);
  }

  /** @param {string} clientId */
  async remove(clientId) {
    this.#kept.delete(clientId);
  }

  watch() {
    return () => {};
  }
}

/** Keeps them in the browser's IndexedDB; in memory where it gives us none (private windows, full disks).
 * @implements {Depot} */
export class BrowserDepot {
  #name;
  #instead = new MemoryDepot();
  /** @type {Promise<IDBDatabase>} */
  #db;
  #news;

  /** @param {string} name of the database, and of the channel between windows */
  constructor(name) {
    this.#name = name;
    this.#db = openDatabase(name);
    this.#db.catch(() => {});
    this.#news = new BroadcastChannel(name);
  }

  /** @param {string} author @returns {Promise<Kept[]>} */
  async all(author) {
    const stored = await this.#do('readonly', (store) => store.index('author').getAll(author)).catch(() => []);
    return [...stored, ...await this.#instead.all(author)].sort(byTime);
  }

  /** @param {Kept} kept */
  async put(kept) {
    await this.#do('readwrite', (store) => store.put(kept)).catch(() => this.#instead.put(kept));
    this.#news.postMessage('put');
  }

  /** @param {string} clientId */
  async remove(clientId) {
    await this.#do('readwrite', (store) => store.delete(clientId)).catch(() => {});
    await this.#instead.remove(clientId);
    this.#news.postMessage('removed');
  }

  /** @param {() => void} told */
  watch(told) {
    const channel = new BroadcastChannel(this.#name);
    channel.onmessage = told;
    return () => channel.close();
  }

  close() {
    this.#news.close();
    this.#db.then((db) => db.close(), () => {});
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} use
   * @returns {Promise<any>}
   */
  #do(mode, use) {
    let late = 0;
    const never = new Promise((_, reject) => { late = setTimeout(reject, PATIENCE); });
    return Promise.race([this.#ask(mode, use), never]).finally(() => clearTimeout(late));
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} use
   * @returns {Promise<any>}
   */
  async #ask(mode, use) {
    try {
      return await transact(await this.#db, mode, use);
    } catch {
      // A phone closes it in the background, and so do we for who wants to change it.
      this.#db = openDatabase(this.#name);
      return transact(await this.#db, mode, use);
    }
  }
}

/**
 * @param {IDBDatabase} db
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} use
 * @returns {Promise<any>}
 */
async function transact(db, mode, use) {
  const transaction = db.transaction('outbox', mode);
  const request = use(transaction.objectStore('outbox'));
  // A full disk is noticed only at the end.
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return request.result;
}

/** @param {string} name @returns {Promise<IDBDatabase>} */
async function openDatabase(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('outbox', { keyPath: 'clientId' }).createIndex('author', 'author');
  };
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/** @param {Kept} a @param {Kept} b */
const byTime = (a, b) => a.at - b.at;
