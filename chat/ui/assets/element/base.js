import { connect } from '../browser/connect.js';
import { Scope } from '../view/scope.js';
import { loadTexts } from '../view/texts.js';
import { Ui } from '../view/ui.js';

/**
 * What the elements share: a shadow root with its style, the chat of their mount, the
 * language, and that all of it ends when the element leaves the page.
 */
export class ParleyElement extends HTMLElement {
  static observedAttributes = ['base', 'lang', 'room', 'thread'];
  /** @type {CSSStyleSheet[]} */
  static styles = [];
  /** @type {Scope|null} */
  #scope = null;

  /** The mount, with its final slash: the base attribute, or where this module came from. */
  get base() {
    const base = this.getAttribute('base');
    return base === null ? new URL('../../', import.meta.url) : new URL(base.replace(/\/?$/, '/'), document.baseURI);
  }

  /** Which room: its ID or slug, or ref: and what it is bound to. Default: the lobby. */
  get room() {
    return this.getAttribute('room') || 'lobby';
  }

  set room(name) {
    this.setAttribute('room', name);
  }

  connectedCallback() {
    if (!this.shadowRoot) {
      const { styles } = /** @type {typeof ParleyElement} */ (this.constructor);
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = styles;
    }
    void this.#begin();
  }

  disconnectedCallback() {
    this.#scope?.end();
    this.#scope = null;
  }

  /** @param {string} name @param {string|null} before @param {string|null} now */
  attributeChangedCallback(name, before, now) {
    if (!this.#scope || before === now || this.changed(name)) return;
    this.disconnectedCallback();
    void this.#begin();
  }

  async #begin() {
    const scope = new Scope();
    this.#scope = scope;
    const { base } = this;
    const { hub, release } = connect(base);
    scope.add(release);
    this.prefetch(hub, scope);
    const texts = await loadTexts(this.#language());
    if (scope.ended) return;
    const shadow = /** @type {ShadowRoot} */ (this.shadowRoot);
    const ui = new Ui({ hub, base, texts, host: this, shadow, scope });
    const root = this.show(ui);
    root.lang = texts.locale;
    scope.add(() => root.remove());
    shadow.append(root);
    this.shown();
  }

  #language() {
    const stated = /** @type {HTMLElement|null} */ (this.closest('[lang]'))?.lang;
    return stated || navigator.language || 'en';
  }

  /** Asks for what will be shown, while the words are still on their way.
   * @param {import('../core/hub.js').Hub} _hub @param {Scope} _scope */
  prefetch(_hub, _scope) {}

  /** Makes what is to be seen. @param {Ui} _ui @returns {HTMLElement} */
  show(_ui) {
    throw new Error('show is for those who extend this.');
  }

  /** It is in the page now. */
  shown() {}

  /** @param {string} _name of the attribute @returns {boolean} whether that needs no new beginning */
  changed(_name) {
    return false;
  }
}
