import { timeline } from '../core/timeline.js';
import { h } from './dom.js';
import { dayName } from './format.js';
import { MessageRow } from './message-row.js';
import { newerButton } from './newer.js';
import { olderLine } from './older.js';
import { PendingRow } from './pending-row.js';
import { roving } from './roving.js';
import { Place } from './scroll.js';
import { refreshStamps } from './stamp.js';

/** More rows than this slow a phone down; older ones can be loaded again. */
const MOST = 600;
const KEPT = 300;

/** The messages of the room, in a list that keeps the reader's place. */
export class MessageList {
  #chat;
  #hooks;
  #leave;
  /** @type {Map<string, {element: HTMLElement, update?: Function}>} */
  #rows = new Map();
  #ol = h('ol', { class: 'messages' });
  #older = olderLine(() => void this.#loadOlder());
  #newer = newerButton(() => this.toBottom());
  #scroller = h('div', { class: 'scroller', role: 'log', 'aria-live': 'off', 'aria-label': 'Messages', 'data-testid': 'messages' }, this.#older.element, this.#ol);
  #place = new Place(this.#scroller, this.#ol, () => this.#moved());
  #roving;
  element = h('main', { class: 'room' }, this.#scroller, this.#newer.element);

  /**
   * @param {import('../core/chat.js').Chat} chat
   * @param {import('./message-row.js').Hooks} hooks
   * @param {() => void} leave hands the focus back to the composer
   */
  constructor(chat, hooks, leave) {
    this.#chat = chat;
    this.#hooks = hooks;
    this.#leave = leave;
    this.#roving = roving(this.#ol, '.message', (element, key) => this.#pressed(element, key));
  }

  /** Brings the list up to date. @param {{kind: string, added: import('../core/types.js').Message[]}} [detail] what changed */
  render(detail = { kind: 'viewer', added: [] }) {
    const { store, outbox, writer, viewer } = this.#chat;
    if (this.#place.atBottom && store.messages.length > MOST) store.trim(KEPT);
    this.#place.keep(() => {
      this.#reconcile(timeline(store.messages, outbox.entries, writer));
      this.#older.show(store, detail.kind === 'reset');
    });
    this.#roving.refresh();
    const others = detail.kind === 'live' ? detail.added.filter((message) => message.author.id !== viewer?.id) : [];
    if (!this.#place.atBottom) this.#newer.add(others.length);
    if (store.loaded) this.#fill();
  }

  toBottom() {
    this.#place.toBottom();
    this.#newer.clear();
  }

  /** Opens the viewer's last message for editing. @returns {boolean} whether there is one */
  editLast() {
    const rows = [...this.#rows.values()].filter((row) => row instanceof MessageRow && row.own);
    const last = /** @type {MessageRow|undefined} */ (rows.at(-1));
    last?.startEdit();
    last?.element.scrollIntoView({ block: 'nearest' });
    return Boolean(last);
  }

  refreshStamps() {
    refreshStamps(this.#ol);
  }

  /** @param {import('../core/timeline.js').Item[]} items */
  #reconcile(items) {
    const rows = new Map(items.map((item) => [item.key, this.#rows.get(item.key) ?? this.#make(item)]));
    for (const [key, row] of this.#rows) {
      if (!rows.has(key)) row.element.remove();
    }
    this.#rows = rows;
    let next = this.#ol.firstElementChild;
    for (const item of items) {
      const row = /** @type {{element: HTMLElement, update?: Function}} */ (rows.get(item.key));
      row.update?.(item, item.kind === 'message' && item.message.author.id === this.#chat.viewer?.id);
      if (row.element === next) next = next.nextElementSibling;
      else this.#ol.insertBefore(row.element, next);
    }
  }

  /** @param {import('../core/timeline.js').Item} item */
  #make(item) {
    const { outbox } = this.#chat;
    switch (item.kind) {
      case 'day': return dayLine(item.day);
      case 'message': return new MessageRow(this.#hooks);
      case 'pending': return new PendingRow((id) => outbox.retry(id), (id) => {
        outbox.discard(id);
        this.#leave();
      });
    }
  }

  #moved() {
    if (this.#place.atBottom) this.#newer.clear();
    this.#fill();
  }

  /** Loads more when the reader comes to the top, or the messages leave room. */
  #fill() {
    if (this.#place.nearTop && this.#chat.store.hasBefore && this.#older.ready) void this.#loadOlder();
  }

  async #loadOlder() {
    this.#older.busy();
    try {
      await this.#chat.loadOlder();
      this.#older.show(this.#chat.store, true);
    } catch (error) {
      this.#older.fail(/** @type {Error} */ (error).message);
      return;
    }
    this.#fill();
  }

  /**
   * @param {HTMLElement} element
   * @param {string} key
   */
  #pressed(element, key) {
    const row = [...this.#rows.values()].find((candidate) => candidate.element === element);
    if (key === 'Escape') this.#leave();
    else if (key.toLowerCase() === 'e' && row instanceof MessageRow) row.startEdit();
    else if (key === 'Delete' && row instanceof MessageRow) row.askDelete();
    else return false;
    return true;
  }
}

/** @param {Date} day */
function dayLine(day) {
  const label = h('span', {}, dayName(day));
  const element = h('li', { class: 'day', 'data-testid': 'day' }, label);
  return {
    element,
    /** Today becomes yesterday while the page is open. */
    update() {
      label.textContent = dayName(day);
    },
  };
}
