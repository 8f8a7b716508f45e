import { lengthOf } from '../core/text.js';
import { fitHeight, h, isSendKey } from './dom.js';

/** From this share of the limit on, the counter shows. */
const CLOSE = 0.9;

/**
 * Where one writes.
 * @param {object} options
 * @param {(text: string) => void} options.send
 * @param {(text: string) => void} options.changed for keeping the draft
 * @param {() => boolean} options.editLast
 */
export function composer({ send, changed, editLast }) {
  const field = h('textarea', { class: 'field', rows: '1', dir: 'auto', enterkeyhint: 'send', autocomplete: 'off', 'aria-label': 'Message', 'data-testid': 'composer' });
  const sendButton = h('button', { type: 'submit', class: 'primary', 'data-testid': 'send' }, 'Send');
  const counter = h('p', { class: 'counter', role: 'status', 'data-testid': 'counter' });
  const form = h('form', { class: 'composer' }, field, sendButton, counter);
  let limit = Infinity;
  let enabled = false;

  const submit = () => {
    const text = field.value.trim();
    if (sendButton.disabled || text === '') return;
    put('');
    send(text);
    field.focus();
  };
  const put = (/** @type {string} */ text) => {
    field.value = text;
    refresh();
    changed(text);
  };
  const refresh = () => {
    fitHeight(field);
    const length = lengthOf(field.value.trim());
    const left = limit - length;
    sendButton.disabled = !enabled || length === 0 || left < 0;
    counter.classList.toggle('problem', left < 0);
    if (left < 0) counter.textContent = `${-left} ${left === -1 ? 'character' : 'characters'} too many.`;
    else counter.textContent = length > limit * CLOSE ? `${left} left` : '';
  };

  field.addEventListener('input', () => {
    refresh();
    changed(field.value);
  });
  field.addEventListener('keydown', (event) => {
    if (isSendKey(event)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && field.value === '' && editLast()) {
      event.preventDefault();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });

  return {
    element: form,
    focus: () => field.focus(),
    empty: () => field.value === '',
    put,
    /** Adds a text below what is there. @param {string} text */
    add: (text) => put(field.value === '' ? text : `${field.value}\n${text}`),
    /** @param {boolean} on @param {number} most characters */
    allow(on, most) {
      enabled = on;
      limit = most;
      field.disabled = !on;
      field.placeholder = on ? 'Write a message' : 'Log in to write';
      refresh();
    },
  };
}
