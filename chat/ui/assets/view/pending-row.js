import { body } from './body.js';
import { button, h } from './dom.js';
import { Row } from './row.js';

/** A message of ours that the server has not confirmed. */
export class PendingRow extends Row {
  #status = h('span', { 'data-testid': 'pending-status' });
  #choices = h('span', { class: 'choices' });
  #text = '';

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {() => void} leave hands the focus on
   */
  constructor(ui, leave) {
    super(ui);
    const { outbox } = ui.hub;
    const id = () => this.element.dataset.clientId ?? '';
    this.element.classList.add('pending', 'own');
    this.element.dataset.testid = 'pending';
    this.#choices.append(
      button(ui.t('retry'), () => outbox.retry(id()), { class: 'action', 'data-testid': 'retry' }),
      button(ui.t('discard'), () => {
        outbox.discard(id());
        leave();
      }, { class: 'action', 'data-testid': 'discard' }));
  }

  /** @param {import('../core/timeline.js').PendingItem} item */
  update({ entry, author, head }) {
    this.tell(author, entry.createdAt, head);
    this.element.dataset.clientId = entry.clientId;
    this.element.dataset.state = entry.state;
    const { text } = entry.draft;
    if (this.#text !== text) {
      this.#text = text;
      this.content.querySelector('.body')?.remove();
      this.content.append(body(text), h('div', { class: 'status' }, this.#status, ' ', this.#choices));
    }
    this.#choices.hidden = entry.state === 'queued' || entry.state === 'sending';
    this.#status.textContent = this.#words(entry);
  }

  /** @param {import('../core/outbox.js').Entry} entry */
  #words({ state, error }) {
    const reason = error ? this.ui.error(error) : '';
    if (state === 'failed') return this.ui.t('notSent', { reason });
    if (state === 'waiting') return reason ? this.ui.t('notSentYet', { reason }) : this.ui.t('waiting');
    return this.ui.t('sending');
  }
}
