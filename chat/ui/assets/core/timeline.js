/** What stands in the list, top to bottom. */

const GROUP = 5 * 60_000;

/**
 * @typedef {{kind: 'day', key: string, day: Date}} DayItem
 * @typedef {{kind: 'unread', key: string}} UnreadItem
 * @typedef {{kind: 'message', key: string, message: import('./types.js').Message, head: boolean}} MessageItem
 * @typedef {Omit<import('./outbox.js').Entry, 'uploads'>} Unsent as far as it matters here
 */
/**
 * @template {Unsent} [E=import('./outbox.js').Entry]
 * @typedef {{kind: 'pending', key: string, entry: E, author: import('./types.js').User, head: boolean}} PendingItem
 */
/**
 * @template {Unsent} [E=import('./outbox.js').Entry]
 * @typedef {DayItem|UnreadItem|MessageItem|PendingItem<E>} Item
 */

/**
 * Puts messages and the writer's unsent ones together, with a line before each
 * new day and one before the first unread message. head marks the first of a group:
 * one author within five minutes.
 * @template {Unsent} E
 * @param {readonly import('./types.js').Message[]} messages
 * @param {readonly E[]} entries
 * @param {import('./types.js').User|null} writer whose entries they are
 * @param {number} [firstUnread] its seq; default: none is
 * @returns {Item<E>[]}
 */
export function timeline(messages, entries, writer, firstUnread = 0) {
  /** @type {Item<E>[]} */
  const items = [];
  let last = { author: '', at: NaN, day: '', root: false };
  const place = (/** @type {string} */ key, /** @type {string} */ author, /** @type {string} */ createdAt, alone = false) => {
    const date = new Date(createdAt);
    const day = date.toDateString();
    if (day !== last.day) items.push({ kind: 'day', key: `day:${day}:${key}`, day: date });
    const head = alone || day !== last.day || author !== last.author || !(date.getTime() - last.at < GROUP);
    last = { author, at: date.getTime(), day, root: false };
    return head;
  };
  for (const message of messages) {
    const key = `message:${message.id}`;
    const unread = message.seq === firstUnread;
    const root = last.root;
    const head = place(key, message.author.id, message.createdAt, unread || message.quote !== null || (message.thread !== '' && root));
    if (unread) items.push({ kind: 'unread', key: 'unread' });
    items.push({ kind: 'message', key, message, head });
    last.root = message.thread === '';
  }
  for (const entry of unsent(messages, entries, writer)) {
    const author = /** @type {import('./types.js').User} */ (writer);
    const key = `pending:${entry.clientId}`;
    const head = place(key, author.id, entry.createdAt);
    items.push({ kind: 'pending', key, entry, author, head });
  }
  return items;
}

/**
 * The server's copy may come by a push before the answer to our request: then it
 * stands for the entry.
 * @template {Unsent} E
 * @param {readonly import('./types.js').Message[]} messages
 * @param {readonly E[]} entries
 * @param {import('./types.js').User|null} writer
 */
function unsent(messages, entries, writer) {
  if (!writer || entries.length === 0) return [];
  const sent = new Set(messages.filter((message) => message.author.id === writer.id).map((message) => message.clientId));
  return entries.filter((entry) => !sent.has(entry.clientId));
}
