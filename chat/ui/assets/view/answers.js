import { body } from './body.js';
import { button, h } from './dom.js';
import { icon } from './icon.js';

/**
 * What commands answered to the viewer alone, above where they typed them.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room} room
 * @param {import('./composer.js').Composer} composer
 * @param {string} thread
 */
export function answers(ui, room, composer, thread) {
  const list = h('div', { class: 'answers', role: 'log', 'aria-label': ui.t('onlyYou') });
  const show = () => {
    list.replaceChildren(...room.answers.list.filter((answer) => answer.thread === thread).map((answer) => {
      const close = () => {
        room.answers.dismiss(answer);
        composer.focus();
      };
      return h('div', { class: 'context', part: 'answer', 'data-testid': 'answer' },
        h('div', { class: 'answer' }, h('small', { class: 'hint' }, `/${answer.command} · ${ui.t('onlyYou')}`), body(answer.text || ui.t('done'), answer.nodes)),
        button(icon('close'), close, { class: 'icon-button', 'aria-label': ui.t('close'), title: ui.t('close'), 'data-testid': 'answer-close' }));
    }));
    list.scrollTop = list.scrollHeight;
  };
  composer.element.prepend(list);
  ui.scope.on(room.answers, 'change', show);
  show();
}
