import { button, h } from './dom.js';

/**
 * Asks before a message is deleted, in its place.
 *
 * @param {object} options
 * @param {() => Promise<void>} options.remove rejects with an error fit to be shown
 * @param {() => void} options.done closes the question
 */
export function confirmDelete({ remove, done }) {
  const question = h('span', {}, 'Delete this message?');
  const problem = h('p', { class: 'problem', role: 'alert', 'data-testid': 'delete-error' });
  const yes = button('Yes', async () => {
    yes.disabled = true;
    question.textContent = 'Deleting …';
    try {
      await remove();
      done();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      question.textContent = 'Delete this message?';
      yes.disabled = false;
    }
  }, { class: 'danger small', 'data-testid': 'delete-yes' });
  const no = button('No', done, { class: 'small', 'data-testid': 'delete-no' });
  const element = h('div', { class: 'confirm', role: 'group', 'aria-label': 'Delete this message?' },
    h('div', { class: 'row' }, question, yes, no), problem);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') done();
    event.stopPropagation();
  });
  return { element, begin: () => yes.focus() };
}
