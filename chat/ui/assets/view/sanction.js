import { ask, labelled } from './dialog.js';
import { h } from './dom.js';
import { timeChoice } from './time-choice.js';

/** Ten minutes, an hour, a day, a week, thirty days. */
const SPANS = [600, 3600, 86_400, 604_800, 2_592_000];

/**
 * Asks for how long and why somebody is muted or banned.
 * @param {import('./ui.js').Ui} ui
 * @param {'mutes'|'bans'} kind
 * @param {string} name of whom
 * @param {(draft: {until?: string, reason?: string}) => Promise<any>} run
 */
export function sanctionOf(ui, kind, name, run) {
  const mute = kind === 'mutes';
  const time = timeChoice(ui, ui.t('forever'), SPANS, mute ? 3600 : 0, 'sanction-time');
  const reason = h('input', { class: 'field', maxlength: '500', dir: 'auto', testid: 'sanction-reason' });
  ask(ui, {
    title: ui.t(mute ? 'muteName' : 'banName', { name }), text: ui.t(mute ? 'muteHint' : 'banHint'), yes: ui.t(mute ? 'mute' : 'ban'), grave: true,
    fields: [labelled(ui.t('howLong'), time.field), labelled(ui.t('reason'), reason)],
    run: () => run({ ...(time.until && { until: time.until }), ...(reason.value.trim() && { reason: reason.value.trim() }) }),
  });
}
