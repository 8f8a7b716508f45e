/**
 * Parley without a page, for programs that bring their own: core.d.ts says the types.
 *
 *   const { hub, release } = connect();
 *   const { room } = hub.room('lobby');
 *   room.on('change', () => show(room.store.messages));
 *   room.send({ text: 'Hello' });
 */
export { connect } from './browser/connect.js';
export { ApiError } from './core/request.js';
export { timeline } from './core/timeline.js';
export { linkify, safeURL } from './core/text.js';
