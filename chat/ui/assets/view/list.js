import { timeline } from '../core/timeline.js';
import { dayLine } from './day.js';
import { arrange, h } from './dom.js';
import { MessageRow } from './message-row.js';
import { newerButton } from './newer.js';
import { olderLine } from './older.js';
import { PendingRow } from './pending-row.js';
import { receipts } from './receipts.js';
import { roving } from './roving.js';
import { Place } from './scroll.js';
import { refreshStamps } from './stamp.js';
import { unreadLine } from './unread.js';

/** More rows than this slow a phone down; those out of sight can be loaded again. */
const MOST = 200;
const KEPT = 120;
/** What fits below what one reads. */
const MARGIN = 60;
const MINUTE = 60_000;

/**
 * Where the messages come from: a room, or a thread in it.
 * @typedef {object} Source
 * @property {import('../core/store.js').RoomStore} store
 * @property {readonly import('../core/outbox.js').Entry[]} unsent
 * @property {() => Promise<void>} loadOlder
 * @property {() => Promise<void>} [loadNewer]
 */

/** Messages in a list that keeps the reader's place. */
export class MessageList {
  #ui;
  #source;
  #deeds;
  #leave;
  /** @type {Map<string, {element: HTMLElement, update?: Function, leave?: () => void}>} */
  #rows = new Map();
  #ol = h('ol', { class: 'messages' });
  #older;
  #newer;
  #scroller;
  #place;
  #roving;
  #readers;
  #loadingNewer = false;
  /** Stands still while one is in the room. */
  firstUnread = 0;
  element;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {Source} source
   * @param {import('./deeds.js').Deeds} deeds
   * @param {object} hooks
   * @param {() => void} hooks.leave hands the focus back to the composer
   * @param {() => void} hooks.moved the reader scrolled, or the rows changed
   * @param {() => void} hooks.latest leads to the newest message
   */
  constructor(ui, source, deeds, { leave, moved, latest }) {
    this.#ui = ui;
    this.#source = source;
    this.#deeds = deeds;
    this.#leave = leave;
    this.#older = olderLine(ui, () => void this.#loadOlder(), deeds.openThread !== null);
    this.#newer = newerButton(ui, latest);
    this.#readers = receipts(ui);
    this.#scroller = h('div', { class: 'scroller', part: 'messages', role: 'log', 'aria-live': 'off', 'aria-label': ui.t('messages'), testid: 'messages' }, this.#older.element, this.#ol);
    this.element = h('div', { class: 'list' }, this.#scroller, this.#newer.element);
    this.#place = new Place(ui, this.#scroller, this.#ol, () => {
      this.#moved();
      moved();
    });
    this.#roving = roving(this.#ol, '.message', (element, key) => this.#pressed(element, key));
    const offer = (/** @type {Event} */ event) => deeds.offer(this.#rowOf(/** @type {Element} */ (event.target)));
    this.#ol.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && offer(event));
    this.#ol.addEventListener('focusin', offer);
    this.#scroller.addEventListener('pointerleave', () => deeds.offer(this.#focused()));
    ui.scope.every(MINUTE, () => refreshStamps(ui, this.#ol));
  }

  get atBottom() {
    return this.#place.atBottom && !this.#source.store.hasAfter;
  }

  /** @returns {MessageRow[]} */
  get messageRows() {
    return [...this.#rows.values()].filter((row) => row instanceof MessageRow);
  }

  /** Brings the list up to date. @param {{kind: string, added: import('../core/types.js').Message[], beyond?: import('../core/types.js').Message[], pushed?: boolean}} [detail] what changed */
  render({ kind, added, beyond = [] } = { kind: 'viewer', added: [] }) {
    const { store, unsent } = this.#source;
    const { viewer, writer } = this.#ui.hub;
    const focused = this.#focused()?.element;
    this.#trim(kind);
    this.#place.keep(() => {
      this.#reconcile(timeline(store.messages, store.hasAfter ? [] : unsent, writer, this.firstUnread));
      this.#older.show(store, kind === 'reset');
    }, kind !== 'newer');
    this.#roving.refresh();
    // The keys go on from what is in sight.
    if (focused && !focused.isConnected) this.#place.reading?.focus({ preventScroll: true });
    const others = kind === 'live' ? [...added, ...beyond].filter((message) => message.author.id !== viewer?.id) : [];
    if (!this.atBottom && others.length > 0) this.#newer.add(others.length);
    if (store.loaded) this.#fill();
  }

  /** Marks how far others have read. @param {import('../core/people.js').People|null} people */
  showReaders(people) {
    this.#readers.show(people, this.messageRows);
  }

  toBottom() {
    this.#place.toBottom();
    this.#newer.clear();
  }

  /** Brings a message into sight and marks it for a moment. @param {number} seq @returns {boolean} whether it is here */
  show(seq) {
    const row = this.messageRows.find(({ message }) => message.seq === seq);
    if (!row) return false;
    this.#place.show(row.element);
    row.element.classList.remove('found');
    requestAnimationFrame(() => row.element.classList.add('found'));
    row.element.focus({ preventScroll: true });
    return true;
  }

  /** Whether a message is above what is in sight, or not here at all. @param {number} seq */
  hides(seq) {
    const row = this.messageRows.find(({ message }) => message.seq === seq);
    return !row || (!this.#place.sees(row.element) && row.element.getBoundingClientRect().top < this.#scroller.getBoundingClientRect().top);
  }

  /** Opens the viewer's last message for editing. @returns {boolean} whether there is one */
  editLast() {
    const last = this.messageRows.findLast((row) => row.changeable);
    last?.startEdit();
    last?.element.scrollIntoView({ block: 'nearest' });
    return Boolean(last);
  }

  /** Forgets rows on the side that one does not look at; none as long as one changes a
   * message, unless that takes all too long. @param {string} kind */
  #trim(kind) {
    const { store } = this.#source;
    const { length } = store.messages;
    if (length <= MOST || (length < 5 * MOST && this.messageRows.some(({ busy }) => busy))) return;
    const reading = this.#place.atBottom ? undefined : this.#place.reading?.dataset.id;
    const before = reading ? store.messages.findIndex(({ id }) => id === reading) : length;
    if (kind === 'older' || (kind !== 'newer' && before < length / 2)) store.trimEnd(Math.max(KEPT, before + MARGIN));
    else store.trim(KEPT);
  }

  /** @param {import('../core/timeline.js').Item[]} items */
  #reconcile(items) {
    const rows = new Map(items.map((item) => [item.key, this.#rows.get(item.key) ?? this.#make(item)]));
    for (const [key, row] of this.#rows) {
      if (rows.has(key)) continue;
      row.leave?.();
    }
    this.#rows = rows;
    for (const item of items) /** @type {{update?: Function}|undefined} */ (rows.get(item.key))?.update?.(item, item.kind === 'message' && item.message.author.id === this.#ui.hub.viewer?.id);
    arrange(this.#ol, [...rows.values()].map(({ element }) => element));
  }

  /** @param {import('../core/timeline.js').Item} item */
  #make(item) {
    switch (item.kind) {
      case 'day': return dayLine(this.#ui, item.day);
      case 'unread': return unreadLine(this.#ui);
      case 'message': return new MessageRow(this.#deeds);
      case 'pending': return new PendingRow(this.#ui, this.#leave, (draft) => this.#salvage(draft));
    }
  }

  /** Has something written again. @param {import('../core/types.js').Draft} draft */
  #salvage({ text, replyTo }) {
    const answered = replyTo && this.#source.store.message(replyTo);
    this.#deeds.salvage(text);
    if (answered) this.#deeds.reply(answered);
  }

  #moved() {
    this.#source.store.reading = this.atBottom ? 0 : Number(this.#place.reading?.dataset.seq ?? 0);
    if (this.atBottom) this.#newer.clear();
    else this.#newer.away(this.#place.below > 1000 || this.#source.store.hasAfter);
    this.#fill();
  }

  /** Loads more when the reader comes to an end, or the messages leave room. */
  #fill() {
    const { store } = this.#source;
    if (this.#place.nearTop && store.hasBefore && this.#older.ready) void this.#loadOlder();
    else if (this.#place.nearEnd && store.hasAfter && !this.#loadingNewer) void this.#loadNewer();
  }

  async #loadOlder() {
    this.#older.busy();
    try {
      await this.#source.loadOlder();
      this.#older.show(this.#source.store, true);
    } catch (error) {
      this.#older.fail(error);
      return;
    }
    this.#fill();
  }

  async #loadNewer() {
    this.#loadingNewer = true;
    // What fails is tried again when the reader moves on.
    const failed = await this.#source.loadNewer?.().then(() => false, () => true);
    this.#loadingNewer = false;
    if (!failed) this.#fill();
  }

  /** @param {Element} target @returns {MessageRow|null} */
  #rowOf(target) {
    const element = target.closest('.message');
    return this.messageRows.find((row) => row.element === element) ?? null;
  }

  #focused() {
    const { activeElement } = this.#ui.shadow;
    return activeElement && this.#ol.contains(activeElement) ? this.#rowOf(activeElement) : null;
  }

  /**
   * @param {HTMLElement} element
   * @param {string} key
   */
  #pressed(element, key) {
    const row = this.#rowOf(element);
    if (key === 'Escape') this.#leave();
    else if (!row) return false;
    else if (key === 'Delete') row.askDelete();
    else return this.#deed(row, { e: 'edit', r: 'reply', t: 'thread', c: 'link', '+': 'react' }[key.toLowerCase()] ?? '');
    return true;
  }

  /** @param {MessageRow} row @param {string} name */
  #deed(row, name) {
    const deed = name && !row.message.deletedAt ? this.#deeds.of(row).find((each) => each.name === name) : undefined;
    deed?.run();
    return Boolean(deed);
  }
}
