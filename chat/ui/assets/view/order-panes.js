import { NOBODY } from '../core/wire.js';
import { ask, labelled, select } from './dialog.js';
import { button, h } from './dom.js';
import { pages } from './pages.js';
import { timeChoice } from './time-choice.js';

/** @typedef {import('../core/order.js').Report} Report */

/** Finds out what somebody is called. @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room @param {import('../core/order.js').Order} order */
function naming(ui, room, order) {
  return (/** @type {string|undefined} */ id) => {
    const said = room.store.messages.find(({ author }) => author.id === id)?.author;
    return ui.nameOf(order.known.get(id ?? '') ?? said ?? { ...NOBODY, id: id ?? '' });
  };
}

/**
 * What was reported in a room and waits for somebody to do something about it.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {import('../core/room.js').Room} room
 * @param {import('../core/order.js').Order} order
 * @param {(message: string) => void} go shows a message
 */
export function reportsPane(ui, room, order, go) {
  const nameOf = naming(ui, room, order);
  const list = pages(ui, {
    name: 'reports', empty: ui.t('noReports'),
    read: async (after) => {
      if (!after) await order.members().catch(() => {});
      return order.reports(after);
    },
    show: (report) => h('li', { class: 'card', testid: 'report' },
      h('div', {}, ui.t('reportedBy', { reporter: nameOf(report.reporter), author: nameOf(report.author) })),
      button(report.text, () => go(report.message), { class: 'excerpt', dir: 'auto', title: ui.t('jump') }),
      h('p', { dir: 'auto' }, report.reason),
      h('div', { class: 'line' },
        button(ui.t('resolve'), () => resolve(ui, order, report, list.load), { class: 'small', testid: 'resolve' }),
        button(ui.t('dismiss'), () => ask(ui, { title: ui.t('dismissReport'), yes: ui.t('dismiss'), run: () => order.close(report.id, { status: 'dismissed' }).then(list.load) }), { class: 'small', testid: 'dismiss' }))),
  });
  return list.element;
}

/** Asks what shall be done. @param {import('./ui.js').Ui} ui @param {import('../core/order.js').Order} order @param {Report} report @param {() => void} then */
function resolve(ui, order, report, then) {
  const act = select({ delete: ui.t('actDelete'), mute: ui.t('mute'), remove: ui.t('removeMember'), ban: ui.t('ban'), '': ui.t('actNothing') }, 'delete', 'act');
  const time = timeChoice(ui, ui.t('forever'), [3600, 86_400, 604_800], 86_400, 'act-time');
  const span = labelled(ui.t('howLong'), time.field);
  const fit = () => { span.hidden = !['mute', 'ban'].includes(act.value); };
  act.addEventListener('change', fit);
  fit();
  ask(ui, {
    title: ui.t('resolveReport'), yes: ui.t('resolve'), grave: true, fields: [labelled(ui.t('whatToDo'), act), span],
    run: () => order.close(report.id, { status: 'resolved', act: /** @type {any} */ (act.value), ...(!span.hidden && time.until && { until: time.until }) }).then(then),
  });
}

/**
 * What those did in a room who keep order.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {import('../core/room.js').Room} room
 * @param {import('../core/order.js').Order} order
 */
export function auditPane(ui, room, order) {
  const nameOf = naming(ui, room, order);
  return pages(ui, {
    name: 'audit', empty: ui.t('noActs'),
    read: async (after) => {
      if (!after) await Promise.all([order.members(), order.sanctions('bans')]).catch(() => {});
      return order.acts(after);
    },
    show: ({ what, actor, user, object = '', reason, at, until }) => {
      const words = ui.t(`act.${what}`, { actor: nameOf(actor), user: nameOf(user), object: what === 'member.role' ? ui.t(`role.${object}`) : object });
      const notes = [ui.format.fullTime(new Date(at)), until ? ui.t('until', { time: ui.format.fullTime(new Date(until)) }) : '', reason].filter(Boolean).join(' · ');
      return h('li', { class: 'card', testid: 'act' }, h('div', { dir: 'auto' }, words), h('small', { class: 'hint' }, notes));
    },
  }).element;
}
