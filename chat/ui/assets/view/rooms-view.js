import { arrange, h, slot } from './dom.js';
import { pace } from './pace.js';
import { RoomItem } from './room-item.js';
import { walk } from './roving.js';

/** From so many rooms on, searching them helps. */
const MANY = 6;

/** The rooms that one may read: what <parley-rooms> shows. */
export class RoomsView {
  #ui;
  #choose;
  /** @type {Map<string, RoomItem>} */
  #items = new Map();
  #list = h('ul', { class: 'room-items', testid: 'rooms' });
  #search;
  #note = h('p', { class: 'rooms-note', hidden: true });
  #current = '';
  tools = h('div', { class: 'tools' });
  element;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {(room: import('../core/types.js').Room) => void} choose
   */
  constructor(ui, choose) {
    const { scope, hub } = ui;
    this.#ui = ui;
    this.#choose = choose;
    this.#search = h('input', { class: 'field', type: 'search', placeholder: ui.t('findRoom'), 'aria-label': ui.t('findRoom'), hidden: true });
    this.#search.addEventListener('input', () => this.render());
    const pressed = (/** @type {KeyboardEvent} */ event) => walk(event, [this.#search, ...[...this.#items.values()].map(({ button }) => button)]);
    this.#search.addEventListener('keydown', pressed);
    this.#list.addEventListener('keydown', pressed);
    this.element = h('nav', { class: 'rooms', part: 'rooms', 'aria-label': ui.t('rooms') },
      h('header', { class: 'rooms-top' }, slot('rooms-header', h('h2', {}, ui.t('rooms'))), this.tools),
      this.#search, this.#note, this.#list);
    const changed = pace(ui, () => this.render());
    scope.on(hub.rooms, 'change', changed);
    scope.on(hub, 'viewer', () => this.render());
    scope.add(hub.rooms.open());
    this.render();
  }

  /** Marks the room in sight. @param {string} id */
  mark(id) {
    this.#current = id;
    for (const [key, item] of this.#items) item.mark(key === id);
  }

  /** The room after or before the one in sight. @param {number} step */
  neighbour(step) {
    const list = this.#ui.hub.rooms.list.filter(({ unread }) => unread);
    const at = list.findIndex(({ room }) => room.id === this.#current);
    return list[at + step]?.room ?? null;
  }

  render() {
    const { rooms } = this.#ui.hub;
    const wanted = this.#search.value.trim().toLocaleLowerCase(this.#ui.texts.locale);
    const list = rooms.list.filter(({ room }) => this.#ui.titleOf(room).toLocaleLowerCase(this.#ui.texts.locale).includes(wanted));
    this.#search.hidden = rooms.list.length < MANY;
    this.#note.hidden = list.length > 0 || (!rooms.loaded && !rooms.error);
    this.#note.textContent = rooms.error ? this.#ui.error(rooms.error) : this.#ui.t(wanted ? 'noneFound' : 'noRooms');
    const items = new Map(list.map((listed) => [listed.room.id, this.#items.get(listed.room.id) ?? new RoomItem(this.#ui, () => this.#choose(rooms.get(listed.room.id)?.room ?? listed.room))]));
    this.#items = items;
    for (const listed of list) items.get(listed.room.id)?.update(listed, this.#ui.titleOf(listed.room));
    arrange(this.#list, [...items.values()].map(({ element }) => element));
    this.mark(this.#current);
  }
}
