import { h } from './dom.js';
import { iconButton } from './icon-button.js';

/**
 * The place beside the messages (in front of them, where there is little room) for one
 * thing at a time: a thread, a search, the members.
 */
export class Pane {
  #ui;
  /** @type {import('./ui.js').Ui|null} */
  #inner = null;
  #back = () => {};
  /** @type {HTMLElement|null} */
  #before = null;
  element = h('aside', { class: 'pane', part: 'pane', hidden: true, testid: 'pane' });

  /** @param {import('./ui.js').Ui} ui */
  constructor(ui) {
    this.#ui = ui;
  }

  /** What is shown, as its opener named it; empty: nothing. */
  get shown() {
    return this.element.dataset.shows ?? '';
  }

  /**
   * Shows something in place of what is there.
   * @param {string} name
   * @param {string} title
   * @param {(ui: import('./ui.js').Ui) => HTMLElement} make the content; its ui ends when it is closed
   * @param {() => void} [back] where the focus goes then, if what had it is gone
   */
  open(name, title, make, back = () => {}) {
    this.close();
    this.#back = back;
    this.#before = /** @type {HTMLElement|null} */ (this.#ui.shadow.activeElement);
    this.#inner = this.#ui.inner();
    const close = iconButton('close', this.#ui.t('close'), () => this.close(), { testid: 'pane-close' });
    this.element.replaceChildren(h('header', { class: 'pane-top' }, h('h2', {}, title), close), make(this.#inner));
    this.element.setAttribute('aria-label', title);
    this.element.dataset.shows = name;
    this.element.hidden = false;
    // What it returns counts: false would take every key away from the content.
    this.element.onkeydown = (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.close();
    };
  }

  close() {
    if (!this.#inner) return;
    const inside = this.element.contains(this.#ui.shadow.activeElement);
    this.#inner.scope.end();
    this.#inner = null;
    this.element.hidden = true;
    this.element.dataset.shows = '';
    this.element.replaceChildren();
    if (!inside) return;
    if (this.#before?.checkVisibility()) this.#before.focus();
    else this.#back();
  }
}
