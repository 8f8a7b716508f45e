import { ChatView } from './chat-view.js';
import { h } from './dom.js';
import { iconButton } from './icon-button.js';
import { newChat } from './new-chat.js';
import { desktopNews } from './notify.js';
import { RoomsView } from './rooms-view.js';
import { wear } from './settings.js';
import { isSwitchKey, switcher } from './switcher.js';
import { titleCount } from './title.js';

/** The rooms and the one in sight, side by side or one in place of the other: what
 * <parley-app> shows. */
export class PageView {
  #ui;
  #rooms;
  #title;
  chat;
  element;

  /** @param {import('./ui.js').Ui} ui */
  constructor(ui) {
    this.#ui = ui;
    this.#rooms = new RoomsView(ui, ({ id }) => ui.go?.(id));
    this.chat = new ChatView(ui, { back: () => this.#turn('rooms') });
    ui.go = (room, message) => {
      // The address is for people to read.
      this.open(ui.hub.rooms.get(room)?.room.slug || room, message);
      // Who goes to a message reads on from there, and for a finger half of the window would be keys.
      if (!message && matchMedia('(hover:hover)').matches) this.chat.focus();
    };
    this.#title = titleCount(ui);
    desktopNews(ui, ui.go);
    wear(ui);
    this.element = h('div', { class: 'page', 'data-pane': 'room' }, this.#rooms.element, this.chat.element);
    this.element.addEventListener('keydown', (event) => this.#pressed(event));
    const start = iconButton('plus', ui.t('newChat'), () => newChat(ui), { testid: 'new-chat' });
    this.#rooms.tools.append(start, iconButton('search', ui.t('goToRoom'), () => this.#switch(), { title: ui.t('goToRoomKey'), testid: 'switcher-open' }));
    ui.scope.listen(document, 'keydown', (event) => this.#asked(event));
    ui.scope.on(ui.hub, 'room', (room) => room === this.chat.room && this.#named());
    // Whoever is nobody yet, and sees one room, has nothing to choose from.
    const fit = () => {
      start.hidden = !ui.hub.viewer;
      this.element.classList.toggle('single', start.hidden && ui.hub.rooms.list.length < 2);
    };
    ui.scope.on(ui.hub.rooms, 'change', fit);
    ui.scope.on(ui.hub, 'viewer', fit);
    fit();
  }

  /** @param {string} name @param {string} [message] the ID of one to show in it */
  open(name, message = '') {
    this.chat.show(name, message);
    this.#turn('room');
    this.#named();
    this.#ui.tell('parley-room', { room: name });
  }

  #named() {
    const { room } = this.chat;
    this.#rooms.mark(room?.id ?? '');
    this.#title.name(this.#ui.titleOf(room?.info));
  }

  /** Where there is room for one of both. @param {'rooms'|'room'} to */
  #turn(to) {
    this.element.dataset.pane = to;
    if (to === 'rooms') /** @type {HTMLElement|null} */ (this.#rooms.element.querySelector('[aria-current], .room-item'))?.focus();
  }

  #switch() {
    switcher(this.#ui, this.chat.room?.id ?? '');
  }

  /** The key counts wherever one is on the page, but in what else writes there.
   * @param {KeyboardEvent} event */
  #asked(event) {
    const inside = event.composedPath().includes(this.#ui.host) || document.activeElement === document.body;
    if (!inside || !isSwitchKey(event)) return;
    event.preventDefault();
    this.#switch();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey) return;
    const next = this.#rooms.neighbour(step);
    event.preventDefault();
    if (next) this.#ui.go?.(next.id);
  }
}
