import { banner } from './banner.js';
import { button, h } from './dom.js';
import { header } from './header.js';
import { logInBar } from './login.js';
import { Pane } from './pane.js';
import { RoomPane } from './room-pane.js';
import { searchTool } from './search.js';
import { roomTools } from './room-tools.js';
import { threadPane } from './thread-pane.js';

/** One room after the other, with all around it: what <parley-chat> shows. */
export class ChatView {
  #ui;
  #header;
  #banner;
  #logIn;
  #body = h('div', { class: 'stage' });
  /** @type {import('./ui.js').Ui|null} */
  #inner = null;
  /** @type {RoomPane|null} */
  #open = null;
  #shown = '';
  /** Beside the messages. */
  pane;
  element;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {{back?: () => void}} [hooks] back to the list of rooms
   */
  constructor(ui, { back = () => {} } = {}) {
    this.#ui = ui;
    this.#header = header(ui, { leave: () => ui.hub.logOut(), join: async () => this.#open?.room.join(), back });
    this.#banner = banner(ui, () => this.#reconnect());
    this.#logIn = logInBar(ui, (logIn, name) => this.#enter(logIn, name));
    this.pane = new Pane(ui);
    // A host's page has a main part of its own.
    const main = h(ui.page ? 'main' : 'section', { class: 'main', 'aria-label': ui.t('chat') }, this.#header.element, this.#banner.element, this.#body, this.#logIn.element);
    this.element = h('div', { class: 'chat', testid: 'app' }, main, this.pane.element);
    searchTool(ui, this);
    roomTools(ui, this);
    for (const what of ['viewer', 'phase', 'live']) ui.scope.on(ui.hub, what, () => this.#showState());
    let { viewer } = ui.hub;
    ui.scope.on(ui.hub, 'viewer', (next) => {
      // What somebody looked at is not for who comes next.
      if (viewer && viewer.id !== next?.id) this.pane.close();
      viewer = next;
    });
  }

  /** The room in sight. */
  get room() {
    return this.#open?.room ?? null;
  }

  /** What may add to the header. */
  get tools() {
    return this.#header.tools;
  }

  /** What may add to the menu of one's own name. */
  get account() {
    return this.#header.account;
  }

  /** Shows a room. @param {string} name @param {string} [message] the ID of one to show in it */
  show(name, message = '') {
    if (name !== this.#shown) this.#enterRoom(name);
    if (message) void this.#showMessage(message);
  }

  /** @param {string} name */
  #enterRoom(name) {
    // What was found stays, to go on from.
    if (this.pane.shown !== 'search') this.pane.close();
    this.#inner?.scope.end();
    this.#shown = name;
    this.#inner = this.#ui.inner();
    const open = new RoomPane(this.#inner, name, { openThread: (message) => this.openThread(message.id) });
    this.#open = open;
    this.#body.replaceChildren(open.element);
    this.#inner.scope.on(open.room, 'info', () => this.#showState());
    this.#inner.scope.on(open.room, 'phase', () => this.#showState());
    this.#inner.scope.on(open.room, 'people', (what) => what === 'presence' && this.#header.showPresence(open.room));
    open.refresh();
    this.#showState();
  }

  /** Shows a thread beside the room. @param {string} root the ID of its first message */
  openThread(root) {
    this.pane.open('thread', this.#ui.t('thread'), (ui) => {
      const { element, composer } = threadPane(ui, this.#shown, root);
      queueMicrotask(() => composer.focus());
      return element;
    }, () => this.#open?.composer.focus());
  }

  focus() {
    this.#open?.composer.focus();
  }

  /** Goes to a message of any room. @param {{room: string, id: string}} message */
  go({ room, id }) {
    const { go } = this.#ui;
    // It covers the messages, where there is little room.
    if (getComputedStyle(this.pane.element).position === 'absolute') this.pane.close();
    if (go && room !== this.room?.id) go(room, id);
    else this.show(this.#shown, id);
  }

  /** What stands in a thread alone is shown there, beside what it is about. @param {string} id */
  async #showMessage(id) {
    const open = this.#open;
    const find = async (/** @type {string} */ each) => open?.room.store.message(each) ?? this.#ui.hub.api.message(each);
    try {
      const message = await find(id);
      const thread = message.inRoom ? '' : message.thread;
      const { seq } = thread ? await find(thread) : message;
      if (open !== this.#open) return;
      await open?.show(seq);
      if (thread) this.openThread(thread);
    } catch (error) {
      open?.fail(error);
    }
  }

  #showState() {
    const { hub } = this.#ui;
    const { dataset } = this.element;
    dataset.live = hub.liveState;
    dataset.phase = this.room?.phase ?? hub.phase;
    this.#banner.show(hub.liveState, this.room?.phase ?? '');
    if (this.#open) this.#header.show(this.#open.room);
    if (hub.phase === 'open') this.#logIn.show(!hub.viewer, hub.meta.logins);
    this.element.classList.toggle('anonymous', !this.#logIn.element.hidden);
    this.#showFailure();
  }

  /** Without an answer to who we are there is little to show. */
  #showFailure() {
    const ui = this.#ui;
    const { hub } = ui;
    const lost = hub.phase === 'failed' && !this.room?.store.loaded;
    const there = this.element.querySelector('[data-testid=failure]');
    if (!lost) return there?.remove();
    const words = h('div', { class: 'loading', role: 'alert', testid: 'failure' },
      h('p', {}, ui.t('chatFailed', { reason: ui.error(hub.error) })), button(ui.t('tryAgain'), () => void hub.open(), { class: 'primary' }));
    there?.remove();
    this.#body.append(words);
  }

  #reconnect() {
    this.#ui.hub.resume();
    this.#ui.hub.wake();
    this.room?.refresh();
  }

  /** @param {import('../core/types.js').LogIn} logIn @param {string} name */
  async #enter(logIn, name) {
    await this.#ui.hub.logIn(logIn, name);
    this.focus();
  }
}
