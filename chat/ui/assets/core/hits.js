import { plain } from './text.js';
import { readMessage, readRoom } from './wire.js';

/** So much of a text stands before the first word that was found, and so much is shown. */
const BEFORE = 60;
const SHOWN = 280;

/**
 * A message that was found, and where in its text.
 * @typedef {object} Hit
 * @property {import('./types.js').Message} message
 * @property {import('./types.js').Room} room
 * @property {readonly {start: number, end: number}[]} highlights in UTF-16 code units
 */

/** @param {any} raw @returns {Hit|null} */
export function readHit(raw) {
  const message = readMessage(raw?.message);
  const room = readRoom(raw?.room);
  return message && room && { message, room, highlights: Array.isArray(raw.highlights) ? raw.highlights : [] };
}

/**
 * The part of a text in which something was found, in pieces. Ranges that are not within
 * the text, or not in order, mark nothing.
 * @param {string} text
 * @param {Hit['highlights']} highlights
 * @returns {{text: string, found: boolean}[]}
 */
export function excerpt(text, highlights) {
  const pieces = [];
  const from = beginning(text, highlights[0]?.start ?? 0);
  const to = whole(text, from + SHOWN);
  let at = from;
  const add = (/** @type {number} */ end, found = false) => {
    if (end > at) pieces.push({ text: plain(text.slice(at, end)), found });
    at = Math.max(at, end);
  };
  if (from > 0) pieces.push({ text: '… ', found: false });
  for (const { start, end } of highlights) {
    if (!(start >= at && end > start && end <= to)) continue;
    add(start);
    add(end, true);
  }
  add(to);
  if (to < text.length) pieces.push({ text: ' …', found: false });
  return pieces;
}

/** Where a text is cut so that what was found is seen: before a word. @param {string} text @param {number} found */
function beginning(text, found) {
  if (!(found > BEFORE * 2)) return 0;
  const space = text.slice(found - BEFORE, found).search(/\s/);
  return whole(text, space < 0 ? found - BEFORE : found - BEFORE + space + 1);
}

/** Never between the halves of a character. @param {string} text @param {number} at */
const whole = (text, at) => (at < text.length && /[\uDC00-\uDFFF]/.test(text[at]) ? at - 1 : Math.min(at, text.length));
