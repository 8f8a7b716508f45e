import { ask, checkbox, labelled } from './dialog.js';
import { h } from './dom.js';
import { timeChoice } from './time-choice.js';

/** How far apart messages must be: seconds. */
const PACES = [5, 10, 30, 60, 300, 3600];

/** What owners may change about a room.
 * @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room @param {import('../core/order.js').Order} order */
export function roomSettings(ui, room, order) {
  const { info } = room;
  if (!info) return;
  const closed = info.archivedAt !== '';
  const name = h('input', { class: 'field', required: true, maxlength: '100', dir: 'auto' });
  const topic = h('input', { class: 'field', maxlength: '250', dir: 'auto', testid: 'room-topic-field' });
  const slow = timeChoice(ui, ui.t('slowOff'), PACES, info.slowModeMs / 1000, 'slow-mode');
  const archived = checkbox(ui.t('closeRoom'), closed, 'archived');
  name.value = info.name;
  topic.value = info.topic;
  // Nothing else may be changed about a closed room.
  for (const field of [name, topic, slow.field]) field.disabled = closed;
  ask(ui, {
    title: ui.t('roomSettings'), yes: ui.t('save'),
    fields: [labelled(ui.t('name'), name), labelled(ui.t('topic'), topic), labelled(ui.t('slowMode'), slow.field, ui.t('slowHint')), h('div', {}, archived.element, h('p', { class: 'hint' }, ui.t('closeRoomHint')))],
    run: async () => {
      if (!closed) await order.edit({ name: name.value.trim(), topic: topic.value.trim(), slowModeMs: slow.seconds * 1000 });
      if (archived.field.checked !== closed) await order.edit({ archived: !closed });
      await room.inquire();
    },
  });
}
