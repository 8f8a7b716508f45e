import { button, h, slot } from './dom.js';
import { QUICK, pickEmoji } from './emoji.js';
import { iconButton } from './icon-button.js';
import { menu } from './menu.js';
import { orderDeeds } from './order-deeds.js';
import { revisions } from './revisions.js';

/** So long a deletion can be undone. */
const UNDO = 5000;

/**
 * What one may do with the messages of a room: in the bar over the one under the mouse,
 * in its menu, by keys.
 *
 * @typedef {import('./message-row.js').MessageRow} MessageRow
 * @typedef {import('../core/types.js').Message} Message
 */
export class Deeds {
  /** Which messages the bar is for. @type {MessageRow|null} */
  #at = null;
  #bar;
  #slot = slot('message-actions');

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {import('../core/room.js').Room} room
   * @param {object} hooks
   * @param {(message: Message) => void} hooks.reply
   * @param {((message: Message) => void)|null} hooks.openThread null: this is one
   * @param {(seq: number) => void} hooks.go shows a message
   * @param {(text: string) => void} hooks.salvage takes a text that lost its place
   * @param {(error: any) => void} hooks.failed
   */
  constructor(ui, room, { reply, openThread, go, salvage, failed }) {
    this.ui = ui;
    this.room = room;
    this.reply = reply;
    this.openThread = openThread;
    this.go = go;
    this.salvage = salvage;
    this.failed = failed;
    this.#bar = h('div', { class: 'actions', part: 'actions', role: 'toolbar', 'aria-label': ui.t('actions'), testid: 'actions' });
    this.#slot.addEventListener('click', (event) => ui.tell('parley-action', { message: this.#at?.message, element: event.target }));
  }

  /** Puts the bar over a message. @param {MessageRow|null} row */
  offer(row) {
    const fit = row && !row.message.deletedAt && !row.dying && !row.busy ? row : null;
    if (fit === this.#at && (!fit || this.#bar.isConnected)) return;
    this.#at = fit;
    if (!fit) return this.#bar.remove();
    const deeds = this.of(fit);
    const short = deeds.filter(({ name }) => ['react', 'reply', 'thread', 'edit', 'delete'].includes(name));
    const more = iconButton('more', this.ui.t('more'), () => this.menu(fit, more), { class: 'action', testid: 'more-actions' });
    this.#bar.replaceChildren(...short.map(({ name, icon: picture, label, run }) =>
      iconButton(picture, label, (event) => run(/** @type {Element} */ (event.currentTarget)), { class: 'action', testid: name })), this.#slot, ...(deeds.length > short.length ? [more] : []));
    fit.element.append(this.#bar);
    // At the top of the list it would be cut off.
    const list = fit.element.closest('.scroller');
    this.#bar.classList.toggle('low', fit.element.getBoundingClientRect().top - (list?.getBoundingClientRect().top ?? 0) < 18);
  }

  /** All of them, in a menu. @param {MessageRow} row @param {Element} anchor */
  menu(row, anchor) {
    const { message } = row;
    const quick = this.room.writable ? QUICK.map((emoji) => button(emoji, () => {
      close();
      this.react(message, emoji, true);
    }, { class: 'emoji-choice', role: 'menuitem', tabindex: '-1', 'data-emoji': emoji })) : [];
    const close = menu(this.ui, anchor, this.of(row), quick.length > 0 ? [h('div', { class: 'emoji-quick' }, ...quick)] : []);
  }

  /** What one may do with a message. @param {MessageRow} row @returns {import('./menu.js').Deed[]} */
  of(row) {
    const { message } = row;
    const { ui, room } = this;
    const writes = room.writable;
    const kept = this.isBookmarked(message.id);
    /** @type {[boolean, import('./menu.js').Deed][]} */
    const all = [
      [writes, { name: 'react', icon: 'smile', label: ui.t('react'), run: (at = row.element) => this.pick(message, at) }],
      [writes, { name: 'reply', icon: 'reply', label: ui.t('reply'), run: () => this.reply(message) }],
      [writes && this.openThread !== null, { name: 'thread', icon: 'thread', label: ui.t('replyInThread'), run: () => this.openThread?.(message) }],
      [row.changeable, { name: 'edit', icon: 'edit', label: ui.t('edit'), run: () => row.startEdit() }],
      [this.mayCompare(message), { name: 'revisions', icon: 'file', label: ui.t('revisions'), run: () => revisions(ui, message) }],
      [ui.hub.viewer !== null, { name: 'bookmark', icon: 'bookmark', label: ui.t(kept ? 'unbookmark' : 'bookmark'), run: () => this.#try(ui.hub.bookmarks.set(message.id, !kept)) }],
      [room.callsAll, { name: 'pin', icon: 'pin', label: ui.t(message.pinnedAt ? 'unpin' : 'pin'), run: () => this.#try(room.pin(message.id, !message.pinnedAt)) }],
      [true, { name: 'copy', icon: 'copy', label: ui.t('copyText'), run: () => this.#copy(message.text) }],
      [true, { name: 'link', icon: 'link', label: ui.t('copyLink'), run: () => this.#copy(this.linkTo(message)) }],
      [row.changeable || room.moderates, { name: 'delete', icon: 'remove', label: ui.t('delete'), run: () => void room.remove(message.id, UNDO), grave: true }],
      ...orderDeeds(ui, message),
    ];
    return all.filter(([may]) => may).map(([, deed]) => deed);
  }

  /** Whether one may know what a message said before; the server has the last word. @param {Message} message */
  mayCompare({ author, editedAt }) {
    return editedAt !== '' && (this.room.moderates || author.id === this.ui.hub.viewer?.id);
  }

  /** @param {Message} message @param {Element} anchor */
  pick(message, anchor) {
    pickEmoji(this.ui, anchor, (emoji) => this.react(message, emoji, true));
  }

  /** @param {Message} message @param {string} emoji @param {boolean} on */
  react(message, emoji, on) {
    void this.#try(this.room.react(message.id, emoji, on));
  }

  /** @param {string} id */
  isBookmarked(id) {
    return this.ui.hub.viewer !== null && this.ui.hub.bookmarks.has(id);
  }

  /** Somebody who has said something here, or read it. @param {string} user */
  person(user) {
    return this.room.store.messages.findLast(({ author }) => author.id === user)?.author ?? this.room.people?.reads.get(user)?.user ?? this.ui.hub.directory.known.get(user);
  }

  /** Where a message is found again, on the full page. @param {Message} message */
  linkTo(message) {
    const url = new URL(this.ui.base);
    url.hash = `${this.room.info?.slug || this.room.id}/${message.id}`;
    return url.href;
  }

  /** @param {string} text */
  #copy(text) {
    void this.#try(navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error(this.ui.t('noClipboard'))));
  }

  /** @param {Promise<any>} deed */
  async #try(deed) {
    try {
      await deed;
    } catch (error) {
      this.failed(error);
    }
  }
}
