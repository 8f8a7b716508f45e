import { checkbox, dialog, labelled, select } from './dialog.js';
import { button, h } from './dom.js';
import { desktopOn, setDesktop } from './notify.js';
import { name } from './person.js';
import { LANGUAGES } from './texts.js';
import { timeChoice } from './time-choice.js';

/**
 * What one may choose for oneself. Each choice is in force at once.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room|null} room in sight
 */
export function settings(ui, room) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const trying = (/** @type {Promise<any>} */ deed) => deed.then(() => { problem.textContent = ''; }, (error) => { problem.textContent = ui.error(error); });
  dialog(ui, 'settings', ui.t('settings'), h('div', { class: 'form' }, problem, ...privacy(ui, trying), ...(room?.viewer ? [h('h3', {}, ui.t('notifyIn', { room: ui.titleOf(room.info) })), notices(ui, room, trying)] : []),
    ...(ui.page ? look(ui, trying) : []), ...blocked(ui, trying)));
}

/** @typedef {(deed: Promise<any>) => Promise<void>} Trying */

/** @param {import('./ui.js').Ui} ui @param {Trying} trying */
function privacy(ui, trying) {
  const { personal } = ui.hub;
  return [h('h3', {}, ui.t('privacy')), ...(/** @type {const} */ (['presence', 'readReceipts'])).map((key) => {
    const { field, element } = checkbox(ui.t(`prefer.${key}`), personal.preferences[key], key);
    field.addEventListener('change', () => void trying(personal.prefer({ [key]: field.checked })).then(() => { field.checked = personal.preferences[key]; }));
    return element;
  })];
}

/** @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room @param {Trying} trying */
function notices(ui, room, trying) {
  const { personal } = ui.hub;
  const level = select({ all: ui.t('level.all'), mentions: ui.t('level.mentions'), none: ui.t('level.none') }, 'all', 'notify-level');
  const mute = timeChoice(ui, ui.t('notMuted'), [3600, 28_800, 86_400, 604_800], 0, 'notify-mute');
  const until = h('small', { class: 'hint', role: 'status' });
  const show = async () => {
    const now = await personal.notify(room.id);
    level.value = now.level;
    const muted = Date.parse(now.muteUntil) > ui.hub.clock.now();
    until.textContent = muted ? ui.t('until', { time: ui.format.fullTime(new Date(now.muteUntil)) }) : '';
    if (!muted) mute.field.value = '';
  };
  const save = () => void trying(personal.setNotify(room.id, { level: level.value, muteUntil: mute.until }).then(show));
  level.addEventListener('change', save);
  mute.field.addEventListener('change', save);
  void trying(show());
  return h('div', { class: 'form' }, labelled(ui.t('tellMe'), level), labelled(ui.t('muteRoom'), mute.field), until);
}

/** What belongs to the page, and is the host's to say where there is another one.
 * @param {import('./ui.js').Ui} ui @param {Trying} trying */
function look(ui, trying) {
  const { shelf } = ui.hub;
  const desktop = checkbox(ui.t('desktop'), desktopOn(ui), 'desktop');
  desktop.field.addEventListener('change', () => void trying(setDesktop(ui, desktop.field.checked)).then(() => { desktop.field.checked = desktopOn(ui); }));
  const theme = select({ '': ui.t('theme.system'), light: ui.t('theme.light'), dark: ui.t('theme.dark') }, shelf.get('theme') ?? '', 'theme');
  theme.addEventListener('change', () => {
    shelf.set('theme', theme.value);
    wear(ui);
  });
  const names = LANGUAGES.map((lang) => [lang, new Intl.DisplayNames([lang], { type: 'language' }).of(lang) ?? lang]);
  const lang = select({ '': ui.t('browserLanguage'), ...Object.fromEntries(names) }, shelf.get('lang') ?? '', 'language');
  lang.addEventListener('change', () => {
    shelf.set('lang', lang.value);
    // The element begins anew in that language.
    ui.host.lang = lang.value;
  });
  return [h('h3', {}, ui.t('page')), desktop.element, labelled(ui.t('theme'), theme), labelled(ui.t('language'), lang)];
}

/** Puts on the theme that somebody chose. @param {import('./ui.js').Ui} ui */
export function wear({ hub, host }) {
  const theme = hub.shelf.get('theme');
  if (theme) host.setAttribute('theme', theme);
  else host.removeAttribute('theme');
}

/** @param {import('./ui.js').Ui} ui @param {Trying} trying */
function blocked(ui, trying) {
  const { personal } = ui.hub;
  if (personal.blocked.length === 0) return [];
  const items = personal.blocked.map((user) => {
    const item = h('li', { class: 'person' }, h('span', { class: 'who' }, name(ui, user)), button(ui.t('unblock'), () => void trying(personal.block(user, false).then(() => item.remove())), { class: 'small', testid: 'settings-unblock' }));
    return item;
  });
  return [h('h3', {}, ui.t('blockedPeople')), h('ul', { class: 'people' }, ...items)];
}
