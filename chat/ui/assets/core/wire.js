/**
 * Reads what came over the network. Whatever is not what it should be becomes
 * null or a harmless default here, so that nobody behind has to ask again.
 */

export const NOBODY = { id: '', displayName: '', avatarUrl: '', profileUrl: '' };

/** @param {any} value */
const text = (value) => (typeof value === 'string' ? value : '');

/** @param {any} value */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** @param {any} value */
const count = (value) => (isCount(value) ? value : 0);

/** @param {any} value */
const named = (value) => typeof value?.id === 'string' && value.id !== '';

/** @template T @param {any} raw @param {(raw: any) => T|null} readOne @returns {T[]} */
const all = (raw, readOne) => (Array.isArray(raw) ? /** @type {T[]} */ (raw.map(readOne).filter((one) => one !== null)) : []);

/**
 * @param {any} raw
 * @returns {import('./types.js').User|null}
 */
export function readUser(raw) {
  if (!named(raw)) return null;
  return { id: raw.id, displayName: text(raw.displayName).trim(), avatarUrl: text(raw.avatarUrl), profileUrl: text(raw.profileUrl), ...(text(raw.handle) && { handle: raw.handle }), ...(raw.blocked === true && { blocked: true }) };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').Message|null}
 */
export function readMessage(raw) {
  if (!named(raw) || !isCount(raw.seq) || !isCount(raw.rev)) return null;
  return {
    id: raw.id,
    room: text(raw.room),
    seq: raw.seq,
    rev: raw.rev,
    author: readUser(raw.author) ?? NOBODY,
    clientId: text(raw.clientId),
    text: text(raw.text),
    nodes: Array.isArray(raw.nodes) ? raw.nodes : null,
    createdAt: text(raw.createdAt),
    editedAt: text(raw.editedAt),
    deletedAt: text(raw.deletedAt),
    quote: readQuote(raw.quote),
    thread: text(raw.thread),
    inRoom: raw.inRoom === true,
    replies: isCount(raw.replies?.count) ? { count: raw.replies.count, lastSeq: count(raw.replies.lastSeq) } : null,
    reactions: all(raw.reactions, readTally),
    pinnedAt: text(raw.pinnedAt),
    attachments: all(raw.attachments, readAttachment),
  };
}

/** @param {any} raw @returns {import('./types.js').Attachment|null} */
function readAttachment(raw) {
  if (!named(raw) || !text(raw.url)) return null;
  return {
    id: raw.id, name: text(raw.name), type: text(raw.type), size: count(raw.size), url: raw.url,
    thumbnailUrl: text(raw.thumbnailUrl), width: count(raw.width), height: count(raw.height),
  };
}

/** @param {any} raw */
export const readUpload = (raw) => (named(raw) && isCount(raw.offset) ? { id: /** @type {string} */ (raw.id), offset: /** @type {number} */ (raw.offset) } : null);

/** @param {any} raw @returns {import('./types.js').Quote|null} */
function readQuote(raw) {
  if (!named(raw)) return null;
  return { id: raw.id, seq: count(raw.seq), author: readUser(raw.author) ?? NOBODY, text: text(raw.text), attachments: count(raw.attachments), deletedAt: text(raw.deletedAt) };
}

/** A room in a list, with what was said last in it.
 * @param {any} raw @returns {import('./rooms.js').Listed|null} */
export function readListed(raw) {
  const room = readRoom(raw);
  if (!room) return null;
  const last = readQuote(raw.last);
  const { readSeq, unread, mentions } = raw.viewer ?? {};
  return {
    room, last: last && { ...last, createdAt: text(raw.last.createdAt) },
    unread: room.viewer && { room: room.id, readSeq: count(readSeq), lastSeq: last?.seq ?? 0, unread: count(unread), mentions: count(mentions) },
  };
}

/** @param {any} raw @returns {import('./types.js').Tally|null} */
function readTally(raw) {
  if (!text(raw?.emoji) || !isCount(raw.count) || raw.count === 0) return null;
  return { emoji: raw.emoji, count: raw.count, users: all(raw.users, (user) => text(user) || null) };
}

/** What carries a message as it is now; its rev is what the next edit must name. */
const ABOUT_MESSAGE = /^(message|reaction|pin)\./;

/**
 * An event whose name is unknown still moves the room's rev on.
 * @param {any} raw
 * @param {string} [room] whose it has to be
 * @returns {import('./types.js').RoomEvent|null}
 */
export function readEvent(raw, room) {
  if (!raw || !isCount(raw.rev) || raw.rev === 0) return null;
  if (room !== undefined && raw.room !== undefined && raw.room !== room) return null;
  const event = text(raw.event);
  const { payload } = raw;
  return {
    event,
    rev: raw.rev,
    message: ABOUT_MESSAGE.test(event) ? readMessage(payload) : null,
    expired: event === 'messages.expired' ? count(payload?.throughSeq) : 0,
    erased: event === 'user.erased' ? text(payload?.user) : '',
    at: text(raw.at),
    room: event.startsWith('room.') ? readRoom(payload) : null,
    member: event.startsWith('member.') && text(payload?.user) ? { user: payload.user, role: text(payload.role), kind: ['mute', 'ban'].includes(payload.kind) ? payload.kind : '', stands: payload.stands === true, until: text(payload.until) } : null,
  };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').MessagePage|null}
 */
export function readMessagePage(raw) {
  if (!raw || !Array.isArray(raw.items) || !isCount(raw.asOf)) return null;
  const { hasBefore, hasAfter } = raw.page ?? {};
  return { items: all(raw.items, readMessage), hasBefore: Boolean(hasBefore), hasAfter: Boolean(hasAfter), asOf: raw.asOf };
}

/**
 * @param {any} raw
 * @returns {import('./types.js').EventPage|null}
 */
export function readEventPage(raw) {
  if (!raw || !Array.isArray(raw.items) || !isCount(raw.asOf)) return null;
  return { items: all(raw.items, (item) => readEvent(item)), asOf: raw.asOf, hasAfter: Boolean(raw.hasAfter) };
}

/**
 * @template T
 * @param {any} raw
 * @param {(raw: any) => T|null} readOne
 * @returns {{items: T[], after: string}|null} after: where the list goes on; empty: nowhere
 */
export function readList(raw, readOne) {
  if (!raw || !Array.isArray(raw.items)) return null;
  return { items: all(raw.items, readOne), after: raw.page?.hasAfter ? text(raw.page.after) : raw.page?.hasBefore ? text(raw.page.before) : '' };
}

/**
 * Of a room that is not there any more, or not for us, only the ID is told.
 * @param {any} raw
 * @returns {import('./types.js').Room|null}
 */
export function readRoom(raw) {
  if (!named(raw) || !('name' in raw || 'kind' in raw)) return null;
  return {
    id: raw.id, kind: text(raw.kind), slug: text(raw.slug), name: text(raw.name), topic: text(raw.topic), ref: text(raw.ref), people: all(raw.people, readUser), posting: raw.posting ? { code: text(raw.posting.code), until: text(raw.posting.until) } : null,
    rev: count(raw.rev), createdAt: text(raw.createdAt), archivedAt: text(raw.archivedAt), slowModeMs: count(raw.slowModeMs),
    viewer: text(raw.viewer?.role) ? { role: raw.viewer.role, readSeq: count(raw.viewer.readSeq), notify: readNotify(raw.viewer.notify) } : null,
  };
}

/** @param {any} raw @returns {import('./types.js').Notify} */
export function readNotify(raw) {
  return { level: text(raw?.level) || 'all', muteUntil: text(raw?.muteUntil) };
}

/** @param {any} raw @returns {import('./types.js').Unread|null} */
export function readUnread(raw) {
  if (!text(raw?.room)) return null;
  return { room: raw.room, readSeq: count(raw.readSeq), lastSeq: count(raw.lastSeq), unread: count(raw.unread), mentions: count(raw.mentions) };
}

/** Something about somebody. @template T @param {any} raw @param {T} [more] */
function ofUser(raw, more) {
  const user = readUser(raw?.user);
  return user && { user, .../** @type {T} */ (more) };
}

/** @param {any} raw */
export const readTypist = (raw) => ofUser(raw);

/** @param {any} raw */
export const readAttendee = (raw) => ofUser(raw, { status: text(raw?.status) });

/** @param {any} raw */
export const readReceipt = (raw) => ofUser(raw, { readSeq: count(raw?.readSeq) });

/** @param {any} raw */
export const readPlace = (raw) => ofUser(raw, { role: text(raw?.role), joinedAt: text(raw?.joinedAt) });

/** A mute or a ban. @param {any} raw */
export const readSanction = (raw) => ofUser(raw, { until: text(raw?.until), reason: text(raw?.reason) });

/** What a command answers to the viewer alone.
 * @param {any} raw @returns {Omit<import('./types.js').Answer, 'thread'>|null} */
export function readAnswer(raw) {
  return typeof raw?.command === 'string' ? { command: raw.command, text: text(raw.text), nodes: Array.isArray(raw.nodes) ? raw.nodes : null } : null;
}

/** What a message said before. @param {any} raw */
export const readRevision = (raw) => (text(raw?.replacedAt) ? { text: text(raw.text), replacedAt: text(raw.replacedAt) } : null);

/** @param {any} raw */
export const readBookmark = (raw) => readMessage(raw?.message);

/**
 * @param {any} raw
 * @returns {import('./types.js').Meta|null}
 */
export function readMeta(raw) {
  if (!raw || !('viewer' in raw)) return null;
  return {
    viewer: readUser(raw.viewer),
    lobby: readRoom(raw.lobby),
    bayeux: text(raw.bayeux),
    logins: all(raw.logins, (login) => (text(login?.url) && ['guest', 'link'].includes(login.kind) ? login : null)),
    logout: text(raw.logout),
    limits: { textLength: count(raw.limits?.textLength) || 8000, fileSize: count(raw.limits?.fileSize), attachments: count(raw.limits?.attachments) },
  };
}
