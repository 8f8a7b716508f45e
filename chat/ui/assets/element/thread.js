import { everything } from '../style/all.js';
import { h } from '../view/dom.js';
import { threadPane } from '../view/thread-pane.js';
import { ParleyElement } from './base.js';

/** <parley-thread room="lobby" thread="ID of a message">: what was said about one message. */
export class ParleyThread extends ParleyElement {
  static styles = everything;

  /** @param {import('../view/ui.js').Ui} ui */
  show(ui) {
    const root = this.getAttribute('thread');
    return h('div', { class: 'chat alone' }, ...(root ? [threadPane(ui, this.room, root).element] : []));
  }
}
