import { safeURL } from '../core/text.js';
import { h } from './dom.js';

const LONGEST_NAME = 64;

/**
 * The bar that stands above the composer while nobody is logged in.
 * @param {URL} base
 * @param {(logIn: import('../core/types.js').LogIn, name: string) => Promise<void>} enter rejects with an error fit to be shown
 */
export function logInBar(base, enter) {
  const ways = h('div', { class: 'ways' });
  const title = h('p', { class: 'login-title' }, 'Log in to write');
  const element = h('section', { class: 'login', 'aria-label': 'Log in', hidden: true, 'data-testid': 'login' }, title, ways);
  let shown = '';
  return {
    element,
    /** @param {boolean} now @param {import('../core/types.js').LogIn[]} logIns */
    show(now, logIns) {
      element.hidden = !now;
      const showing = JSON.stringify(logIns);
      if (showing === shown) return;
      shown = showing;
      title.textContent = logIns.length > 0 ? 'Log in to write' : 'You can read along. To write, log in on this site.';
      ways.replaceChildren(...logIns.map((logIn) => (logIn.kind === 'guest' ? guestForm(logIn, enter) : link(logIn, base))));
    },
  };
}

/** @param {import('../core/types.js').LogIn} logIn @param {URL} base */
function link(logIn, base) {
  return h('a', { class: 'button', href: safeURL(logIn.url, base), 'data-testid': 'login-link' }, logIn.label || 'Log in');
}

/**
 * @param {import('../core/types.js').LogIn} logIn
 * @param {(logIn: import('../core/types.js').LogIn, name: string) => Promise<void>} enter
 */
function guestForm(logIn, enter) {
  const field = h('input', { class: 'field', name: 'name', placeholder: 'Your name', 'aria-label': 'Your name', autocomplete: 'nickname', maxlength: String(LONGEST_NAME), dir: 'auto', 'data-testid': 'guest-name' });
  const submit = h('button', { type: 'submit', class: 'primary', 'data-testid': 'guest-login' }, logIn.label || 'Join');
  const problem = h('p', { class: 'problem', role: 'alert', 'data-testid': 'login-error' });
  const form = h('form', { class: 'guest' }, field, submit, problem);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = field.value.trim();
    problem.textContent = name === '' ? 'Say who you are first.' : '';
    if (name === '') return field.focus();
    submit.disabled = true;
    try {
      await enter(logIn, name);
      field.value = '';
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      field.focus();
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
