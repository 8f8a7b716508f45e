import { excerpt } from '../core/hits.js';
import { button, h } from './dom.js';
import { inShort } from './files.js';
import { avatar } from './person.js';
import { walk } from './roving.js';

/** How long one must have stopped writing to be asked for. */
const PAUSE = 250;

/** @typedef {import('../core/hits.js').Hit} Hit */

/**
 * Finds messages, in this room or in all that one may read.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {object} hooks
 * @param {() => import('../core/room.js').Room|null} hooks.room the one in sight
 * @param {boolean} hooks.everywhere whether one may go to others
 * @param {(hit: Hit) => void} hooks.go
 */
export class SearchPane {
  #ui;
  #hooks;
  #asked = {};
  #timer = 0;
  #before = '';
  #field;
  #all;
  #list = h('ul', { class: 'hits' });
  #status = h('p', { class: 'search-status', role: 'status', testid: 'search-status' });
  #more;
  element;

  /** @param {import('./ui.js').Ui} ui @param {{room: () => import('../core/room.js').Room|null, everywhere: boolean, go: (hit: Hit) => void}} hooks */
  constructor(ui, hooks) {
    this.#ui = ui;
    this.#hooks = hooks;
    this.#field = h('input', { class: 'field', type: 'search', placeholder: ui.t('searchMessages'), 'aria-label': ui.t('searchMessages'), enterkeyhint: 'search', maxlength: '400', autocomplete: 'off', testid: 'search-field' });
    this.#all = h('input', { type: 'checkbox', testid: 'search-all' });
    this.#all.checked = hooks.everywhere;
    this.#more = button(ui.t('showMore'), () => void this.#ask(this.#before), { class: 'small', hidden: true });
    const form = h('form', { role: 'search', class: 'search-form' }, this.#field, h('label', { class: 'search-scope', hidden: !hooks.everywhere }, this.#all, ui.t('inAllRooms')));
    const results = h('div', { class: 'search-results', tabindex: '-1' }, this.#status, this.#list, this.#more);
    this.element = h('div', { class: 'search', testid: 'search' }, form, results);
    this.#field.addEventListener('input', () => this.#soon());
    this.#all.addEventListener('change', () => void this.#ask());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask();
    });
    this.element.addEventListener('keydown', (event) => walk(event, [this.#field, .../** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll('.hit')), ...(this.#more.hidden ? [] : [this.#more])]));
    ui.scope.add(() => clearTimeout(this.#timer));
    this.#status.textContent = ui.t('searchHint');
  }

  focus() {
    this.#field.focus();
    this.#field.select();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  /** @param {string} [before] where the page before ended; default: from the newest */
  async #ask(before = '') {
    clearTimeout(this.#timer);
    const query = this.#field.value.trim();
    const mine = this.#asked = {};
    if (query === '') return this.#show([], '', this.#ui.t('searchHint'));
    const room = this.#all.checked ? '' : this.#hooks.room()?.id ?? '';
    this.element.ariaBusy = 'true';
    try {
      const hits = await this.#ui.hub.api.search(query, { room, before });
      // Meanwhile one may have written on.
      if (mine !== this.#asked) return;
      const items = before ? [...this.#hits, ...hits.items] : hits.items;
      this.#show(items, hits.after, items.length === 0 ? this.#ui.t('nothingFound') : this.#ui.t('foundCount', { count: items.length }));
    } catch (error) {
      if (mine === this.#asked) this.#show([], '', this.#ui.error(error));
    }
  }

  /** @type {Hit[]} */
  #hits = [];

  /** @param {Hit[]} hits @param {string} before @param {string} words */
  #show(hits, before, words) {
    const seen = this.#list.childElementCount;
    const further = hits.length > this.#hits.length && hits[0] === this.#hits[0] ? hits.slice(seen) : null;
    if (further) this.#list.append(...further.map((hit) => this.#row(hit)));
    else this.#list.replaceChildren(...hits.map((hit) => this.#row(hit)));
    // Who pressed the button for more goes on with the first of them.
    if (further && this.#ui.shadow.activeElement === this.#more) /** @type {HTMLElement} */ (this.#list.children[seen].firstElementChild).focus();
    this.#hits = hits;
    this.#before = before;
    this.#more.hidden = before === '';
    this.element.ariaBusy = 'false';
    this.#status.textContent = words;
  }

  /** @param {Hit} hit */
  #row(hit) {
    const { message, room, highlights } = hit;
    const { format } = this.#ui;
    const at = new Date(message.createdAt);
    const time = h('time', { datetime: message.createdAt, title: format.fullTime(at) }, h('bdi', {}, format.brief(at)));
    const where = this.#all.checked ? [h('bdi', { class: 'hit-room' }, this.#ui.titleOf(room))] : [];
    const text = excerpt(inShort(this.#ui, message.text, message.attachments.length), highlights).map(({ text, found }) => (found ? h('mark', {}, text) : text));
    return h('li', {}, h('button', { type: 'button', class: 'hit', 'data-id': message.id, testid: 'hit', onclick: () => this.#hooks.go(hit) },
      avatar(this.#ui, message.author), h('span', { class: 'hit-top' }, h('bdi', { class: 'hit-name' }, this.#ui.nameOf(message.author)), ...where, time), h('span', { class: 'hit-text', dir: 'auto' }, ...text)));
  }
}
