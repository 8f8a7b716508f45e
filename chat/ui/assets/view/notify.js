import { isNews } from '../core/personal.js';

/** More of a message than this says no more at a glance. */
const TOLD = 140;

/** Whether one is told of messages on the desktop. @param {import('./ui.js').Ui} ui */
export const desktopOn = ({ hub }) => hub.shelf.get('desktop') === 'on' && globalThis.Notification?.permission === 'granted';

/** Turns that on, if the browser lets us: it asks the person, so this is for what they clicked.
 * @param {import('./ui.js').Ui} ui @param {boolean} on */
export async function setDesktop(ui, on) {
  ui.hub.shelf.set('desktop', on ? 'on' : '');
  if (!on) return;
  const answer = await globalThis.Notification?.requestPermission();
  if (answer !== 'granted') throw new Error(ui.t('desktopRefused'));
}

/**
 * Tells of messages on the desktop while nobody looks at the page.
 * @param {import('./ui.js').Ui} ui
 * @param {(room: string, message: string) => void} open
 */
export function desktopNews(ui, open) {
  const { hub } = ui;
  ui.scope.on(hub.rooms, 'news', async ({ room, message }) => {
    const { viewer, personal, clock } = hub;
    if (!document.hidden || !viewer || !desktopOn(ui) || personal.blocks(message.author.id)) return;
    const notify = await personal.notify(room.id).catch(() => null);
    if (!notify || ui.scope.ended || !isNews(notify, room, message, viewer, clock.now())) return;
    try {
      // One for each room: a newer one takes the place of an older one.
      const note = new Notification(`${ui.nameOf(message.author)} – ${ui.titleOf(room)}`, { body: message.text.slice(0, TOLD), tag: room.id, icon: new URL('assets/icon.svg', ui.base).href });
      ui.scope.add(() => note.close());
      note.onclick = () => {
        window.focus();
        open(room.id, message.id);
        note.close();
      };
    } catch {
      // Some browsers have them for service workers alone.
    }
  });
}
