import { plain } from '../core/text.js';
import { h } from './dom.js';
import { avatar, badge } from './person.js';

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
    this.button = h('button', { type: 'button', class: 'room-item', part: 'room', onclick: choose, testid: 'room' });
    this.element = h('li', {}, this.button);
  }

  /** @param {import('../core/rooms.js').Listed} listed @param {string} title */
  update({ room, unread, last }, title) {
    const ui = this.#ui;
    const count = unread?.unread ?? 0;
    const calls = unread?.mentions ?? 0;
    const time = last ? ui.format.brief(new Date(last.createdAt)) : '';
    const said = last ? this.#said(last) : room.topic;
    const showing = JSON.stringify([title, room.people, said, time, count, calls, Boolean(unread)]);
    if (showing === this.#shown) return;
    this.#shown = showing;
    const { classList, dataset } = this.button;
    Object.assign(dataset, { id: room.id, slug: room.slug, unread: count, mentions: calls });
    classList.toggle('unread', count + calls > 0);
    classList.toggle('outside', !unread);
    this.button.replaceChildren(room.people.length === 1 ? avatar(ui, room.people[0]) : badge(room.id, title), h('span', { class: 'room-title' }, h('bdi', {}, title)),
      h('span', { class: 'room-time' }, time), h('bdi', { class: 'room-said' }, said),
      h('span', { class: 'pills' }, ...this.#pill(calls, 'mentionCount', '@', { part: 'mention-count', testid: 'room-mentions' }), ...this.#pill(count, 'unreadCount', '', { part: 'unread-count', testid: 'room-unread' })));
  }

  /** @param {boolean} now whether it is the one in sight */
  mark(now) {
    if (now) this.button.setAttribute('aria-current', 'page');
    else this.button.removeAttribute('aria-current');
  }

  /** @param {number} count @param {string} words @param {string} sign @param {Record<string, string>} props */
  #pill(count, words, sign, props) {
    if (count === 0) return [];
    const text = count > COUNTED ? `${COUNTED}+` : this.#ui.texts.number(count);
    return [h('span', { class: 'pill', ...props }, h('span', { 'aria-hidden': 'true' }, sign + text), h('span', { class: 'sr-only' }, this.#ui.t(words, { count })))];
  }

  /** What stands in no text is a file. @param {import('../core/types.js').Preview} message */
  #said(message) {
    if (message.deletedAt) return this.#ui.t('deleted');
    const { viewer } = this.#ui.hub;
    const who = message.author.id === viewer?.id ? this.#ui.t('you') : this.#ui.nameOf(message.author);
    return `${who}: ${plain(message.text).slice(0, 120) || `📎 ${this.#ui.t('attachments')}`}`;
  }
}
