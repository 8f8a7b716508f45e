import { h } from './dom.js';
import { iconButton } from './icon-button.js';
import { icon } from './icon.js';
import { uploadRow } from './upload-row.js';

/**
 * Lets one add files to what one writes: by a button, dropped anywhere on the area, or pasted.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room} room
 * @param {import('./composer.js').Composer} composer
 * @param {HTMLElement} area
 * @param {string} [thread]
 */
export function attach(ui, room, composer, area, thread = '') {
  const tray = room.drafts.tray(thread);
  /** @type {Map<import('../core/upload.js').Upload, ReturnType<typeof uploadRow>>} */
  let rows = new Map();
  const list = h('ul', { class: 'uploads', 'aria-label': ui.t('attachments'), testid: 'uploads' });
  const note = h('p', { class: 'problem', role: 'alert' });
  const input = h('input', { type: 'file', multiple: true, hidden: true, testid: 'file-input', onchange: () => {
    add([...input.files ?? []]);
    input.value = '';
  } });
  const choose = iconButton('attach', ui.t('attach'), () => input.click(), { testid: 'attach' });
  const able = () => ui.hub.phase === 'open' && ui.hub.meta.limits.attachments > 0 && ui.hub.meta.limits.fileSize > 0 && room.writable;
  const add = (/** @type {File[]} */ files) => {
    if (!able() || files.length === 0) return;
    const left = tray.add(files);
    note.textContent = left > 0 ? ui.t('tooManyFiles', { count: ui.hub.meta.limits.attachments }) : '';
    composer.focus();
  };
  const show = () => {
    choose.hidden = !able();
    const shown = new Map(tray.uploads.map((upload) => [upload, rows.get(upload) ?? uploadRow(ui, upload, () => remove(upload))]));
    for (const [upload, { element, end }] of rows) {
      if (shown.has(upload)) continue;
      end();
      element.remove();
    }
    rows = shown;
    for (const { element } of rows.values()) if (!element.isConnected || element.parentElement !== list) list.append(element);
    list.hidden = rows.size === 0;
    composer.changed();
  };
  const remove = (/** @type {import('../core/upload.js').Upload} */ upload) => {
    tray.remove(upload);
    note.textContent = '';
    composer.focus();
  };
  let writer = ui.hub.viewer?.id;
  const renew = () => {
    // Who has logged out leaves nothing for who comes next.
    if (!ui.hub.writer) tray.clear();
    else if (ui.hub.viewer && ui.hub.viewer.id !== writer) tray.renew();
    writer = ui.hub.viewer?.id ?? writer;
    show();
  };
  composer.load = () => tray.load;
  composer.extras.push(() => (tray.load === 'none' ? {} : { files: tray.take() }));
  composer.tools.prepend(choose);
  composer.tray.append(list, note, input);
  composer.field.addEventListener('paste', (event) => pasted(event, add));
  ui.scope.on(tray, 'change', show);
  ui.scope.on(ui.hub, 'viewer', renew);
  ui.scope.on(ui.hub, 'live', (state) => state === 'up' && tray.retry());
  for (const what of ['info', 'phase']) ui.scope.on(room, what, show);
  ui.scope.add(() => rows.forEach(({ end }) => end()));
  dropZone(ui, area, able, add);
  show();
}

/** What office programs copy is text, with a picture of it: the text is meant.
 * @param {ClipboardEvent} event @param {(files: File[]) => void} add */
function pasted(event, add) {
  const data = event.clipboardData;
  if (!data || data.files.length === 0 || data.types.includes('text/plain')) return;
  event.preventDefault();
  add([...data.files]);
}

/**
 * @param {import('./ui.js').Ui} ui
 * @param {HTMLElement} area
 * @param {() => boolean} able
 * @param {(files: File[]) => void} add
 */
function dropZone(ui, area, able, add) {
  const hint = h('div', { class: 'drop', hidden: true, testid: 'drop' }, h('div', { class: 'drop-here' }, icon('attach'), ui.t('dropHere')));
  area.append(hint);
  const over = (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Else the browser would leave the page to show the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = able() ? 'copy' : 'none';
    hint.hidden = !able();
  };
  area.addEventListener('dragenter', over);
  area.addEventListener('dragover', over);
  area.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!area.contains(/** @type {Node|null} */ (relatedTarget))) hint.hidden = true;
  });
  area.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    hint.hidden = true;
    add(dropped(event.dataTransfer));
  });
}

/** Folders are no files. @param {DataTransfer} data */
function dropped({ items, files }) {
  const folder = [...items].map((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory === true);
  return [...files].filter((_, i) => !folder[i]);
}
