import { Order } from '../core/order.js';
import { ask } from './dialog.js';
import { help, isTyping } from './help.js';
import { iconButton } from './icon-button.js';
import { invite } from './invite.js';
import { bookmarksPane, mentionsPane, pinsPane } from './kept-pane.js';
import { MembersPane } from './members-pane.js';
import { menu } from './menu.js';
import { auditPane, reportsPane } from './order-panes.js';
import { roomSettings } from './room-settings.js';
import { settings } from './settings.js';

/**
 * What one may see and do about a room and about oneself: the buttons and menus for it.
 * @param {import('./ui.js').Ui} ui
 * @param {import('./chat-view.js').ChatView} chat
 */
export function roomTools(ui, chat) {
  const people = iconButton('people', ui.t('members'), () => show('members'), { class: 'icon-button wide', testid: 'members-open' });
  const more = iconButton('more', ui.t('aboutRoom'), () => menu(ui, more, deeds()), { 'aria-haspopup': 'menu', testid: 'room-menu' });
  const go = (/** @type {{room: string, id: string}} */ message) => chat.go(message);

  /** Of messages of all rooms, whether one may go there. @param {import('../core/room.js').Room} room */
  const within = (room) => (/** @type {import('../core/types.js').Message} */ message) => ui.go !== null || message.room === room.id;

  /** @type {Record<string, (ui: import('./ui.js').Ui, room: import('../core/room.js').Room, order: Order) => HTMLElement>} */
  const panes = {
    members: (inner, room, order) => new MembersPane(inner, room, order).element,
    pins: (inner, room) => pinsPane(inner, room, go),
    bookmarks: (inner, room) => bookmarksPane(inner, within(room), go),
    mentions: (inner, room) => mentionsPane(inner, within(room), go),
    reports: (inner, room, order) => reportsPane(inner, room, order, (id) => go({ room: room.id, id })),
    audit: (inner, room, order) => auditPane(inner, room, order),
  };
  const show = (/** @type {string} */ name) => {
    const { room, pane } = chat;
    if (!room?.info) return;
    if (pane.shown === name) return pane.close();
    pane.open(name, ui.t(name), (inner) => panes[name](inner, room, new Order(ui.hub.api, room.id)), () => more.focus());
    /** @type {HTMLElement|null} */ (pane.element.querySelector('button'))?.focus();
  };

  /** @returns {import('./menu.js').Deed[]} */
  const deeds = () => {
    const { room } = chat;
    const known = ui.hub.viewer !== null;
    /** @type {[boolean|undefined, string, import('./icon.js').IconName][]} */
    const all = [[true, 'members', 'people'], [true, 'pins', 'pin'], [known, 'mentions', 'at'], [known, 'bookmarks', 'bookmark'], [room?.moderates, 'reports', 'report'], [room?.moderates, 'audit', 'rule']];
    const list = all.filter(([may]) => may).map(([, name, picture]) => ({ name, icon: picture, label: ui.t(name), run: () => show(name) }));
    /** @type {import('./menu.js').Deed[]} */
    const own = [{ name: 'help', icon: 'help', label: ui.t('keys'), run: () => help(ui) }];
    if (room?.viewer && room.info && room.info.kind !== 'direct') own.push(leaving(ui, room));
    if (room?.moderates && room.info?.kind !== 'direct') list.splice(1, 0, { name: 'invite', icon: 'plus', label: ui.t('invite'), run: () => invite(ui, room) });
    if (room?.viewer?.role === 'owner' && room.info?.kind !== 'direct') own.unshift({ name: 'room-settings', icon: 'settings', label: ui.t('roomSettings'), run: () => roomSettings(ui, room, new Order(ui.hub.api, room.id)) });
    return [...list, ...own];
  };

  chat.tools.append(people, more);
  chat.account.push({ name: 'settings', icon: 'settings', label: ui.t('settings'), run: () => settings(ui, chat.room) });
  chat.element.addEventListener('keydown', (event) => {
    if (event.key !== '?' || isTyping(event) || event.defaultPrevented) return;
    event.preventDefault();
    help(ui);
  });
}

/** @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room @returns {import('./menu.js').Deed} */
function leaving(ui, room) {
  const open = room.info?.kind === 'public';
  const run = async () => {
    await room.leave();
    // Where one comes in.
    return () => open || ui.go?.(/** @type {any} */ (ui.host).room);
  };
  return { name: 'leave', icon: 'leave', label: ui.t('leaveRoom'), grave: true, run: () => ask(ui, { title: ui.t('leaveRoom'), text: ui.t(open ? 'leaveHint' : 'leavePrivateHint'), yes: ui.t('leaveRoom'), grave: true, run }) };
}
