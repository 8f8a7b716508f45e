/**
 * The shapes that the modules share. No code: this file is for readers and for
 * the type checker.
 *
 * @typedef {{id: string, displayName: string, avatarUrl: string, profileUrl: string}} User
 *
 * @typedef {{id: string, kind: string, slug: string, name: string, topic: string, rev: number, createdAt: string}} Room
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {number} seq where it stands in the room; never changes
 * @property {number} rev the room's rev of its latest change
 * @property {User} author
 * @property {string} clientId
 * @property {string} text empty in a tombstone
 * @property {string} createdAt
 * @property {string} editedAt empty: never edited
 * @property {string} deletedAt empty: not deleted
 *
 * @typedef {object} RoomEvent
 * @property {string} event
 * @property {number} rev
 * @property {Message|null} message
 * @property {number} [expired] every message up to this seq was removed
 * @property {string} [erased] the user whose every word was erased
 * @property {string} [at]
 * @property {Room|null} [room] as it is now
 *
 * @typedef {{items: Message[], hasBefore: boolean, asOf: number}} MessagePage
 *
 * @typedef {{items: RoomEvent[], asOf: number, hasAfter: boolean}} EventPage
 *
 * @typedef {{kind: 'guest'|'link', label: string, url: string}} LogIn
 *
 * @typedef {object} Meta
 * @property {User|null} viewer
 * @property {Room|null} lobby null: we may not read it
 * @property {string} bayeux relative to the mount; empty: no live updates
 * @property {LogIn[]} logins
 * @property {string} logout empty: the host logs people out
 * @property {{textLength: number}} limits
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(ms: number, run: () => void) => (() => void)} after returns what cancels it
 * @property {() => number} random at least 0, below 1
 */
export {};
