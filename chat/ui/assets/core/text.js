/** Questions about text that have nothing to do with the page. */

const LINK = /\bhttps?:\/\/[^\s<>"'`\\^{|}]+/gi;

/** As the server counts: code points, not UTF-16 units. @param {string} text */
export function lengthOf(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * The URL if a browser may be sent there, else ''. Only http and https: anything
 * else could be code.
 * @param {string} url
 * @param {string|URL} [base]
 */
export function safeURL(url, base) {
  if (url === '') return '';
  try {
    const parsed = new URL(url, base);
    return ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : '';
  } catch {
    return '';
  }
}

/**
 * Splits text at its plain URLs.
 * @param {string} text
 * @returns {{text: string, href: string}[]} href is '' for what is no link
 */
export function linkify(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const found = withoutTail(match[0]);
    const href = safeURL(found);
    if (href === '' || found.length <= 'https://'.length) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: '' });
    parts.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: '' });
  return parts;
}

/** A sentence's punctuation is not part of its link; nor is a bracket that opened
 * before it. Counted once: a long run of brackets must not take long.
 * @param {string} url */
function withoutTail(url) {
  /** @type {Record<string, number>} how many more are closed than opened */
  const excess = { ')': 0, ']': 0 };
  for (const char of url) {
    if (char in excess) excess[char]++;
    else if (char === '(') excess[')']--;
    else if (char === '[') excess[']']--;
  }
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1];
    if (excess[last] > 0) excess[last]--;
    else if (!'.,;:!?*_~'.includes(last)) break;
  }
  return url.slice(0, end);
}

/** @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => [...word][0] ?? '').join('').toUpperCase() || '?';
}

/** A hue, the same for the same id everywhere. @param {string} id */
export function hueOf(id) {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return (hash >>> 0) % 360;
}

/** A text in one line, without what only marks it up. @param {string} text */
export const plain = (text) => text.replace(/```\w*|\*\*|~~|`/g, '').replace(/\s+/g, ' ');
