import { body, tombstone } from './body.js';
import { ask } from './dialog.js';
import { button, h } from './dom.js';
import { editForm } from './edit-form.js';
import { fileList } from './files.js';
import { iconButton } from './icon-button.js';
import { icon } from './icon.js';
import { mention } from './mention.js';
import { blockedLine } from './order-deeds.js';
import { quoteLine } from './quote.js';
import { reactionBar } from './reactions.js';
import { revisions } from './revisions.js';
import { Row } from './row.js';

/** One message of the room; its author can edit and delete it here. */
export class MessageRow extends Row {
  #deeds;
  #text = h('div', { class: 'text' });
  #more;
  /** What stands in place of the text. @type {ReturnType<typeof editForm>|null} */
  #open = null;
  #shown = '';
  /** Whether one wants to see what somebody said whom one blocks. */
  #anyway = false;
  own = false;
  /** @type {import('../core/types.js').Message} */
  // @ts-ignore: update is called before anything else
  message;

  /** @param {import('./deeds.js').Deeds} deeds */
  constructor(deeds) {
    super(deeds.ui);
    this.#deeds = deeds;
    this.#more = iconButton('more', this.ui.t('actions'), () => deeds.menu(this, this.#more), { class: 'action touch', testid: 'more' });
    this.content.append(this.#text);
    this.element.append(this.#more);
  }

  /** Whether one may change it. */
  get changeable() {
    return this.own && !this.message.deletedAt && !this.dying && this.#deeds.room.writable;
  }

  /** Whether it will be deleted in a moment. */
  get dying() {
    return this.#deeds.room.deletions.has(this.message.id);
  }

  get busy() {
    return this.#open !== null;
  }

  /**
   * @param {import('../core/timeline.js').MessageItem} item
   * @param {boolean} own
   */
  update({ message, head }, own) {
    const same = message === this.message;
    this.message = message;
    this.own = own;
    this.tell(message.author, message.createdAt, head);
    const showing = JSON.stringify([own, this.changeable, this.#deeds.room.moderates, this.dying, this.#deeds.isBookmarked(message.id), this.#hushed, this.ui.hub.viewer?.id]);
    if (same && showing === this.#shown) return;
    this.#shown = showing;
    const gone = message.deletedAt !== '' || this.dying;
    const { classList, dataset } = this.element;
    Object.assign(dataset, { id: message.id, seq: message.seq, rev: message.rev });
    classList.toggle('own', own);
    classList.toggle('deleted', message.deletedAt !== '');
    classList.toggle('pinned', message.pinnedAt !== '');
    classList.toggle('bookmarked', this.#deeds.isBookmarked(message.id));
    this.#more.hidden = gone;
    this.#text.replaceChildren(...(gone ? this.#grave() : this.#said()));
    if (message.deletedAt) this.leave();
  }

  /** Whether it is not to be seen. */
  get #hushed() {
    return !this.#anyway && this.ui.hub.personal.blocks(this.message.author.id);
  }

  startEdit() {
    if (!this.changeable) return;
    /** As the editor saw it; after a conflict, whatever it is by then.
     * @type {import('../core/types.js').Message|null} */
    let base = this.message;
    const form = editForm(this.ui, {
      text: this.message.text,
      blank: this.message.attachments.length > 0,
      done: () => this.#close(),
      save: (text) => this.#deeds.room.edit(base ?? this.message, text).catch((error) => {
        if (error.status === 412) base = null;
        throw error;
      }),
    });
    this.#open?.element.remove();
    this.#open = form;
    this.element.classList.add('busy');
    this.#text.hidden = true;
    this.content.append(form.element);
    form.begin();
  }

  askDelete() {
    if (!this.changeable && !this.#deeds.room.moderates) return;
    ask(this.ui, { title: this.ui.t('deleteThis'), yes: this.ui.t('delete'), grave: true, run: async () => this.#deeds.room.remove(this.message.id) });
  }

  /** @param {import('../core/types.js').Attachment} attachment of those that a message can do without */
  #askRemove({ id, name }) {
    ask(this.ui, {
      title: this.ui.t('removeFileAsk', { name }), yes: this.ui.t('delete'), grave: true,
      run: async () => {
        await this.#deeds.room.edit(this.message, this.message.text, this.message.attachments.map((each) => each.id).filter((each) => each !== id));
        // The button that led here is gone by then, and the dialog closes after this.
        setTimeout(() => this.element.focus({ preventScroll: true }));
      },
    });
  }

  /** What it says, and what others made of that. */
  #said() {
    const { message, ui } = this;
    if (this.#hushed) return [blockedLine(ui, () => this.#unhush())];
    const parts = [];
    if (message.pinnedAt) parts.push(h('div', { class: 'mark' }, icon('pin'), ui.t('pinned')));
    if (message.quote) parts.push(quoteLine(ui, message.quote, (seq) => this.#deeds.go(seq)));
    if (message.text) parts.push(body(message.text, message.nodes, (node, said) => mention(ui, (id) => this.#deeds.person(id), node, said)));
    if (message.attachments.length > 0) parts.push(fileList(ui, message.attachments, this.changeable && (message.text || message.attachments.length > 1) ? (each) => this.#askRemove(each) : null));
    if (message.editedAt) parts.push(this.#edited());
    if (message.reactions.length > 0) parts.push(this.#reactions());
    if (message.replies?.count && this.#deeds.openThread) parts.push(this.#replies(message.replies.count));
    return parts;
  }

  #edited() {
    const { message, ui } = this;
    const about = { class: 'edited', title: ui.format.fullTime(new Date(message.editedAt)), testid: 'edited' };
    if (!this.#deeds.mayCompare(message)) return h('div', about, ui.t('edited'));
    return button(ui.t('edited'), () => revisions(ui, message), { ...about, 'aria-haspopup': 'dialog' });
  }

  #unhush() {
    this.#anyway = true;
    this.#shown = '';
    this.#text.replaceChildren(...this.#said());
    this.element.focus({ preventScroll: true });
  }

  #reactions() {
    const { message } = this;
    return reactionBar(this.ui, message, {
      react: (emoji, on) => this.#deeds.react(message, emoji, on),
      pick: (anchor) => this.#deeds.pick(message, anchor),
      nameOf: (user) => this.#deeds.person(user)?.displayName ?? '',
    });
  }

  /** @param {number} count */
  #replies(count) {
    return button(h('bdi', {}, this.ui.t('replies', { count })), () => this.#deeds.openThread?.(this.message), { class: 'thread-link', part: 'thread-link', testid: 'replies' });
  }

  /** What is left of it, or will be in a moment. */
  #grave() {
    if (this.message.deletedAt) return this.message.replies?.count && this.#deeds.openThread ? [tombstone(this.ui), this.#replies(this.message.replies.count)] : [tombstone(this.ui)];
    const undo = button(this.ui.t('undo'), () => this.#deeds.room.deletions.undo(this.message.id), { class: 'link-button', testid: 'undo' });
    return [h('div', { class: 'dying', role: 'status' }, tombstone(this.ui), undo)];
  }

  #close() {
    // A button that was pressed and disabled has lost the focus to the page.
    const { activeElement } = this.ui.shadow;
    const focused = !activeElement || this.element.contains(activeElement);
    this.#open?.element.remove();
    this.#open = null;
    this.element.classList.remove('busy');
    this.#text.hidden = false;
    if (focused) this.element.focus({ preventScroll: true });
  }

  /** It goes, or somebody deleted it, under the editor: the text must not be lost with it. */
  leave() {
    if (!this.#open) return;
    const text = this.#open.value();
    this.#close();
    if (text) this.#deeds.salvage(text);
  }
}
