import { button, h } from './dom.js';

/**
 * Asks before a message is deleted, in its place.
 *
 * @param {import('./ui.js').Ui} ui
 * @param {object} options
 * @param {() => Promise<void>} options.remove rejects with an error fit to be shown
 * @param {() => void} options.done closes the question
 */
export function confirmDelete(ui, { remove, done }) {
  const question = h('span', {}, ui.t('deleteThis'));
  const problem = h('p', { class: 'problem', role: 'alert' });
  const yes = button(ui.t('yes'), async () => {
    yes.disabled = true;
    question.textContent = ui.t('deleting');
    try {
      await remove();
      done();
    } catch (error) {
      problem.textContent = ui.error(error);
      question.textContent = ui.t('deleteThis');
      yes.disabled = false;
    }
  }, { class: 'danger small', testid: 'delete-yes' });
  const no = button(ui.t('no'), done, { class: 'small', testid: 'delete-no' });
  const element = h('div', { class: 'confirm', role: 'group', 'aria-label': ui.t('deleteThis') },
    h('div', { class: 'line' }, question, yes, no), problem);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') done();
    event.stopPropagation();
  });
  return { element, begin: () => yes.focus() };
}
