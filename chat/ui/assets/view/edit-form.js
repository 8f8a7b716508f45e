import { lengthOf } from '../core/text.js';
import { button, fitHeight, h, isSendKey } from './dom.js';

/**
 * Edits a text in place. It stays open, with the reason in words, until saving has
 * succeeded or the writer gives up.
 *
 * @param {import('./ui.js').Ui} ui
 * @param {object} options
 * @param {string} options.text
 * @param {boolean} [options.blank] whether no text is enough
 * @param {(text: string) => Promise<void>} options.save rejects with an error fit to be shown
 * @param {() => void} options.done closes the form
 */
export function editForm(ui, { text, blank = false, save, done }) {
  const limit = ui.hub.meta.limits.textLength;
  const field = h('textarea', { class: 'field', rows: '1', dir: 'auto', 'aria-label': ui.t('editMessage'), testid: 'edit-input' });
  field.value = text;
  const problem = h('p', { class: 'problem', role: 'alert' });
  const saveButton = h('button', { type: 'submit', class: 'primary small', testid: 'edit-save' }, ui.t('save'));
  const cancelButton = button(ui.t('cancel'), done, { class: 'small', testid: 'edit-cancel' });
  const hint = h('span', { class: 'hint' }, ui.t('editHint'));

  const submit = async () => {
    const value = field.value.trim();
    if (saveButton.disabled) return;
    if (value === text) return done();
    busy(true);
    try {
      await save(value);
      done();
    } catch (error) {
      problem.textContent = ui.error(error);
      busy(false);
      field.focus();
    }
  };
  const busy = (/** @type {boolean} */ now) => {
    field.readOnly = now;
    saveButton.disabled = now;
    saveButton.textContent = ui.t(now ? 'saving' : 'save');
  };
  field.addEventListener('input', () => {
    fitHeight(field);
    const length = lengthOf(field.value.trim());
    problem.textContent = length > limit ? ui.t('tooLong', { count: length - limit }) : '';
    saveButton.disabled = (length === 0 && !blank) || length > limit;
  });
  field.addEventListener('keydown', (event) => {
    if (isSendKey(event)) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && !event.isComposing) {
      done();
    }
    event.stopPropagation();
  });

  const form = h('form', { class: 'edit' }, field, problem, h('div', { class: 'line' }, saveButton, cancelButton, hint));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  return {
    element: form,
    /** Once the form is in the page. */
    begin() {
      fitHeight(field);
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    },
    value: () => field.value.trim(),
  };
}
