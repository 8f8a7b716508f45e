import { wordAt } from '../core/complete.js';
import { h } from './dom.js';

/**
 * Where completions come from.
 * @typedef {import('../core/complete.js').Choice & {picture?: () => Node}} Choice
 * @typedef {object} Source
 * @property {string} sign what its words begin with
 * @property {number} least how many letters more it takes
 * @property {(query: string, later: (choices: Choice[]) => void) => Promise<Choice[]>} find later takes more, if there are
 */

const GAP = 6;
const WIDEST = 420;

/** So that each list has an ID of its own. */
let lists = 0;

/**
 * Offers completions while one writes: the focus stays in the field, the arrow keys move the choice, Enter and Tab take it, Esc leaves it be.
 */
export class Completion {
  #ui;
  #composer;
  #sources;
  #list = h('ul', { class: 'popup choices', part: 'popup', role: 'listbox', popover: 'manual', id: `choices-${++lists}`, testid: 'choices' });
  #status = h('div', { class: 'sr-only', role: 'status' });
  /** @type {Choice[]} */
  #choices = [];
  #at = 0;
  /** @type {ReturnType<typeof wordAt>} */
  #word = null;
  /** The word that one does not want completed. */
  #declined = -1;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {import('./composer.js').Composer} composer
   * @param {readonly Source[]} sources
   */
  constructor(ui, composer, sources) {
    const { field } = composer;
    this.#ui = ui;
    this.#composer = composer;
    this.#sources = sources;
    this.#list.setAttribute('aria-label', ui.t('suggestions'));
    field.setAttribute('aria-autocomplete', 'list');
    composer.element.append(this.#list, this.#status);
    composer.keys.push((event) => this.#pressed(event));
    // A word of an input method is not written yet.
    field.addEventListener('input', (event) => !(/** @type {InputEvent} */ (event).isComposing) && void this.#look());
    field.addEventListener('compositionend', () => void this.#look());
    field.addEventListener('click', () => void this.#look());
    field.addEventListener('blur', () => this.close());
    // The field keeps the focus.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => this.#take([...this.#list.children].indexOf(/** @type {Element} */ (/** @type {Element} */ (target).closest('[role=option]')))));
    ui.scope.listen(window, 'resize', () => this.#place());
    ui.scope.listen(document, 'scroll', () => this.#place());
  }

  get open() {
    return this.#choices.length > 0;
  }

  close() {
    if (!this.open) return;
    this.#choices = [];
    this.#list.hidePopover();
    for (const name of ['aria-controls', 'aria-activedescendant']) this.#composer.field.removeAttribute(name);
    this.#status.textContent = '';
  }

  /** Finds out what is being written, and what that could become. */
  async #look() {
    const { field } = this.#composer;
    const word = field.selectionStart === field.selectionEnd ? wordAt(field.value, field.selectionStart) : null;
    this.#word = word;
    if (!word) this.#declined = -1;
    const source = this.#sources.find(({ sign, least }) => word?.sign === sign && word.query.length >= least);
    if (!word || !source || word.start === this.#declined) return this.close();
    const offer = (/** @type {Choice[]} */ choices) => {
      // Meanwhile one may have written on, or sent it.
      if (this.#word === word && word.start !== this.#declined && field.value.startsWith(word.sign + word.query, word.start) && this.#ui.shadow.activeElement === field) this.#offer(choices);
    };
    offer(await source.find(word.query, offer).catch(() => []));
  }

  /** @param {Choice[]} choices */
  #offer(choices) {
    if (choices.length === 0) return this.close();
    const chosen = this.#choices[this.#at]?.text;
    this.#choices = choices;
    this.#list.replaceChildren(...choices.map((choice, i) => this.#option(choice, i)));
    this.#list.showPopover();
    this.#place();
    const { field } = this.#composer;
    // No combobox: a field of several lines has no other role (ARIA in HTML).
    field.setAttribute('aria-controls', this.#list.id);
    this.#status.textContent = this.#ui.t('suggestionCount', { count: choices.length });
    this.#move(Math.max(0, choices.findIndex(({ text }) => text === chosen)));
  }

  /** @param {Choice} choice @param {number} i */
  #option({ label, note, picture }, i) {
    return h('li', { role: 'option', id: `${this.#list.id}-${i}`, class: 'choice', testid: 'choice' },
      h('span', { class: 'choice-picture', 'aria-hidden': 'true' }, picture?.() ?? ''), h('bdi', { class: 'choice-label' }, label), h('span', { class: 'choice-note' }, note ?? ''));
  }

  /** @param {number} to */
  #move(to) {
    this.#at = (to + this.#choices.length) % this.#choices.length;
    [...this.#list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.#at)));
    const option = this.#list.children[this.#at];
    option.scrollIntoView({ block: 'nearest' });
    this.#composer.field.setAttribute('aria-activedescendant', option.id);
  }

  /** @param {number} i */
  #take(i) {
    const choice = this.#choices[i];
    if (!choice || !this.#word) return;
    const { field } = this.#composer;
    const end = this.#word.start + 1 + this.#word.query.length;
    const space = /^\s/.test(field.value.slice(end)) ? '' : ' ';
    this.close();
    field.setRangeText(choice.text + space, this.#word.start, end, 'end');
    field.dispatchEvent(new InputEvent('input'));
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for us */
  #pressed(event) {
    if (!this.open || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(this.#at + step);
    // It is written already.
    else if (event.key === 'Enter' && this.#choices[this.#at].text === `${this.#word?.sign}${this.#word?.query}`) return this.close() ?? false;
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) this.#take(this.#at);
    else if (event.key === 'Escape') this.#decline();
    else return false;
    return true;
  }

  #decline() {
    this.#declined = this.#word?.start ?? -1;
    this.close();
  }

  /** Above the field, or below it where it stands at the top. */
  #place() {
    if (!this.open) return;
    const { top, bottom, left, width } = /** @type {HTMLElement} */ (this.#composer.field.closest('.writing')).getBoundingClientRect();
    const above = top > this.#list.offsetHeight + 2 * GAP || top > innerHeight - bottom;
    const { style } = this.#list;
    const wide = Math.min(width, WIDEST);
    const rtl = getComputedStyle(this.#list).direction === 'rtl';
    style.width = `${wide}px`;
    style.left = `${rtl ? left + width - wide : left}px`;
    style.top = above ? 'auto' : `${bottom + GAP}px`;
    style.bottom = above ? `${innerHeight - top + GAP}px` : 'auto';
  }
}
