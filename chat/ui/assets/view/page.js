import { announcer } from './announcer.js';
import { banner } from './banner.js';
import { composer } from './composer.js';
import { button, h } from './dom.js';
import { header } from './header.js';
import { MessageList } from './list.js';
import { logInBar } from './login.js';
import { titleCount } from './title.js';

const MINUTE = 60_000;

/** Everything one sees once the chat is open, kept up to date. */
export class Page {
  #chat;
  #header;
  #banner;
  #logIn;
  #composer;
  #list;
  #announcer = announcer();
  #title = titleCount();
  #loading = h('div', { class: 'loading', 'data-testid': 'room-loading' });
  element;

  /**
   * @param {import('../core/chat.js').Chat} chat
   * @param {URL} base
   */
  constructor(chat, base) {
    this.#chat = chat;
    this.#header = header(() => this.#leave());
    this.#banner = banner(() => this.#reconnect());
    this.#logIn = logInBar(base, (logIn, name) => this.#enter(logIn, name));
    this.#composer = composer({
      send: (text) => this.#send(text),
      changed: (text) => { chat.draft = text; },
      editLast: () => this.#list.editLast(),
    });
    this.#list = new MessageList(chat, {
      limit: () => chat.meta.limits.textLength,
      edit: (message, text) => chat.edit(message, text),
      remove: (id) => chat.remove(id),
      salvage: (text) => this.#composer.add(text),
    }, () => this.#composer.focus());
    const foot = h('footer', { class: 'foot' }, this.#logIn.element, this.#composer.element);
    this.element = h('div', { class: 'page', 'data-testid': 'app' },
      this.#header.element, this.#banner.element, this.#list.element, foot, this.#announcer.element);
    this.#list.element.append(this.#loading);
  }

  /** Shows an open chat, and follows it from then on. */
  show() {
    const chat = this.#chat;
    chat.on('viewer', () => this.#showViewer());
    chat.on('phase', () => this.#showState());
    chat.on('live', () => this.#showState());
    chat.on('change', (detail) => this.#showChange(detail));
    this.#showViewer();
    this.#showState();
    setInterval(() => this.#list.refreshStamps(), MINUTE);
  }

  #showViewer() {
    const { meta, viewer, draft } = this.#chat;
    this.#header.show(meta);
    this.#title.name(meta.lobby?.name ?? 'Chat');
    this.#logIn.show(!viewer, meta.logins);
    this.#composer.allow(Boolean(viewer && meta.lobby), meta.limits.textLength);
    if (this.#composer.empty() && draft) this.#composer.put(draft);
    this.#list.render();
  }

  #showState() {
    const { liveState, phase, error, store } = this.#chat;
    this.element.dataset.live = liveState;
    this.element.dataset.phase = phase;
    this.#banner.show(liveState, phase);
    this.#loading.hidden = store.loaded;
    if (store.loaded) return;
    if (phase === 'failed') {
      this.#loading.replaceChildren(h('p', { role: 'alert' }, `The messages could not be loaded: ${error?.message ?? ''}`),
        button('Try again', () => this.#chat.refresh(), { class: 'primary' }));
    } else if (phase === 'closed') {
      this.#loading.replaceChildren(h('p', {}, this.#chat.viewer ? 'You may not read this chat.' : 'Log in to read and write.'));
    } else {
      this.#loading.replaceChildren(h('span', { class: 'spinner', 'aria-hidden': 'true' }), h('span', {}, 'Loading messages …'));
    }
  }

  /** @param {{kind: string, added: import('../core/types.js').Message[]}} detail */
  #showChange(detail) {
    this.#list.render(detail);
    this.#loading.hidden = this.#chat.store.loaded;
    if (detail.kind !== 'live') return;
    const others = detail.added.filter((message) => message.author.id !== this.#chat.viewer?.id);
    this.#announcer.tell(others);
    this.#title.add(others.length);
  }

  /** @param {string} text */
  #send(text) {
    this.#chat.send(text);
    this.#list.toBottom();
  }

  #reconnect() {
    this.#chat.resume();
    this.#chat.wake();
  }

  /** @param {import('../core/types.js').LogIn} logIn @param {string} name */
  async #enter(logIn, name) {
    await this.#chat.logIn(logIn, name);
    this.#composer.focus();
  }

  async #leave() {
    await this.#chat.logOut();
    // Kept for who wrote it, not shown to who comes next.
    this.#composer.put('');
  }
}
