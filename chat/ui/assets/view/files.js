import { safeURL } from '../core/text.js';
import { bytes } from './bytes.js';
import { h } from './dom.js';
import { iconButton } from './icon-button.js';
import { icon } from './icon.js';
import { lightbox } from './lightbox.js';

/** The largest that a picture is among messages, in pixels of CSS. */
const WIDEST = 360;
const HIGHEST = 270;

/** What came with a message: pictures to look at, and other files to save.
 * @param {import('./ui.js').Ui} ui @param {readonly import('../core/types.js').Attachment[]} attachments
 * @param {((attachment: import('../core/types.js').Attachment) => void)|null} remove null: all stay */
export function fileList(ui, attachments, remove) {
  const pictures = attachments.filter(({ width, height }) => width > 0 && height > 0);
  const others = attachments.filter((each) => !pictures.includes(each));
  return h('div', { class: 'files', part: 'files', testid: 'files' },
    ...[...pictures, ...others].map((each) => {
      const label = ui.t('removeFile', { name: each.name });
      const element = pictures.includes(each) ? picture(ui, each) : fileRow(ui, each);
      return remove ? h('div', { class: 'sent-file' }, element, iconButton('close', label, () => remove(each), { testid: 'file-remove' })) : element;
    }));
}

/** What a message is in one line, also when it is nothing but files.
 * @param {import('./ui.js').Ui} ui @param {string} text @param {number} files */
export function inShort(ui, text, files) {
  return text || files === 0 ? text : `📎 ${ui.t('files', { count: files })}`;
}

/** The room that it takes is known before it is loaded: nothing jumps.
 * @param {import('./ui.js').Ui} ui @param {import('../core/types.js').Attachment} attachment */
function picture(ui, { name, url, thumbnailUrl, width, height }) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  const [shownWidth, shownHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const img = h('img', { src: within(ui, thumbnailUrl || url), alt: name, width: shownWidth, height: shownHeight, loading: 'lazy', decoding: 'async', draggable: 'false' });
  const element = h('button', { type: 'button', class: 'picture', title: name, 'aria-haspopup': 'dialog', 'data-url': within(ui, url), testid: 'picture', onclick: () => lightbox(ui, element) }, img);
  return element;
}

/** @param {import('./ui.js').Ui} ui @param {import('../core/types.js').Attachment} attachment */
function fileRow(ui, { name, url, size }) {
  return h('a', { class: 'file', href: within(ui, url), download: name, title: ui.t('download', { name }), testid: 'file' },
    icon('file'), h('span', { class: 'file-about' }, h('bdi', { class: 'file-name' }, name), h('bdi', { class: 'file-size' }, bytes(ui, size))), icon('download'));
}

/** @param {import('./ui.js').Ui} ui @param {string} url relative to the mount */
const within = (ui, url) => safeURL(url, ui.base);
