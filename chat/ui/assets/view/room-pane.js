import { announcer } from './announcer.js';
import { Composer } from './composer.js';
import { Deeds } from './deeds.js';
import { whyBarred } from './barred.js';
import { button, h } from './dom.js';
import { equip } from './equip.js';
import { MessageList } from './list.js';
import { pace } from './pace.js';
import { toast } from './toast.js';
import { typingLine } from './typing.js';
import { unreadBar } from './unread.js';

/** How long one must look at the last message to have read it. */
const GLANCE = 600;

/** @typedef {{kind: string, added: import('../core/types.js').Message[], beyond?: import('../core/types.js').Message[], pushed?: boolean}} Change */

/** The messages of one room, and where one writes: until one goes to another room. */
export class RoomPane {
  #ui;
  #room;
  #announcer;
  #typing;
  #unread;
  #toast;
  #loading = h('div', { class: 'loading', testid: 'room-loading' });
  #reading = 0;
  #settled = false;
  #readSeq = 0;
  #beyond = false;
  list;
  composer;
  element;

  /**
   * @param {import('./ui.js').Ui} ui which ends with it
   * @param {string} name of the room
   * @param {object} hooks
   * @param {(message: import('../core/types.js').Message) => void} hooks.openThread
   */
  constructor(ui, name, { openThread }) {
    const { room, release } = ui.hub.room(name);
    this.#ui = ui;
    this.#room = room;
    ui.scope.add(release);
    this.#announcer = announcer(ui);
    this.#typing = typingLine(ui);
    this.#toast = toast(ui);
    this.#unread = unreadBar(ui, () => void this.#showUnread(), () => this.#markAll());
    const deeds = new Deeds(ui, room, {
      openThread,
      reply: (message) => this.composer.answer(message),
      go: (seq) => void this.show(seq),
      salvage: (text) => this.composer.add(text),
      failed: (error) => this.fail(error),
    });
    this.composer = new Composer(ui, room, { editLast: () => this.list.editLast(), sent: () => void this.latest('notSentYet') });
    this.list = new MessageList(ui, room, deeds, { leave: () => this.composer.focus(), moved: () => this.#moved(), latest: () => void this.latest() });
    this.element = h('div', { class: 'room' }, this.#unread.element, this.list.element, this.#loading, this.#toast.element, this.#typing.element, this.composer.element, this.#announcer.element);
    equip(ui, room, this.composer, this.element);
    this.#follow();
  }

  get room() {
    return this.#room;
  }

  /** Shows a message, wherever it is in the history. @param {number} seq */
  async show(seq) {
    if (this.list.show(seq)) return;
    try {
      await this.#room.jump(seq);
      this.list.show(seq);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Shows the newest message, or stays. @param {string} [words] what to say when it cannot be had */
  async latest(words) {
    try {
      if (this.#room.store.hasAfter) await this.#room.jump();
    } catch (error) {
      const reason = this.#ui.error(error);
      return this.#toast.show(words ? this.#ui.t(words, { reason }) : reason);
    }
    this.list.toBottom();
    this.#moved();
  }

  /** @param {any} error */
  fail(error) {
    this.#toast.show(this.#ui.error(error));
  }

  /** After who we are changed. */
  refresh() {
    this.composer.allow();
    this.list.render();
    this.#showState();
  }

  #follow() {
    const { scope, hub } = this.#ui;
    const room = this.#room;
    scope.add(() => clearTimeout(this.#reading));
    const changed = pace(this.#ui, (/** @type {Change[]} */ details) => this.#changed(details));
    // What the history brings has its place to keep, and one's own deeds are waited for.
    scope.on(room, 'change', (detail) => changed(detail, !detail.pushed));
    scope.on(room, 'phase', () => this.#showState());
    scope.on(room, 'failed', (error) => this.fail(error));
    scope.on(room, 'info', () => this.#informed());
    scope.on(room, 'people', (what) => (what === 'typing' ? this.#typing.show(room.people?.typing ?? []) : this.list.showReaders(room.people)));
    scope.on(hub.bookmarks, 'change', () => this.list.render());
    scope.on(hub.personal, 'change', () => this.list.render());
    scope.listen(document, 'visibilitychange', () => this.#moved());
    this.#place();
    this.list.render({ kind: 'reset', added: [] });
    this.#showState();
  }

  #informed() {
    this.list.render();
    this.#place();
    this.#moved();
  }

  /** Once both the messages and our place among them are known: where the new ones begin. */
  #place() {
    const { store, viewer, info } = this.#room;
    if (this.#settled || !store.loaded || !info) return;
    this.#settled = true;
    const unread = viewer ? this.#unreadHere(viewer.readSeq) : [];
    if (!viewer || unread.length === 0) return;
    this.#readSeq = viewer.readSeq;
    // Of those further back only that there are some is known.
    this.#beyond = unread[0] === store.messages[0] && store.hasBefore;
    const count = this.#ui.hub.rooms.get(info.id)?.unread?.unread ?? unread.length;
    if (!this.#beyond) this.list.firstUnread = unread[0].seq;
    this.list.render();
    if (this.#beyond || this.list.hides(this.list.firstUnread)) this.#unread.show(Math.max(count, unread.length));
  }

  /** @param {number} readSeq */
  #unreadHere(readSeq) {
    return this.#room.store.messages.filter((message) => message.seq > readSeq && message.author.id !== this.#ui.hub.viewer?.id);
  }

  /** Leads to where one stopped reading. */
  async #showUnread() {
    if (this.#beyond) await this.#room.jump(Math.max(1, this.#readSeq)).catch((error) => this.fail(error));
    const [first] = this.#unreadHere(this.#readSeq);
    if (!first) return;
    this.#beyond = false;
    this.list.firstUnread = first.seq;
    this.list.render();
    this.list.show(first.seq);
  }

  /** What happens in quick succession is shown at once, that one may go on writing.
   * @param {Change[]} details */
  #changed(details) {
    const kind = details.find((each) => each.kind !== 'live' && each.kind !== 'outbox')?.kind ?? details[0].kind;
    const added = details.flatMap((each) => each.added);
    const beyond = details.flatMap((each) => each.beyond ?? []);
    this.list.render({ kind, added, beyond });
    this.#place();
    this.list.showReaders(this.#room.people);
    this.#showState();
    if (kind === 'live') this.#announcer.tell(added.filter(({ author }) => author.id !== this.#ui.hub.viewer?.id && !this.#ui.hub.personal.blocks(author.id)));
    this.#moved();
  }

  /** What is in sight is read, once somebody has looked at it for a moment. */
  #moved() {
    const { firstUnread } = this.list;
    if (firstUnread && !this.list.hides(firstUnread)) this.#unread.show(0);
    clearTimeout(this.#reading);
    const last = this.#room.store.messages.at(-1);
    if (!last || document.hidden || !this.list.atBottom || !this.element.checkVisibility()) return;
    this.#reading = setTimeout(() => void this.#room.markRead(last.seq), GLANCE);
  }

  #markAll() {
    this.#unread.show(0);
    void this.latest();
  }

  #showState() {
    const { phase, error, store } = this.#room;
    const ui = this.#ui;
    this.#loading.hidden = store.loaded;
    if (store.loaded) return;
    if (phase === 'failed') {
      this.#loading.replaceChildren(h('p', { role: 'alert' }, ui.t('messagesFailed', { reason: ui.error(error) })),
        button(ui.t('tryAgain'), () => this.#room.refresh(), { class: 'primary' }));
    } else if (phase === 'closed') {
      this.#loading.replaceChildren(h('p', {}, ui.hub.viewer ? whyBarred(ui, this.#room) : ui.t('logInToRead')));
    } else {
      this.#loading.replaceChildren(h('span', { class: 'spinner', role: 'img', 'aria-label': ui.t('loading') }));
    }
  }
}
