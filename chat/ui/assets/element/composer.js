import { everything } from '../style/all.js';
import { Composer } from '../view/composer.js';
import { h } from '../view/dom.js';
import { equip } from '../view/equip.js';
import { ParleyElement } from './base.js';

/** <parley-composer room="lobby">: where one writes, wherever the page wants it. */
export class ParleyComposer extends ParleyElement {
  static styles = everything;
  /** @type {Composer|null} */
  #composer = null;

  /** @param {import('../view/ui.js').Ui} ui */
  show(ui) {
    const { room, release } = ui.hub.room(this.room);
    const thread = this.getAttribute('thread') ?? '';
    const composer = new Composer(ui, room, {
      thread,
      sent: () => void ui.tell('parley-sent', { room: this.room }),
    });
    this.#composer = composer;
    ui.scope.add(release);
    equip(ui, room, composer, composer.element, thread);
    return h('div', { class: 'chat alone' }, composer.element);
  }

  /** Puts the cursor there. */
  focus() {
    this.#composer?.focus();
  }
}
