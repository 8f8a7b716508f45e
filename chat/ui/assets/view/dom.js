/**
 * Makes an element. Text stays text: nothing here parses markup, and handlers are
 * functions, never attributes.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props] on…: a listener; true/false: a bare attribute or none; testid: data-testid; else an attribute
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (typeof value === 'boolean') element.toggleAttribute(name, value);
    else element.setAttribute(name === 'testid' ? 'data-testid' : name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * @param {string|Node} label
 * @param {(event: MouseEvent) => void} press
 * @param {Record<string, any>} [props]
 */
export function button(label, press, props = {}) {
  return h('button', { type: 'button', onclick: press, ...props }, label);
}

/** A link that leaves the chat. @param {string} href already found safe @param {...(Node|string)} text */
export function outLink(href, ...text) {
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...text);
}

/** A place that the host may fill, with what stands there otherwise.
 * @param {string} name @param {...(Node|string)} instead */
export function slot(name, ...instead) {
  return h('slot', { name }, ...instead);
}

/**
 * Has an element hold these and nothing else, in this order. What is in its place already is
 * not touched, so that a click which has begun on it is one, and what had the focus has it.
 * @param {Element} parent
 * @param {Element[]} children
 */
export function arrange(parent, children) {
  const { activeElement } = /** @type {ShadowRoot} */ (parent.getRootNode());
  const inside = parent.contains(activeElement);
  const kept = new Set(children);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
  if (inside) /** @type {HTMLElement} */ (activeElement).focus({ preventScroll: true });
}

/** Makes a text field as high as its text, up to what its style allows.
 * @param {HTMLTextAreaElement} field */
export function fitHeight(field) {
  field.style.height = 'auto';
  if (!field.offsetParent) return;
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

/** Whether Enter means to send, not to finish a word in an input method.
 * @param {KeyboardEvent} event */
export function isSendKey(event) {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.isComposing && event.keyCode !== 229;
}
