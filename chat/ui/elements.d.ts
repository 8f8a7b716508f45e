// What embed.js makes known to a page. Tags, attributes and events for TypeScript; for Vue and
// React see cmd/examples/.

/** One room, whole: <parley-chat room="ref:order:42">. */
export interface ParleyChatElement extends ParleyElement {
  /** Brings a message into sight, wherever it is in the history. */
  showMessage(id: string): void;
}

/** What all elements share. Attributes: base, lang, room, and theme ("light" or "dark";
 * default: as color-scheme is where it stands). */
export interface ParleyElement extends HTMLElement {
  /** A slug, an ID, or "ref:" and what of the host's the room belongs to. Default "lobby". */
  room: string;
  /** The mount. Default: the one that embed.js came from. */
  readonly base: URL;
}

/** The chat itself, as in core.js: a program shares the connection of the elements. */
export { connect } from './core.js';

declare global {
  interface HTMLElementTagNameMap {
    'parley-app': ParleyElement;
    'parley-chat': ParleyChatElement;
    'parley-composer': ParleyElement;
    /** Its attribute "for" has the id of a parley-chat to show what is chosen. */
    'parley-rooms': ParleyElement;
    /** Its attribute "thread" has the ID of the thread's first message. */
    'parley-thread': ParleyElement;
  }

  interface HTMLElementEventMap {
    /** A room is in sight, or was chosen in a parley-rooms; preventDefault leaves it at that. */
    'parley-room': CustomEvent<{ room: string; id?: string; name?: string }>;
    /** How much is unread in all rooms, of parley-rooms. */
    'parley-unread': CustomEvent<{ unread: number }>;
    /** Something was written, of parley-composer. */
    'parley-sent': CustomEvent<{ room: string }>;
    /** Something in the slot message-actions was clicked. */
    'parley-action': CustomEvent<{ message: import('./core.js').Message; element: Element }>;
  }
}
