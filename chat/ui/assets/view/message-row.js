import { body, tombstone } from './body.js';
import { confirmDelete } from './confirm.js';
import { button, h } from './dom.js';
import { editForm } from './edit-form.js';
import { fullTime } from './format.js';
import { Row } from './row.js';

/**
 * @typedef {object} Hooks
 * @property {() => number} limit characters in a message
 * @property {(message: import('../core/types.js').Message, text: string) => Promise<void>} edit
 * @property {(id: string) => Promise<void>} remove
 * @property {(text: string) => void} salvage takes a text that lost its place
 */

/** One message of the room; its author can edit and delete it here. */
export class MessageRow extends Row {
  #hooks;
  #text = h('div', { class: 'text' });
  #actions = h('div', { class: 'actions', role: 'group', 'aria-label': 'Message actions' },
    button('Edit', () => this.startEdit(), { class: 'action', 'data-testid': 'edit' }),
    button('Delete', () => this.askDelete(), { class: 'action', 'data-testid': 'delete' }));
  /** What stands in place of the text: the form or the question.
   * @type {{element: HTMLElement, begin: () => void, value?: () => string}|null} */
  #open = null;
  #rev = -1;
  own = false;
  /** @type {import('../core/types.js').Message} */
  // @ts-ignore: update is called before anything else
  message;

  /** @param {Hooks} hooks */
  constructor(hooks) {
    super();
    this.#hooks = hooks;
    this.content.append(this.#text);
  }

  /**
   * @param {import('../core/timeline.js').MessageItem} item
   * @param {boolean} own
   */
  update({ message, head }, own) {
    this.message = message;
    this.own = own && !message.deletedAt;
    this.tell(message.author, message.createdAt, head);
    this.element.classList.toggle('own', own);
    this.#offer(this.own && !this.#open);
    if (message.rev === this.#rev) return;
    this.#rev = message.rev;
    this.element.dataset.id = message.id;
    this.element.dataset.seq = String(message.seq);
    this.element.dataset.rev = String(message.rev);
    this.element.classList.toggle('deleted', message.deletedAt !== '');
    this.#text.replaceChildren(...(message.deletedAt ? [tombstone()] : this.#said()));
    if (message.deletedAt) this.#abandon();
  }

  startEdit() {
    if (!this.own) return;
    /** As the editor saw it; after a conflict, whatever it is by then.
     * @type {import('../core/types.js').Message|null} */
    let base = this.message;
    this.#show(editForm({
      text: this.message.text,
      limit: this.#hooks.limit(),
      done: () => this.#close(),
      save: (text) => this.#hooks.edit(base ?? this.message, text).catch((error) => {
        if (error.status !== 412) throw error;
        base = null;
        throw new Error('The message was changed meanwhile. Save again to overwrite that.');
      }),
    }));
  }

  askDelete() {
    if (!this.own) return;
    this.#show(confirmDelete({ remove: () => this.#hooks.remove(this.message.id), done: () => this.#close() }));
  }

  #said() {
    const said = [body(this.message.text)];
    const { editedAt } = this.message;
    if (editedAt) said.push(h('div', { class: 'edited', title: fullTime(new Date(editedAt)), 'data-testid': 'edited' }, '(edited)'));
    return said;
  }

  /** @param {{element: HTMLElement, begin: () => void, value?: () => string}} part */
  #show(part) {
    this.#open?.element.remove();
    this.#open = part;
    this.#offer(false);
    this.#text.hidden = Boolean(part.value);
    this.content.append(part.element);
    part.begin();
  }

  #close() {
    // A button that was pressed and disabled has lost the focus to the page.
    const { activeElement } = document;
    const focused = this.element.contains(activeElement) || activeElement === document.body;
    this.#open?.element.remove();
    this.#open = null;
    this.#text.hidden = false;
    this.#offer(this.own);
    if (focused) this.element.focus({ preventScroll: true });
  }

  /** Somebody deleted it under the editor: the text must not be lost with it. */
  #abandon() {
    if (!this.#open) return;
    const text = this.#open.value?.();
    this.#close();
    if (text) this.#hooks.salvage(text);
  }

  /** @param {boolean} now */
  #offer(now) {
    if (now && !this.#actions.isConnected) this.element.append(this.#actions);
    if (!now) this.#actions.remove();
  }
}
