import { safeURL } from '../core/text.js';
import { h, outLink } from './dom.js';

/** @typedef {import('../../api.js').Node} TextNode */
/** @typedef {(node: TextNode, said: (Node|string)[]) => Node} Call shows whom a text calls */

/** So deep no text is nested that makes sense. */
const DEEPEST = 32;

/** Elements that hold nodes and nothing else. @type {Record<string, keyof HTMLElementTagNameMap>} */
const PLAIN = { paragraph: 'p', quote: 'blockquote', item: 'li', emphasis: 'em', strong: 'strong', strikethrough: 's' };

/**
 * Elements for what a text says as Markdown. Of a node that is not known, what is in it
 * is shown.
 * @param {readonly TextNode[]} nodes
 * @param {Call} [call]
 * @param {number} [depth]
 * @returns {(Node|string)[]}
 */
export function elementsOf(nodes, call, depth = 0) {
  if (depth > DEEPEST || !Array.isArray(nodes)) return [];
  return nodes.flatMap((node) => elementOf(node, elementsOf(node?.nodes ?? [], call, depth + 1), call));
}

/**
 * @param {TextNode} node
 * @param {(Node|string)[]} inside
 * @param {Call} [call]
 * @returns {Node|string|(Node|string)[]}
 */
function elementOf(node, inside, call) {
  const text = typeof node?.text === 'string' ? node.text : '';
  switch (node?.type) {
    case 'text': return text;
    // The text's own white space is kept.
    case 'break': return '\n';
    case 'code': return h('code', {}, text);
    case 'codeBlock': return h('pre', { tabindex: '0', ...(node.language && { 'data-language': node.language }) }, h('code', {}, text));
    case 'list': return list(node, inside);
    case 'mention': return call ? call(node, inside) : inside;
    case 'link': return link(node, inside);
    default: return Object.hasOwn(PLAIN, node?.type ?? '') ? h(PLAIN[node.type], {}, ...inside) : inside;
  }
}

/** @param {TextNode} node @param {(Node|string)[]} inside */
function list(node, inside) {
  return node.ordered ? h('ol', { start: Number(node.start) || 0 }, ...inside) : h('ul', {}, ...inside);
}

/** @param {TextNode} node @param {(Node|string)[]} inside */
function link(node, inside) {
  const href = /^mailto:/i.test(node.url ?? '') ? node.url ?? '' : safeURL(node.url ?? '');
  if (!href) return inside;
  const element = outLink(href, ...inside);
  if (node.title) element.title = String(node.title);
  return element;
}
