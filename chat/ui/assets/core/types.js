/**
 * The shapes that the modules share. No code: this file is for readers and for
 * the type checker.
 *
 * @typedef {{id: string, displayName: string, avatarUrl: string, profileUrl: string, handle?: string, blocked?: boolean}} User handle: what calls them when it is written after an at sign; absent: nothing. blocked: by us, as far as it was told
 *
 * @typedef {object} Room
 * @property {string} id
 * @property {string} kind public, private or direct
 * @property {string} slug empty: none
 * @property {string} name
 * @property {string} topic
 * @property {string} ref what of the host's it belongs to; empty: nothing
 * @property {readonly User[]} people some of the others in a direct room, which has no other name
 * @property {number} rev
 * @property {string} createdAt
 * @property {string} archivedAt empty: one may write
 * @property {number} slowModeMs how far apart the messages of one person must be; 0: as they like
 * @property {Posting|null} posting null: it was not told
 * @property {Viewer|null} viewer null: who asked is no member, or it was not told
 *
 * @typedef {{code: string, until: string}} Posting why one may not write, and until when; empty: one may, nobody knows
 *
 * @typedef {{role: string, readSeq: number, notify: Notify}} Viewer
 *
 * @typedef {{level: string, muteUntil: string}} Notify level: all, mentions or none; muteUntil empty: not muted
 *
 * @typedef {{room: string, readSeq: number, lastSeq: number, unread: number, mentions: number}} Unread unread, and those that call us (also in threads): 100 stands for more
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} room
 * @property {number} seq where it stands in the room; never changes
 * @property {number} rev the room's rev of its latest change
 * @property {User} author
 * @property {string} clientId
 * @property {string} text empty in a tombstone
 * @property {readonly import('../../api.js').Node[]|null} nodes what the text says as Markdown; null: plain text
 * @property {string} createdAt
 * @property {string} editedAt empty: never edited
 * @property {string} deletedAt empty: not deleted
 * @property {Quote|null} quote what it answers
 * @property {string} thread the message that began the thread in which it stands; empty: none
 * @property {boolean} inRoom it stands in the main flow too
 * @property {{count: number, lastSeq: number}|null} replies the thread that it began
 * @property {readonly Tally[]} reactions
 * @property {string} pinnedAt empty: not pinned
 * @property {readonly Attachment[]} attachments
 *
 * @typedef {object} Attachment
 * @property {string} id
 * @property {string} name
 * @property {string} type its media type
 * @property {number} size in bytes
 * @property {string} url relative to the mount
 * @property {string} thumbnailUrl likewise; empty: there is none
 * @property {number} width of a picture, in pixels; 0: it is none
 * @property {number} height
 *
 * @typedef {{id: string, seq: number, author: User, text: string, attachments: number, deletedAt: string}} Quote attachments: how many
 * @typedef {{id: string, seq: number, author: User, text: string, createdAt: string, deletedAt: string}} Preview how a message begins
 * @typedef {{command: string, text: string, nodes: Message['nodes'], thread: string}} Answer what a command says to who typed it; text empty: it was done
 * @typedef {{emoji: string, count: number, users: readonly string[]}} Tally users: the first of them
 *
 * @typedef {{clientId: string, text: string, replyTo?: string, thread?: string, inRoom?: boolean, attachments?: string[]}} Draft
 * @typedef {Omit<Draft, 'clientId'|'attachments'> & {files?: readonly import('./upload.js').Upload[]}} Writing what one sends, with files that need not be there yet
 *
 * @typedef {object} RoomEvent
 * @property {string} event
 * @property {number} rev
 * @property {Message|null} message
 * @property {number} [expired] every message up to this seq was removed
 * @property {string} [erased] the user whose every word was erased
 * @property {string} [at]
 * @property {Room|null} [room] as it is now
 * @property {{user: string, role: string, kind: ''|'mute'|'ban', stands: boolean, until: string}|null} [member] kind: what it says stands or does not; else role, which is empty for who left
 *
 * @typedef {{items: Message[], hasBefore: boolean, hasAfter: boolean, asOf: number}} MessagePage
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
 * @property {{textLength: number, fileSize: number, attachments: number}} limits fileSize: in bytes; 0: there are no attachments
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(ms: number, run: () => void) => (() => void)} after returns what cancels it
 * @property {() => number} random at least 0, below 1
 */
export {};
