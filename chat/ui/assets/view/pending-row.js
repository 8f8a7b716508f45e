import { body } from './body.js';
import { button, h } from './dom.js';
import { uploadRow } from './upload-row.js';
import { Row } from './row.js';

/** A message of ours that the server has not confirmed. */
export class PendingRow extends Row {
  #status = h('span', { testid: 'pending-status' });
  #choices = h('span', { class: 'line' });
  #retry;
  #edit;
  #entry = '';
  /** @type {import('../core/types.js').Draft|null} */
  #draft = null;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {() => void} leave hands the focus on
   * @param {(draft: import('../core/types.js').Draft) => void} salvage takes back what is to be written again
   */
  constructor(ui, leave, salvage) {
    super(ui);
    const { outbox } = ui.hub;
    const id = () => this.element.dataset.clientId ?? '';
    this.element.classList.add('pending', 'own');
    this.element.dataset.testid = 'pending';
    this.#retry = button(ui.t('retry'), () => outbox.retry(id()), { class: 'action', testid: 'retry' });
    const drop = () => {
      outbox.discard(id());
      leave();
    };
    this.#edit = button(ui.t('edit'), () => {
      salvage(/** @type {import('../core/types.js').Draft} */ (this.#draft));
      drop();
    }, { class: 'action', testid: 'edit-unsent' });
    this.#choices.append(this.#retry, this.#edit, button(ui.t('discard'), drop, { class: 'action', testid: 'discard' }));
  }

  /** @param {import('../core/timeline.js').PendingItem} item */
  update({ entry, author, head }) {
    this.tell(author, entry.createdAt, head);
    this.element.dataset.clientId = entry.clientId;
    this.element.dataset.state = entry.state;
    if (this.#entry !== entry.clientId) this.#fill(entry);
    const underway = entry.state === 'queued' || entry.state === 'sending';
    // As long as a file is on its way one can change one's mind.
    this.#retry.hidden = underway;
    this.#draft = entry.draft;
    // Files cannot be taken back.
    this.#edit.hidden = entry.state !== 'failed' || entry.uploads.length > 0;
    this.#choices.hidden = underway && entry.uploads.every(({ state }) => state === 'done');
    this.#status.textContent = this.#words(entry);
  }

  /** @param {import('../core/outbox.js').Entry} entry */
  #fill({ clientId, draft: { text }, uploads }) {
    this.#entry = clientId;
    const files = uploads.map((upload) => {
      const { element, end } = uploadRow(this.ui, upload, null);
      this.ui.scope.add(end);
      return element;
    });
    if (text) this.content.append(h('div', { class: 'text' }, body(text)));
    if (files.length > 0) this.content.append(h('ul', { class: 'uploads' }, ...files));
    this.content.append(h('div', { class: 'status' }, this.#status, ' ', this.#choices));
  }

  /** @param {import('../core/outbox.js').Entry} entry */
  #words({ state, error }) {
    const reason = error ? this.ui.error(error) : '';
    if (state === 'failed') return this.ui.t('notSent', { reason });
    if (state === 'waiting') return reason ? this.ui.t('notSentYet', { reason }) : this.ui.t('waiting');
    return this.ui.t('sending');
  }
}
