import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';

/**
 * Asks or shows something over the element: the focus stays in it, Esc closes it, and then
 * the focus is where it was.
 * @param {import('./ui.js').Ui} ui
 * @param {string} name for tests and the host's own style
 * @param {string} title
 * @param {...(Node|string)} content
 */
export function dialog(ui, name, title, ...content) {
  const heading = h('h2', { id: `parley-${name}` }, title);
  const body = h('div', { class: 'dialog-body' }, ...content);
  const element = h('dialog', { class: 'dialog', part: 'dialog', 'aria-labelledby': heading.id, testid: name },
    h('header', { class: 'pane-top' }, heading, iconButton('close', ui.t('close'), () => element.close())),
    body);
  // What may have to be scrolled can be by keys.
  if (!body.querySelector('input, select, button')) body.tabIndex = 0;
  modal(ui, element);
  return element;
}

/** Shows a dialog until it is closed, as by a click beside it. @param {import('./ui.js').Ui} ui @param {HTMLDialogElement} element */
export function modal(ui, element) {
  const close = () => element.close();
  // What is pressed in it is no shortcut of what is below.
  element.addEventListener('keydown', (event) => event.stopPropagation());
  element.addEventListener('click', ({ target }) => target === element && close());
  const forget = ui.scope.add(close);
  element.addEventListener('close', () => {
    forget();
    element.remove();
  });
  ui.shadow.append(element);
  element.showModal();
}

/**
 * Asks before something is done that others notice. What goes wrong is said in it.
 * @param {import('./ui.js').Ui} ui
 * @param {object} question
 * @param {string} question.title
 * @param {string} [question.text]
 * @param {string} question.yes what the button says
 * @param {boolean} [question.grave] it destroys something
 * @param {HTMLElement[]} [question.fields]
 * @param {() => Promise<any>} question.run a function that it returns runs when the focus is back where it was
 */
export function ask(ui, { title, text = '', yes, grave = false, fields = [], run }) {
  const problem = h('p', { class: 'problem', role: 'alert', testid: 'ask-error' });
  const submit = h('button', { type: 'submit', class: grave ? 'danger' : 'primary', testid: 'ask-yes' }, yes);
  const form = h('form', { class: 'form' }, ...(text ? [h('p', {}, text)] : []), ...fields, problem,
    h('div', { class: 'line' }, submit, button(ui.t('cancel'), () => element.close(), { testid: 'ask-no' })));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      const then = await run();
      element.close();
      if (typeof then === 'function') then();
    } catch (error) {
      problem.textContent = ui.error(error);
      submit.disabled = false;
      submit.focus();
    }
  });
  // In a choice Enter would open it, or do nothing.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const element = dialog(ui, 'ask', title, form);
  /** @type {HTMLElement} */ (fields[0]?.querySelector('input, select, textarea') ?? submit).focus();
  return element;
}

/** A field with its name. @param {string} label @param {HTMLElement} field @param {string} [hint] */
export function labelled(label, field, hint = '') {
  return h('label', { class: 'labelled' }, h('span', {}, label), field, ...(hint ? [h('small', { class: 'hint' }, hint)] : []));
}

/**
 * A choice of one.
 * @param {Record<string, string>} options what each value is called
 * @param {string} value
 * @param {string} name for tests
 */
export function select(options, value, name) {
  const field = h('select', { class: 'field', testid: name }, ...Object.entries(options).map(([key, label]) => h('option', { value: key }, label)));
  field.value = value;
  return field;
}

/** @param {string} label @param {boolean} on @param {string} name for tests */
export function checkbox(label, on, name) {
  const field = h('input', { type: 'checkbox', testid: name });
  field.checked = on;
  return { field, element: h('label', { class: 'check' }, field, label) };
}
