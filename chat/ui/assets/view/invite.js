import { ask } from './dialog.js';
import { button, h } from './dom.js';
import { peoplePicker } from './people-picker.js';

/** For so long a link lets people in. */
const WEEK = 604_800_000;

/**
 * Has people come into a room: those who are chosen, and who gets the link.
 * @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room
 */
export function invite(ui, room) {
  const { api, clock } = ui.hub;
  const path = `rooms/${encodeURIComponent(room.id)}`;
  const { element, chosen } = peoplePicker(ui, room.members());
  const link = h('input', { class: 'field', readonly: true, hidden: true, 'aria-label': ui.t('inviteLink'), testid: 'invite-link' });
  const hint = h('p', { class: 'hint', role: 'status' }, ui.t('inviteHint'));
  const make = async () => {
    try {
      const { token } = await api.ask('POST', `${path}/invites`, { expiresAt: new Date(clock.now() + WEEK).toISOString() });
      link.value = new URL(`#invite:${token}`, ui.base).href;
      link.hidden = false;
      link.select();
      await navigator.clipboard?.writeText(link.value).catch(() => {});
    } catch (error) {
      hint.textContent = ui.error(error);
    }
  };
  ask(ui, {
    title: ui.t('invite'), yes: ui.t('add'),
    fields: [element, h('div', { class: 'form' }, button(ui.t('inviteLink'), () => void make(), { testid: 'make-link' }), link, hint)],
    run: async () => {
      for (const id of chosen.keys()) await api.ask('PUT', `${path}/members/${encodeURIComponent(id)}`);
    },
  });
}

/**
 * Comes into the room that a link leads to, once it is known who does.
 * @param {import('./ui.js').Ui} ui
 * @returns {(token: string) => void} takes that of a link that led here
 */
export function invited(ui) {
  const { hub } = ui;
  let asking = '';
  const come = () => {
    const kept = hub.shelf.get('invite');
    if (!hub.viewer || !kept || kept === asking) return;
    asking = kept;
    const question = ask(ui, {
      title: ui.t('invited'), yes: ui.t('join'),
      run: async () => {
        const { room } = await hub.api.ask('POST', `invites/${encodeURIComponent(kept)}`);
        await hub.rooms.read();
        return () => ui.go?.(room.id);
      },
    });
    // Until it is answered, a reload asks again.
    question.addEventListener('close', () => {
      asking = '';
      if (!ui.scope.ended && hub.shelf.get('invite') === kept) hub.shelf.remove('invite');
    });
  };
  ui.scope.on(hub, 'viewer', come);
  if (hub.phase === 'open') come();
  return (token) => {
    // Logging in may lead elsewhere and back.
    hub.shelf.set('invite', token);
    come();
  };
}
