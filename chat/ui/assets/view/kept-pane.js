import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';
import { pages } from './pages.js';
import { name } from './person.js';

/** @typedef {import('../core/types.js').Message} Message */

/** A message that leads to its place. @param {import('./ui.js').Ui} ui @param {Message} message @param {() => void} go @param {string} where @param {HTMLElement[]} more */
function card(ui, message, go, where, ...more) {
  const time = h('time', { datetime: message.createdAt, class: 'stamp hint' }, ui.format.brief(new Date(message.createdAt)));
  const said = message.deletedAt ? ui.t('deleted') : message.text;
  return h('li', { class: 'card' }, h('div', { class: 'line' }, name(ui, message.author), time, ...more),
    ...(where ? [h('small', { class: 'hint' }, where)] : []),
    button(said, go, { class: 'excerpt', dir: 'auto', title: ui.t('jump'), 'data-id': message.id, testid: 'jump' }));
}

/** What is pinned in a room.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {import('../core/room.js').Room} room @param {(message: Message) => void} go */
export function pinsPane(ui, room, go) {
  const unpin = (/** @type {Message} */ message) => iconButton('close', ui.t('unpin'), () => void room.pin(message.id, false).then(list.load, () => {}), { testid: 'unpin' });
  const list = pages(ui, {
    name: 'pins', empty: ui.t('noPins'),
    read: async () => ({ items: (await room.api.pins(room.id)).items, after: '' }),
    show: (message) => card(ui, message, () => go(message), '', ...(room.callsAll ? [unpin(message)] : [])),
  });
  ui.scope.on(room.store, 'event', ({ event, message }) => (event.startsWith('pin.') || message?.pinnedAt) && list.load());
  return list.element;
}

/**
 * What the viewer bookmarked.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {(message: Message) => boolean} shown
 * @param {(message: Message) => void} go
 */
export function bookmarksPane(ui, shown, go) {
  const { bookmarks, api } = ui.hub;
  const drop = (/** @type {Message} */ message) => iconButton('close', ui.t('unbookmark'), () => void bookmarks.set(message.id, false).catch(() => {}), { testid: 'unbookmark' });
  const list = pages(ui, {
    name: 'bookmarks', empty: ui.t('noBookmarks'),
    read: async () => ({ items: (await api.bookmarks()).items.filter(shown), after: '' }),
    show: (message) => card(ui, message, () => go(message), whereOf(ui, message), drop(message)),
  });
  ui.scope.on(bookmarks, 'change', list.load);
  return list.element;
}

/** What calls the viewer. @param {import('./ui.js').Ui} ui which ends with it @param {(message: Message) => boolean} shown @param {(message: Message) => void} go */
export function mentionsPane(ui, shown, go) {
  const { rooms, api } = ui.hub;
  const list = pages(ui, {
    name: 'mentions', empty: ui.t('noMentions'),
    read: async (before) => {
      const { items, after } = await api.mentions(before);
      return { items: items.filter(shown), after };
    },
    show: (message) => card(ui, message, () => go(message), whereOf(ui, message)),
  });
  ui.scope.on(rooms, 'mention', list.load);
  return list.element;
}

/** What its room is called. @param {import('./ui.js').Ui} ui @param {Message} message */
const whereOf = ({ hub }, { room }) => hub.rooms.get(room)?.room.name ?? '';
