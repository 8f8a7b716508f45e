import { bytes } from './bytes.js';
import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';
import { preview } from './preview.js';

/**
 * A file on its way: what it is, how far it has come, and what one can do about it.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/upload.js').Upload} upload
 * @param {(() => void)|null} remove null: it goes with its message
 */
export function uploadRow(ui, upload, remove) {
  const status = h('bdi', { class: 'file-size', testid: 'upload-status' });
  const bar = h('progress', { max: '1', 'aria-label': ui.t('progress', { name: upload.name }), testid: 'upload-progress' });
  const retry = button(ui.t('retry'), () => void upload.run().catch(() => {}), { class: 'link-button', testid: 'upload-retry' });
  const cancel = remove && iconButton('close', ui.t('removeFile', { name: upload.name }), remove, { testid: 'upload-remove' });
  const element = h('li', { class: 'upload', testid: 'upload' }, preview(upload.blob),
    h('span', { class: 'file-about' }, h('bdi', { class: 'file-name', title: upload.name }, upload.name), status, bar), retry, ...(cancel ? [cancel] : []));
  const show = () => {
    const { state, sent, size, error, refused } = upload;
    element.dataset.state = state;
    bar.value = sent / Math.max(size, 1);
    bar.hidden = state === 'done' || state === 'failed';
    retry.hidden = !remove || state !== 'failed' || refused;
    status.textContent = state === 'failed' && error ? ui.error(error) : bytes(ui, size);
    status.classList.toggle('problem', state === 'failed');
  };
  /** Ends what listens. */
  const end = upload.on('change', show);
  show();
  return { element, end };
}
