import { lengthOf, plain } from '../core/text.js';
import { whyBarred } from './barred.js';
import { fitHeight, h, isSendKey } from './dom.js';
import { pickEmoji } from './emoji.js';
import { inShort } from './files.js';
import { iconButton } from './icon-button.js';
import { icon } from './icon.js';

/** From this share of the limit on, the counter shows. */
const CLOSE = 0.9;

/**
 * Where one writes. What adds to it puts buttons into tools, what goes along with the text
 * into tray, has keys first by keys, and adds to the draft by extras.
 */
export class Composer {
  #ui;
  #room;
  #thread;
  #hooks;
  /** @type {import('../core/types.js').Message|null} */
  #answered = null;
  #limit = Infinity;
  /** Who waits for the cursor, and had it meanwhile. @type {false|{from: Element|null}} */
  #eager = false;
  #field;
  #send;
  #counter = h('p', { class: 'counter', role: 'status', testid: 'counter' });
  /** What is left of slow mode, for those who see: it changes too often to be read out. */
  #slow = h('span', { 'aria-hidden': 'true' });
  #tick = 0;
  #context = h('div', { class: 'context', hidden: true, testid: 'reply-context' });
  /** Buttons beside the field. */
  tools = h('div', { class: 'tools' });
  /** Above the field. */
  tray = h('div', { class: 'tray' });
  /** Each may take a key, by returning true. @type {((event: KeyboardEvent) => boolean)[]} */
  keys = [];
  /** Each adds to what is sent. @type {(() => object)[]} */
  extras = [];
  /** Whether there is more to send than the text, or what stands in the way.
   * @type {() => 'none'|'ready'|'stuck'} */
  load = () => 'none';
  element;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {import('../core/room.js').Room} room
   * @param {object} hooks
   * @param {string} [hooks.thread]
   * @param {() => boolean} [hooks.editLast]
   * @param {() => void} [hooks.sent]
   */
  constructor(ui, room, { thread = '', editLast = () => false, sent = () => {} }) {
    this.#ui = ui;
    this.#room = room;
    this.#thread = thread;
    this.#hooks = { editLast, sent };
    this.#field = h('textarea', { class: 'write', part: 'field', rows: '1', dir: 'auto', enterkeyhint: 'send', autocomplete: 'off', 'aria-label': ui.t(thread ? 'replyInThread' : 'message'), testid: thread ? 'thread-composer' : 'composer' });
    this.#send = h('button', { type: 'submit', class: 'send', part: 'send', 'aria-label': ui.t('send'), title: ui.t('send'), testid: 'send' }, icon('send'));
    const smile = iconButton('smile', ui.t('emoji'), () => pickEmoji(ui, smile, (emoji) => this.insert(emoji)), { testid: 'emoji' });
    this.tools.append(smile);
    this.element = h('form', { class: 'composer', part: 'composer' }, this.#context, this.tray,
      h('div', { class: 'writing' }, this.#field, this.tools, this.#send), this.#counter);
    this.#listen();
    ui.scope.add(() => clearTimeout(this.#tick));
    this.allow();
  }

  get field() {
    return this.#field;
  }

  get text() {
    return this.#field.value;
  }

  /** Puts the cursor there, once one may write. */
  focus() {
    this.#eager = this.#field.disabled && { from: this.#ui.shadow.activeElement };
    this.#field.focus();
  }

  /** @param {string} text */
  put(text) {
    this.#field.value = text;
    this.changed();
  }

  /** Writes where the cursor is. @param {string} text */
  insert(text) {
    this.#field.setRangeText(text, this.#field.selectionStart, this.#field.selectionEnd, 'end');
    this.changed();
    this.focus();
  }

  /** Adds a text below what is there. @param {string} text */
  add(text) {
    this.put(this.text === '' ? text : `${this.text}\n${text}`);
  }

  /** What is written answers a message. @param {import('../core/types.js').Message|null} message */
  answer(message) {
    this.#answered = message;
    this.#context.hidden = !message;
    if (!message) return;
    const close = iconButton('close', this.#ui.t('cancel'), () => this.answer(null), { testid: 'reply-cancel' });
    const name = this.#ui.nameOf(message.author);
    this.#context.replaceChildren(icon('reply'), h('div', { class: 'answered' }, h('strong', {}, this.#ui.t('replyingTo', { name })), h('bdi', {}, plain(inShort(this.#ui, message.text, message.attachments.length)))), close);
    this.focus();
  }

  /** Lets one write, or says why not, and shows what one has written already. */
  allow() {
    const { hub } = this.#ui;
    const on = this.#room.writable;
    this.#limit = hub.phase === 'open' ? hub.meta.limits.textLength : Infinity;
    if (!on && this.#ui.shadow.activeElement === this.#field) this.#eager = { from: null };
    this.#field.disabled = !on;
    this.element.classList.toggle('off', !on);
    this.#field.placeholder = on ? this.#ui.t(this.#thread ? 'replyInThread' : 'writeTo', { room: this.#ui.titleOf(this.#room.info) }) : whyBarred(this.#ui, this.#room);
    // Who has logged out leaves nothing for who comes next.
    if (this.text === '' || !hub.writer) this.put(this.#room.drafts.get(this.#thread));
    this.changed();
    if (on && this.#eager && this.#ui.shadow.activeElement === this.#eager.from) this.focus();
  }

  /** After the text or what goes with it changed. */
  changed() {
    fitHeight(this.#field);
    const length = lengthOf(this.text.trim());
    const left = this.#limit - length;
    const load = this.load();
    const pause = this.#field.disabled || this.#ui.scope.ended ? 0 : this.#room.standing.pause;
    clearTimeout(this.#tick);
    if (pause > 0) this.#tick = setTimeout(() => this.changed(), pause % 1000 || 1000);
    this.#send.disabled = this.#field.disabled || pause > 0 || (length === 0 && load === 'none') || left < 0 || load === 'stuck';
    this.#counter.classList.toggle('problem', left < 0);
    if (left < 0) this.#counter.textContent = this.#ui.t('tooLong', { count: -left });
    else if (pause > 0) this.#wait(Math.ceil(pause / 1000));
    // What is written hides the reason in the field.
    else if (this.#field.disabled && length > 0) this.#counter.textContent = whyBarred(this.#ui, this.#room);
    else this.#counter.textContent = length > this.#limit * CLOSE ? this.#ui.t('left', { count: left }) : '';
  }

  /** @param {number} seconds */
  #wait(seconds) {
    this.#slow.textContent = this.#ui.t('slowWait', { count: seconds });
    if (!this.#slow.isConnected) this.#counter.replaceChildren(h('span', { class: 'sr-only' }, this.#ui.t('error.slow_mode')), this.#slow);
  }

  submit() {
    const text = this.text.trim();
    if (this.#send.disabled || !this.#room.writable) return;
    const draft = Object.assign({ text }, this.#thread && { thread: this.#thread }, this.#answered && { replyTo: this.#answered.id }, ...this.extras.map((extra) => extra()));
    this.put('');
    this.#room.drafts.keep('', this.#thread);
    this.answer(null);
    this.#room.send(draft);
    this.#hooks.sent();
    this.focus();
  }

  #listen() {
    const { drafts } = this.#room;
    const thread = this.#thread;
    this.#field.addEventListener('input', () => {
      this.changed();
      drafts.keep(this.text, thread);
      if (!thread) this.#room.people?.type(this.text.trim() !== '');
    });
    let width = 0;
    const fit = new ResizeObserver(() => {
      // Where there is another width the text wraps elsewhere.
      if (width !== this.#field.offsetWidth) requestAnimationFrame(() => this.changed());
      width = this.#field.offsetWidth;
    });
    fit.observe(this.#field);
    this.#ui.scope.add(() => fit.disconnect());
    this.#field.addEventListener('keydown', (event) => {
      if (this.keys.some((take) => take(event)) || this.#pressed(event)) event.preventDefault();
    });
    const { scope, hub } = this.#ui;
    for (const [of, what] of /** @type {const} */ ([[this.#room, 'info'], [this.#room, 'phase'], [hub, 'viewer'], [hub, 'phase']])) scope.on(of, what, () => this.allow());
    // Another window of the same person wrote on.
    scope.listen(window, 'storage', ({ key }) => drafts.isAt(key, thread) && this.put(drafts.get(thread)));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was of use */
  #pressed(event) {
    if (isSendKey(event)) {
      this.submit();
      return true;
    }
    if (event.key === 'Escape' && this.#answered) {
      this.answer(null);
      return true;
    }
    return event.key === 'ArrowUp' && this.text === '' && this.#hooks.editLast();
  }
}
