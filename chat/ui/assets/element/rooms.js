import { everything } from '../style/all.js';
import { RoomsView } from '../view/rooms-view.js';
import { ParleyElement } from './base.js';

/** <parley-rooms for="chat">: the rooms that one may read. Choosing one tells the page by
 * parley-room, and shows it in the <parley-chat> whose id is in for. */
export class ParleyRooms extends ParleyElement {
  static styles = everything;

  /** @param {import('../view/ui.js').Ui} ui */
  show(ui) {
    const view = new RoomsView(ui, (room) => {
      view.mark(room.id);
      if (ui.tell('parley-room', { room: room.slug || room.id, id: room.id, name: room.name })) this.#hand(room.slug || room.id);
    });
    let told = -1;
    ui.scope.on(ui.hub.rooms, 'change', () => {
      const { unread } = ui.hub.rooms;
      if (unread !== told) ui.tell('parley-unread', { unread });
      told = unread;
    });
    return view.element;
  }

  /** @param {string} room */
  #hand(room) {
    const id = this.getAttribute('for');
    const root = /** @type {Document|ShadowRoot} */ (this.getRootNode());
    if (id) root.getElementById(id)?.setAttribute('room', room);
  }

  /** @param {string} name */
  changed(name) {
    return name === 'room' || name === 'thread';
  }
}
