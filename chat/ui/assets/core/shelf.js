/**
 * A few strings that survive a reload: localStorage under a prefix of our own.
 * Where the browser gives none (private windows, full disks), they live as long
 * as the page.
 */
export class Shelf {
  #prefix;
  #storage;
  /** @type {Map<string, string>} */
  #instead = new Map();

  /**
   * @param {string} prefix
   * @param {Pick<Storage, 'getItem'|'setItem'|'removeItem'|'key'|'length'>|null} storage
   */
  constructor(prefix, storage) {
    this.#prefix = prefix;
    this.#storage = storage;
  }

  /** @param {string} key @returns {string|null} */
  get(key) {
    return this.#instead.get(key) ?? this.#try((storage) => storage.getItem(this.#prefix + key));
  }

  /** @param {string} key @param {string} value */
  set(key, value) {
    const kept = this.#try((storage) => {
      storage.setItem(this.#prefix + key, value);
      return true;
    });
    if (kept) this.#instead.delete(key);
    else this.#instead.set(key, value);
  }

  /** @param {string} key */
  remove(key) {
    this.#instead.delete(key);
    this.#try((storage) => storage.removeItem(this.#prefix + key));
  }

  /** @param {string} start @returns {string[]} the keys that begin so */
  keys(start) {
    const stored = this.#try((storage) => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')) ?? [];
    const ours = stored.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    return [...new Set([...ours, ...this.#instead.keys()])].filter((key) => key.startsWith(start));
  }

  /**
   * @template T
   * @param {(storage: Pick<Storage, 'getItem'|'setItem'|'removeItem'|'key'|'length'>) => T} use
   * @returns {T|null}
   */
  #try(use) {
    try {
      return this.#storage ? use(this.#storage) : null;
    } catch {
      return null;
    }
  }
}

/** Even looking at localStorage throws where it is forbidden.
 * @returns {Storage|null} */
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
