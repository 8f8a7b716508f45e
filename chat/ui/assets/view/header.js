import { button, h } from './dom.js';
import { avatar, name } from './person.js';

/**
 * The room, and who one is in it.
 * @param {() => Promise<void>} leave logs out; rejects with an error fit to be shown
 */
export function header(leave) {
  const title = h('h1', { 'data-testid': 'room-name' });
  const topic = h('p', { class: 'topic', dir: 'auto', 'data-testid': 'room-topic' });
  const me = h('div', { class: 'me', 'data-testid': 'viewer' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const logOut = button('Log out', async () => {
    logOut.disabled = true;
    problem.textContent = '';
    try {
      await leave();
    } catch (error) {
      problem.textContent = `You are still logged in: ${/** @type {Error} */ (error).message}`;
    } finally {
      logOut.disabled = false;
    }
  }, { class: 'small', 'data-testid': 'logout' });
  const element = h('header', { class: 'top' }, h('div', { class: 'about' }, title, topic), me, problem);
  return {
    element,
    /** @param {import('../core/types.js').Meta} meta */
    show({ lobby, viewer, logout }) {
      title.textContent = lobby?.name ?? 'Chat';
      topic.textContent = lobby?.topic ?? '';
      me.hidden = !viewer;
      me.replaceChildren(...(viewer ? [avatar(viewer), name(viewer)] : []), ...(viewer && logout ? [logOut] : []));
    },
  };
}
