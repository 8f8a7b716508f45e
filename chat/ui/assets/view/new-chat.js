import { ask, labelled } from './dialog.js';
import { h } from './dom.js';
import { peoplePicker } from './people-picker.js';

/**
 * Begins a conversation: with a name it is a private room, without one it is theirs who are
 * in it.
 * @param {import('./ui.js').Ui} ui
 */
export function newChat(ui) {
  const { element, chosen } = peoplePicker(ui);
  const name = h('input', { class: 'field', maxlength: '100', dir: 'auto', testid: 'new-name' });
  ask(ui, {
    title: ui.t('newChat'), yes: ui.t('start'), fields: [element, labelled(ui.t('name'), name, ui.t('newNameHint'))],
    run: async () => {
      const called = name.value.trim();
      if (!called && chosen.size === 0) throw new Error(ui.t('chooseSomebody'));
      return begin(ui, { kind: called ? 'private' : 'direct', name: called, members: [...chosen.keys()] });
    },
  });
}

/** Makes a room, or finds that of two people; returns what goes there.
 * @param {import('./ui.js').Ui} ui @param {{kind: string, name?: string, members: string[]}} draft */
async function begin(ui, draft) {
  const { id } = await ui.hub.api.openRoom(draft);
  await ui.hub.rooms.read();
  return () => ui.go?.(id);
}

/** Writes to somebody alone. @param {import('./ui.js').Ui} ui @param {import('../core/types.js').User} user @param {(error: any) => void} failed @returns {import('./menu.js').Deed} */
export function writeTo(ui, user, failed) {
  return { name: 'write-to', icon: 'send', label: ui.t('writeAlone', { name: ui.nameOf(user) }), run: () => void begin(ui, { kind: 'direct', members: [user.id] }).then((go) => go(), failed) };
}
