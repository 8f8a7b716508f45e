import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';

/** More names than this are a number. */
const NAMED = 12;

/**
 * The emoji under a message, each a switch of one's own, and a button for another one.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').Message} message
 * @param {object} hooks
 * @param {(emoji: string, on: boolean) => void} hooks.react
 * @param {(anchor: HTMLElement) => void} hooks.pick
 * @param {(user: string) => string} hooks.nameOf '' for who is not known
 */
export function reactionBar(ui, message, { react, pick, nameOf }) {
  const me = ui.hub.viewer?.id ?? '';
  const bar = h('div', { class: 'reactions', part: 'reactions', role: 'group', 'aria-label': ui.t('reactions') });
  for (const { emoji, count, users } of message.reactions) {
    const mine = users.includes(me);
    const names = users.slice(0, NAMED).map((user) => (user === me ? ui.t('you') : nameOf(user))).filter(Boolean);
    const who = ui.format.list(names);
    bar.append(h('button', {
      type: 'button', class: 'reaction', part: 'reaction', 'aria-pressed': String(mine), disabled: !me, title: who,
      'aria-label': ui.t('reactedWith', { count, emoji }), 'data-emoji': emoji, testid: 'reaction',
      onclick: () => react(emoji, !mine),
    }, emoji, h('span', { class: 'count' }, ui.texts.number(count))));
  }
  if (me) {
    const add = iconButton('smile', ui.t('react'), () => pick(add), { class: 'reaction add' });
    bar.append(add);
  }
  return bar;
}
