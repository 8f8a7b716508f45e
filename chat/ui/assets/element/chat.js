import { everything } from '../style/all.js';
import { ChatView } from '../view/chat-view.js';
import { ParleyElement } from './base.js';

/** <parley-chat room="order:42">: one room, whole. */
export class ParleyChat extends ParleyElement {
  static styles = everything;
  /** @type {ChatView|null} */
  #view = null;

  /** @param {import('../core/hub.js').Hub} hub @param {import('../view/scope.js').Scope} scope */
  prefetch(hub, scope) {
    scope.add(hub.room(this.room).release);
  }

  /** @param {import('../view/ui.js').Ui} ui */
  show(ui) {
    this.#view = new ChatView(ui);
    ui.scope.add(() => { this.#view = null; });
    ui.scope.on(ui.hub, 'room', (room) => room === this.#view?.room && ui.tell('parley-room', { room: this.room, id: room.id, name: room.info.name }));
    return this.#view.element;
  }

  shown() {
    this.#view?.show(this.room);
  }

  /** @param {string} name */
  changed(name) {
    if (name === 'room') this.#view?.show(this.room);
    return name === 'room' || name === 'thread';
  }

  /** Puts the cursor where one writes. */
  focus() {
    this.#view?.focus();
  }

  /** Shows a message, wherever it is in the room's history. @param {string} id */
  showMessage(id) {
    this.#view?.show(this.room, id);
  }
}
