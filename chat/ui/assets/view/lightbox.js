import { modal } from './dialog.js';
import { h } from './dom.js';
import { iconButton } from './icon-button.js';
import { icon } from './icon.js';

/**
 * Shows a picture as large as the window, and the others of the conversation by the arrow
 * keys. The focus goes back to where it was, which the dialog sees to.
 * @param {import('./ui.js').Ui} ui
 * @param {HTMLElement} picture its button among the messages
 */
export function lightbox(ui, picture) {
  const all = /** @type {HTMLElement[]} */ ([...picture.closest('.messages')?.querySelectorAll('.picture') ?? [picture]]);
  let at = all.indexOf(picture);
  const image = h('img', { class: 'lightbox-image', testid: 'lightbox-image' });
  const name = h('bdi', { testid: 'lightbox-name' });
  const count = h('span', { class: 'lightbox-count' });
  const save = h('a', { class: 'button' }, icon('download'));
  const close = iconButton('close', ui.t('close'), () => dialog.close());
  const [before, after] = [-1, 1].map((step) => iconButton('back', ui.t(step < 0 ? 'previous' : 'next'), () => go(at + step), { class: step < 0 ? 'lightbox-before' : 'lightbox-after' }));
  const dialog = h('dialog', { class: 'lightbox', part: 'lightbox', 'aria-label': ui.t('picture'), testid: 'lightbox' },
    h('div', { class: 'lightbox-top' }, h('p', { 'aria-live': 'polite' }, name, ' ', count), save, close), before, image, after);
  const go = (/** @type {number} */ to) => {
    at = Math.max(0, Math.min(all.length - 1, to));
    const { title, dataset } = all[at];
    // The small one stands there until the large one has come.
    image.src = all[at].querySelector('img')?.src ?? '';
    const large = new Image();
    const wanted = at;
    large.onload = () => { if (wanted === at) image.src = large.src; };
    large.src = dataset.url ?? '';
    image.alt = name.textContent = title;
    count.textContent = all.length > 1 ? ui.t('ofAll', { n: at + 1, count: all.length }) : '';
    Object.assign(save, { href: dataset.url, download: title, ariaLabel: ui.t('download', { name: title }), title: ui.t('download', { name: title }) });
    before.disabled = at === 0;
    after.disabled = at === all.length - 1;
  };
  dialog.addEventListener('keydown', (event) => {
    const forward = getComputedStyle(dialog).direction === 'rtl' ? -1 : 1;
    const to = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  go(at);
  modal(ui, dialog);
  close.focus();
}
