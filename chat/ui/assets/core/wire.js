/**
 * Reads what came over the network. Whatever is not what it should be becomes
 * null or a harmless default here, so that nobody behind has to ask again.
 */

const NOBODY = { id: '', displayName: 'Someone', avatarUrl: '', profileUrl: '' };

/** @param {any} value */
const text = (value) => (typeof value === 'string' ? value : '');

/** @param {any} value */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/**
 * @param {any} raw
 * @returns {import('./types.js').User|null}
 */
export function readUser(raw) {
  if (!raw || typeof raw.id !== 'string' || raw.id === '') return null;
  return {
    id: raw.id,
    displayName: text(raw.displayName).trim() || NOBODY.displayName,
    avatarUrl: text(raw.avatarUrl),
    profileUrl: text(raw.profileUrl),
  };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').Message|null}
 */
export function readMessage(raw) {
  if (!raw || typeof raw.id !== 'string' || !isCount(raw.seq) || !isCount(raw.rev)) return null;
  return {
    id: raw.id,
    seq: raw.seq,
    rev: raw.rev,
    author: readUser(raw.author) ?? NOBODY,
    clientId: text(raw.clientId),
    text: text(raw.text),
    createdAt: text(raw.createdAt),
    editedAt: text(raw.editedAt),
    deletedAt: text(raw.deletedAt),
  };
}

/** What carries a message as it is now; its rev is what the next edit must name. */
const ABOUT_MESSAGE = /^(message|reaction|pin)\./;

/**
 * An event whose name is unknown still moves the room's rev on.
 * @param {any} raw
 * @param {string} room
 * @returns {import('./types.js').RoomEvent|null}
 */
export function readEvent(raw, room) {
  if (!raw || !isCount(raw.rev) || raw.rev === 0) return null;
  if (raw.room !== undefined && raw.room !== room) return null;
  const event = text(raw.event);
  const { payload } = raw;
  return {
    event,
    rev: raw.rev,
    message: ABOUT_MESSAGE.test(event) ? readMessage(payload) : null,
    expired: event === 'messages.expired' && isCount(payload?.throughSeq) ? payload.throughSeq : 0,
    erased: event === 'user.erased' ? text(payload?.user) : '',
    at: text(raw.at),
    room: event === 'room.updated' ? readRoom(payload) : null,
  };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').MessagePage|null}
 */
export function readMessagePage(raw) {
  if (!raw || !Array.isArray(raw.items) || !isCount(raw.asOf)) return null;
  const items = raw.items.map(readMessage).filter(Boolean);
  return { items, hasBefore: Boolean(raw.page?.hasBefore), asOf: raw.asOf };
}

/**
 * @param {any} raw
 * @param {string} room
 * @returns {import('./types.js').EventPage|null}
 */
export function readEventPage(raw, room) {
  if (!raw || !Array.isArray(raw.items) || !isCount(raw.asOf)) return null;
  const items = raw.items.map((/** @type {any} */ item) => readEvent(item, room)).filter(Boolean);
  return { items, asOf: raw.asOf, hasAfter: Boolean(raw.hasAfter) };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').Room|null}
 */
function readRoom(raw) {
  if (!raw || typeof raw.id !== 'string' || raw.id === '') return null;
  return { ...raw, name: text(raw.name) || 'Chat', topic: text(raw.topic) };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').Meta|null}
 */
export function readMeta(raw) {
  if (!raw || !('viewer' in raw)) return null;
  const logins = Array.isArray(raw.logins) ? raw.logins : [];
  return {
    viewer: readUser(raw.viewer),
    lobby: readRoom(raw.lobby),
    bayeux: text(raw.bayeux),
    logins: logins.filter((/** @type {any} */ login) => text(login?.url) && ['guest', 'link'].includes(login.kind)),
    logout: text(raw.logout),
    limits: { textLength: isCount(raw.limits?.textLength) && raw.limits.textLength > 0 ? raw.limits.textLength : 8000 },
  };
}
