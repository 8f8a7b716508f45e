import { plain } from '../core/text.js';
import { h } from './dom.js';
import { inShort } from './files.js';
import { badge } from './person.js';

/** More unread messages than this are not counted. */
const COUNTED = 99;

/** One room in the list. */
export class RoomItem {
  #ui;
  #shown = '';
  button;
  element;

  /** @param {import('./ui.js').Ui} ui @param {() => void} choose */
  constructor(ui, choose) {
    this.#ui = ui;
    this.button = h('button', { type: 'button', class: 'room-item', part: 'room', onclick: choose, 'data-testid': 'room' });
    this.element = h('li', {}, this.button);
  }

  /** @param {import('../core/rooms.js').Listed} listed @param {string} title */
  update({ room, unread, last }, title) {
    const ui = this.#ui;
    const count = unread?.unread ?? 0;
    const time = last ? ui.format.brief(new Date(last.createdAt)) : '';
    const said = last ? this.#said(last) : room.topic;
    const showing = JSON.stringify([title, said, time, count, Boolean(unread)]);
    if (showing === this.#shown) return;
    this.#shown = showing;
    const { classList, dataset } = this.button;
    Object.assign(dataset, { id: room.id, slug: room.slug, unread: count });
    classList.toggle('unread', count > 0);
    classList.toggle('outside', !unread);
    this.button.replaceChildren(badge(room.id, title), h('span', { class: 'room-title' }, h('bdi', {}, title)),
      h('span', { class: 'room-time' }, time), h('bdi', { class: 'room-said' }, said), this.#pill(count));
  }

  /** @param {boolean} now whether it is the one in sight */
  mark(now) {
    if (now) this.button.setAttribute('aria-current', 'page');
    else this.button.removeAttribute('aria-current');
  }

  /** @param {number} count */
  #pill(count) {
    if (count === 0) return h('span');
    const text = count > COUNTED ? `${COUNTED}+` : this.#ui.texts.number(count);
    return h('span', { class: 'pill', part: 'unread-count', 'data-testid': 'room-unread' }, h('span', { 'aria-hidden': 'true' }, text), h('span', { class: 'sr-only' }, this.#ui.t('unreadCount', { count })));
  }

  /** @param {import('../core/types.js').Message} message */
  #said(message) {
    if (message.deletedAt) return this.#ui.t('deleted');
    const { viewer } = this.#ui.hub;
    const who = message.author.id === viewer?.id ? this.#ui.t('you') : this.#ui.nameOf(message.author);
    return `${who}: ${plain(inShort(this.#ui, message.text, message.attachments.length)).slice(0, 120)}`;
  }
}
