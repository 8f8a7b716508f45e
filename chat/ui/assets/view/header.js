import { button, h, slot } from './dom.js';
import { iconButton } from './icon-button.js';
import { menu } from './menu.js';
import { avatar } from './person.js';

/**
 * The room, who is there, and who one is in it. What opens a pane puts its button into tools.
 * @param {import('./ui.js').Ui} ui
 * @param {object} hooks
 * @param {() => Promise<void>} hooks.leave logs out
 * @param {() => Promise<void>} hooks.join
 * @param {() => void} hooks.back to the list of rooms
 */
export function header(ui, { leave, join, back }) {
  const title = h('h1', { testid: 'room-name' });
  const topic = h('p', { class: 'topic', dir: 'auto', testid: 'room-topic' });
  const here = h('span', { class: 'here', testid: 'here' });
  const me = button('', () => menu(ui, me, [...account, ...leaving()]), { class: 'me', 'aria-haspopup': 'menu', testid: 'viewer' });
  /** What else one may do about oneself. @type {import('./menu.js').Deed[]} */
  const account = [];
  const problem = h('p', { class: 'problem', role: 'alert' });
  const tools = h('div', { class: 'tools', part: 'tools' });
  const trying = async (/** @type {HTMLButtonElement} */ pressed, /** @type {() => Promise<void>} */ run, /** @type {string} */ words) => {
    pressed.disabled = true;
    problem.textContent = '';
    await run().catch((error) => { problem.textContent = ui.t(words, { reason: ui.error(error) }); });
    pressed.disabled = false;
  };
  const joining = button(ui.t('join'), () => void trying(joining, join, 'failed'), { class: 'small', hidden: true, testid: 'join' });
  /** @returns {import('./menu.js').Deed[]} */
  const leaving = () => (ui.hub.meta.logout
    ? [{ name: 'logout', icon: 'leave', label: ui.t('logOut'), run: () => void trying(me, leave, 'logOutFailed') }]
    : []);
  const element = h('header', { class: 'top', part: 'header' },
    iconButton('back', ui.t('rooms'), back, { class: 'icon-button back', testid: 'back' }),
    slot('header', h('div', { class: 'about' }, h('div', { class: 'titles' }, title, here), topic)), joining, tools, me, problem);
  return {
    element,
    tools,
    account,
    /** @param {import('../core/room.js').Room} room */
    show(room) {
      const { viewer } = ui.hub;
      title.textContent = ui.titleOf(room.info) || ui.t('chat');
      topic.textContent = room.info?.topic ?? '';
      joining.hidden = !(viewer && room.info?.kind === 'public' && !room.viewer && room.writable);
      me.hidden = !viewer;
      if (viewer) me.replaceChildren(avatar(ui, viewer), h('bdi', { class: 'name' }, ui.nameOf(viewer)));
      this.showPresence(room);
    },
    /** @param {import('../core/room.js').Room} room */
    showPresence(room) {
      const online = [...room.people?.presence.values() ?? []].filter((status) => status !== 'offline').length;
      here.textContent = online > 0 ? ui.t('here', { count: online }) : '';
      here.hidden = online === 0;
    },
  };
}
