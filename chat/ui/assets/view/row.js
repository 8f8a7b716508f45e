import { h } from './dom.js';
import { avatar, name } from './person.js';
import { shortStamp, stamp } from './stamp.js';

/**
 * The frame that sent and unsent messages share: who and when beside and on
 * top, for the first of a group; else only the time. Screen readers hear the name
 * each time.
 */
export class Row {
  #side = h('div', { class: 'side' });
  #byline = h('div', { class: 'byline' });
  #told = '';
  content = h('div', { class: 'content' });
  element = h('li', { class: 'message', part: 'message', tabindex: '-1', testid: 'message' }, this.#side, this.content);

  /** @param {import('./ui.js').Ui} ui */
  constructor(ui) {
    this.ui = ui;
  }

  /**
   * @param {import('../core/types.js').User} author
   * @param {string} createdAt
   * @param {boolean} head
   */
  tell(author, createdAt, head) {
    const telling = JSON.stringify([author, createdAt, head]);
    if (telling === this.#told) return;
    this.#told = telling;
    this.element.classList.toggle('head', head);
    this.#side.replaceChildren(head ? avatar(this.ui, author) : shortStamp(this.ui, createdAt));
    this.#byline.classList.toggle('sr-only', !head);
    this.#byline.replaceChildren(name(this.ui, author), ' ', head ? stamp(this.ui, createdAt) : '');
    this.content.prepend(this.#byline);
  }
}
