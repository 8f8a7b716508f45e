import { everything } from '../style/all.js';
import { invited } from '../view/invite.js';
import { PageView } from '../view/page-view.js';
import { ParleyElement } from './base.js';

/** <parley-app>: the rooms and the one in sight, in all the room that there is. The
 * address says which, as #slug or #slug/message. */
export class ParleyApp extends ParleyElement {
  static styles = everything;
  /** @type {PageView|null} */
  #view = null;
  #speaking = false;

  /** @param {import('../core/hub.js').Hub} hub @param {import('../view/scope.js').Scope} scope */
  prefetch(hub, scope) {
    this.#speak(hub.shelf.get('lang'));
    scope.add(hub.room(this.#where()[0]).release);
  }

  /** @param {import('../view/ui.js').Ui} ui */
  show(ui) {
    this.#view = new PageView(ui);
    ui.scope.add(() => { this.#view = null; });
    ui.scope.listen(this, 'parley-room', ({ detail }) => this.#remember(detail.room));
    const take = invited(ui);
    const come = () => {
      const [, token] = INVITE.exec(location.hash) ?? [];
      if (!token) return false;
      history.replaceState(null, '', location.pathname + location.search);
      take(token);
      return true;
    };
    ui.scope.listen(window, 'hashchange', () => come() || this.shown());
    come();
    return this.#view.element;
  }

  shown() {
    this.#view?.open(...this.#where());
  }

  changed() {
    return this.#speaking;
  }

  /** The page says nothing in a language of its own, so its reader has the choice.
   * @param {string|null} lang */
  #speak(lang) {
    this.#speaking = true;
    if (lang) this.lang = lang;
    this.#speaking = false;
  }

  /** @returns {[room: string, message: string]} */
  #where() {
    const [room, message = ''] = location.hash.slice(1).split('/').map(decoded);
    return NAME.test(room) && !INVITE.test(location.hash) ? [room, message] : [this.room, ''];
  }

  /** @param {string} room */
  #remember(room) {
    if (this.#where()[0] !== room) history.pushState(null, '', `#${encodeURIComponent(room)}`);
  }
}

/** What lets somebody into a room. */
const INVITE = /^#invite:([\w.~-]+)$/;

/** What a slug, an ID or ref: and a reference look like. */
const NAME = /^[\p{L}\p{N}_.:~-]{1,200}$/u;

/** Anybody may write anything behind the #. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
