import { Format } from './format.js';
import { Scope } from './scope.js';

/**
 * What every part of an element knows: the chat, the language, the element that it
 * stands in, and when all of it ends.
 */
export class Ui {
  /**
   * @param {object} parts
   * @param {import('../core/hub.js').Hub} parts.hub
   * @param {URL} parts.base the mount
   * @param {import('./texts.js').Texts} parts.texts
   * @param {HTMLElement} parts.host the element
   * @param {ShadowRoot} parts.shadow
   * @param {Scope} [parts.scope]
   * @param {((room: string, message?: string) => void)|null} [parts.go] shows another room. Default null: there is one alone
   */
  constructor({ hub, base, texts, host, shadow, scope = new Scope(), go = null }) {
    this.hub = hub;
    this.base = base;
    this.texts = texts;
    this.format = new Format(texts);
    this.host = host;
    this.shadow = shadow;
    this.scope = scope;
    this.go = go;
  }

  /** Whether the page is all ours: how it looks, and in what language, is for its reader to say. */
  get page() {
    return this.host.localName === 'parley-app';
  }

  /** A text of the catalogue. @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values) {
    return this.texts.t(key, values);
  }

  /** What went wrong, in words. @param {any} error */
  error(error) {
    return this.texts.error(error);
  }

  /** What somebody is called. @param {import('../core/types.js').User} user */
  nameOf(user) {
    return user.displayName || this.t(user.id ? 'nobody' : 'system');
  }

  /** What a room is called: those in it, when it has no name. @param {import('../core/types.js').Room|null|undefined} room empty: it is not known yet */
  titleOf(room) {
    if (!room) return '';
    const people = room.people.length > 0 ? room.people : this.hub.rooms.get(room.id)?.room.people ?? [];
    return room.name || this.format.list(people.map((user) => this.nameOf(user)), 'narrow') || (room.kind === 'direct' ? this.t('direct') : '');
  }

  /** Tells the host's page. @param {string} name @param {object} detail @returns {boolean} false: it said to leave it */
  tell(name, detail) {
    return this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** The same for a part that may end sooner. */
  inner() {
    const { hub, base, texts, host, shadow, go } = this;
    return new Ui({ hub, base, texts, host, shadow, go, scope: this.scope.inner() });
  }
}
