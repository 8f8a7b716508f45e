import { body } from './body.js';
import { h } from './dom.js';
import { iconButton } from './icon-button.js';

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
      return h('div', { class: 'context', part: 'answer', testid: 'answer' },
        h('div', { class: 'answer' }, h('small', { class: 'hint' }, `/${answer.command} · ${ui.t('onlyYou')}`), body(answer.text || ui.t('done'), answer.nodes)),
        iconButton('close', ui.t('close'), close, { testid: 'answer-close' }));
    }));
    list.scrollTop = list.scrollHeight;
  };
  composer.element.prepend(list);
  ui.scope.on(room.answers, 'change', show);
  show();
}
