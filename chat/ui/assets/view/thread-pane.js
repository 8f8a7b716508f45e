import { Composer } from './composer.js';
import { Deeds } from './deeds.js';
import { button, h } from './dom.js';
import { equip } from './equip.js';
import { MessageList } from './list.js';
import { toast } from './toast.js';

/**
 * One thread: its root, the answers, and where one writes one.
 * @param {import('./ui.js').Ui} ui which ends with it
 * @param {string} roomName
 * @param {string} root the ID of the message that it is about
 */
export function threadPane(ui, roomName, root) {
  const { room, release } = ui.hub.room(roomName);
  const thread = room.thread(root);
  const note = toast(ui);
  const failed = (/** @type {any} */ error) => note.show(ui.error(error));
  const deeds = new Deeds(ui, room, {
    openThread: null,
    reply: (message) => composer.answer(message),
    go: (seq) => void list.show(seq),
    salvage: (text) => composer.add(text),
    failed,
  });
  const composer = new Composer(ui, room, { thread: root, editLast: () => list.editLast(), sent: () => list.toBottom() });
  const seen = () => !document.hidden && thread.store.loaded && list.atBottom && thread.seen();
  const list = new MessageList(ui, thread, deeds, { leave: () => composer.focus(), moved: seen, latest: () => list.toBottom() });
  const loading = h('div', { class: 'loading' });
  const show = () => {
    loading.hidden = thread.store.loaded;
    if (thread.phase === 'failed' && !thread.store.loaded) {
      loading.replaceChildren(h('p', { role: 'alert' }, ui.t('messagesFailed', { reason: ui.error(thread.error) })), button(ui.t('tryAgain'), () => void thread.read(), { class: 'primary' }));
    }
  };
  ui.scope.on(thread, 'change', (detail) => {
    list.render(detail);
    show();
    seen();
  });
  ui.scope.on(ui.hub.rooms, 'change', seen);
  ui.scope.listen(document, 'visibilitychange', seen);
  ui.scope.on(thread, 'phase', show);
  ui.scope.add(() => {
    thread.close();
    release();
  });
  thread.open();
  list.render();
  const element = h('div', { class: 'room threaded', testid: 'thread' }, list.element, loading, note.element, composer.element);
  equip(ui, room, composer, element, root);
  return { element, composer };
}
