import { report } from './error.mjs';

/** @typedef {{ listener: Function, context: any, once: boolean, bare: boolean }} Listening */

/** Events under the two sets of names that Faye gives them. */
export class Emitter {
  /** @type {Map<string, Listening[]>} */
  #listening = new Map();

  /**
   * @param {string} type
   * @param {Function} listener
   */
  on(type, listener) {
    return this.#add(type, { listener, context: this, once: false, bare: true });
  }

  /**
   * @param {string} type
   * @param {Function} listener
   */
  addListener(type, listener) {
    return this.on(type, listener);
  }

  /**
   * @param {string} type
   * @param {Function} listener
   */
  once(type, listener) {
    return this.#add(type, { listener, context: this, once: true, bare: true });
  }

  /**
   * @param {string} type
   * @param {Function} listener
   * @param {any} [context]
   */
  bind(type, listener, context) {
    return this.#add(type, { listener, context, once: false, bare: false });
  }

  /**
   * Without a listener everything that was bound to the type goes.
   * @param {string} type
   * @param {Function} [listener]
   * @param {any} [context]
   */
  unbind(type, listener, context) {
    this.#keep(type, (l) => l.bare || (listener !== undefined && (l.listener !== listener || l.context !== context)));
  }

  /**
   * @param {string} type
   * @param {Function} listener
   */
  removeListener(type, listener) {
    const found = (this.#listening.get(type) ?? []).findLast((l) => l.listener === listener);
    this.#keep(type, (l) => l !== found);
    return this;
  }

  /** @param {string} [type] */
  removeAllListeners(type) {
    if (type === undefined) this.#listening.clear();
    else this.#listening.delete(type);
    return this;
  }

  /** @param {string} type */
  listeners(type) {
    return (this.#listening.get(type) ?? []).map((l) => l.listener);
  }

  /** @param {string} type */
  countListeners(type) {
    return this.listeners(type).length;
  }

  /**
   * Tells every listener; one that throws does not keep the others from hearing.
   * @param {string} type
   * @param {...any} args
   */
  emit(type, ...args) {
    const heard = this.#listening.get(type) ?? [];
    for (const l of [...heard]) {
      if (l.once) this.#keep(type, (other) => other !== l);
      try { l.listener.apply(l.context, args); } catch (error) { report(error); }
    }
    return heard.length > 0;
  }

  /**
   * @param {string} type
   * @param {...any} args
   */
  trigger(type, ...args) {
    return this.emit(type, ...args);
  }

  /**
   * @param {string} type
   * @param {Listening} listening
   */
  #add(type, listening) {
    if (typeof listening.listener !== 'function') throw new TypeError('A listener must be a function');
    this.#listening.set(type, [...(this.#listening.get(type) ?? []), listening]);
    return this;
  }

  /**
   * @param {string} type
   * @param {(l: Listening) => boolean} wanted
   */
  #keep(type, wanted) {
    const kept = (this.#listening.get(type) ?? []).filter(wanted);
    if (kept.length > 0) this.#listening.set(type, kept);
    else this.#listening.delete(type);
  }
}
