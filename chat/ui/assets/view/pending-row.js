import { body } from './body.js';
import { button, h } from './dom.js';
import { Row } from './row.js';

/** A message of ours that the server has not confirmed. */
export class PendingRow extends Row {
  #status = h('span', { 'data-testid': 'pending-status' });
  #choices = h('span', { class: 'choices' });
  #text = '';

  /**
   * @param {(clientId: string) => void} retry
   * @param {(clientId: string) => void} discard
   */
  constructor(retry, discard) {
    super();
    const id = () => this.element.dataset.clientId ?? '';
    this.element.classList.add('pending', 'own');
    this.element.dataset.testid = 'pending';
    this.#choices.append(
      button('Retry', () => retry(id()), { class: 'action', 'data-testid': 'retry' }),
      button('Discard', () => discard(id()), { class: 'action', 'data-testid': 'discard' }));
  }

  /** @param {import('../core/timeline.js').PendingItem} item */
  update({ entry, author, head }) {
    this.tell(author, entry.createdAt, head);
    this.element.dataset.clientId = entry.clientId;
    this.element.dataset.state = entry.state;
    if (this.#text !== entry.text) {
      this.#text = entry.text;
      this.content.querySelector('.body')?.remove();
      this.content.append(body(entry.text), h('div', { class: 'status' }, this.#status, ' ', this.#choices));
    }
    this.#choices.hidden = entry.state === 'queued' || entry.state === 'sending';
    this.#status.textContent = words(entry);
  }
}

/** @param {import('../core/outbox.js').Entry} entry */
function words({ state, error }) {
  if (state === 'failed') return `Not sent: ${error}`;
  if (state === 'waiting') return error ? `Not sent yet: ${error} Trying again by itself.` : 'Waiting for the connection.';
  return 'sending …';
}
