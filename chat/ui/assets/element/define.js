import { ParleyApp } from './app.js';
import { ParleyChat } from './chat.js';
import { ParleyComposer } from './composer.js';
import { ParleyRooms } from './rooms.js';
import { ParleyThread } from './thread.js';

/** @type {Record<string, CustomElementConstructor>} */
const ELEMENTS = {
  'parley-app': ParleyApp,
  'parley-chat': ParleyChat,
  'parley-composer': ParleyComposer,
  'parley-rooms': ParleyRooms,
  'parley-thread': ParleyThread,
};

/** Makes the elements known to the page, once. */
export function define() {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
