import { safeURL } from '../core/text.js';
import { h } from './dom.js';

const LONGEST_NAME = 64;

/**
 * The bar that stands above the composer while nobody is logged in.
 * @param {import('./ui.js').Ui} ui
 * @param {(logIn: import('../core/types.js').LogIn, name: string) => Promise<void>} enter rejects with an error fit to be shown
 */
export function logInBar(ui, enter) {
  const ways = h('div', { class: 'ways' });
  const title = h('p', { class: 'login-title' }, ui.t('logInToWrite'));
  const element = h('section', { class: 'login', 'aria-label': ui.t('logIn'), hidden: true, testid: 'login' }, title, ways);
  let shown = '';
  return {
    element,
    /** @param {boolean} now @param {import('../core/types.js').LogIn[]} logIns */
    show(now, logIns) {
      element.hidden = !now;
      const showing = JSON.stringify(logIns);
      if (showing === shown) return;
      shown = showing;
      title.textContent = ui.t(logIns.length > 0 ? 'logInToWrite' : 'logInOnSite');
      ways.replaceChildren(...logIns.map((logIn) => (logIn.kind === 'guest' ? guestForm(ui, logIn, enter) : link(ui, logIn))));
    },
  };
}

/** @param {import('./ui.js').Ui} ui @param {import('../core/types.js').LogIn} logIn */
function link(ui, logIn) {
  return h('a', { class: 'button', href: safeURL(logIn.url, ui.base) }, logIn.label || ui.t('logIn'));
}

/**
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/types.js').LogIn} logIn
 * @param {(logIn: import('../core/types.js').LogIn, name: string) => Promise<void>} enter
 */
function guestForm(ui, logIn, enter) {
  const field = h('input', { class: 'field', name: 'name', placeholder: ui.t('yourName'), 'aria-label': ui.t('yourName'), autocomplete: 'nickname', maxlength: String(LONGEST_NAME), dir: 'auto', testid: 'guest-name' });
  const submit = h('button', { type: 'submit', class: 'primary', testid: 'guest-login' }, logIn.label || ui.t('enter'));
  const problem = h('p', { class: 'problem', role: 'alert', testid: 'login-error' });
  const form = h('form', { class: 'guest' }, field, submit, problem);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = field.value.trim();
    problem.textContent = name === '' ? ui.t('nameFirst') : '';
    if (name === '') return field.focus();
    submit.disabled = true;
    try {
      await enter(logIn, name);
      field.value = '';
    } catch (error) {
      problem.textContent = ui.error(error);
      field.focus();
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
