/** Completing words that are being written: which, and by what. */

/** A word that begins with a sign, up to where the cursor is. */
const WORD = /(?:^|[\s([{"'])([:@/])([\p{L}\p{N}\p{M}_+.-]{0,40})$/u;

/** More are too many to choose from. */
const MOST = 8;

/**
 * @typedef {object} Choice
 * @property {string} text what stands there in the end
 * @property {string} label
 * @property {string} [note] said beside it
 * @property {readonly string[]} names what it is found by, the foremost first
 */

/**
 * The word before the cursor, if it may be one to complete. A command stands at the very
 * beginning, and what begins with two slashes is none.
 * @param {string} text
 * @param {number} caret
 * @returns {{sign: string, query: string, start: number}|null}
 */
export function wordAt(text, caret) {
  const match = WORD.exec(text.slice(0, caret));
  if (!match) return null;
  const [, sign, query] = match;
  const start = caret - query.length - 1;
  return sign === '/' && (start > 0 || text[1] === '/') ? null : { sign, query, start };
}

/**
 * The choices that a query means, the likeliest first: those that begin so, those of which
 * a word begins so, those that contain it.
 * @template {Choice} C
 * @param {readonly C[]} choices
 * @param {string} query
 * @param {number} [most]
 * @returns {C[]}
 */
export function likeliest(choices, query, most = MOST) {
  const wanted = folded(query);
  const ranked = choices.map((choice) => ({ choice, rank: Math.min(...choice.names.map((name, i) => rankOf(folded(name), wanted) + (i && 0.5))) }));
  return ranked.filter(({ rank }) => rank < 3).sort((a, b) => a.rank - b.rank).slice(0, most).map(({ choice }) => choice);
}

/** @param {string} name @param {string} wanted */
function rankOf(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s_.-]+/).some((word) => word.startsWith(wanted))) return 1;
  return name.includes(wanted) ? 2 : Infinity;
}

/** As people look for it: whatever the case and the accents. @param {string} text */
export const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
