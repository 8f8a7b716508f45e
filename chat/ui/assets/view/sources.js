import { likeliest } from '../core/complete.js';
import { loadEmoji } from './emoji.js';
import { avatar } from './person.js';

/** For so long the members of a room are taken to be the same. */
const FRESH = 60_000;

/** :heart is ❤️. @returns {import('./complete.js').Source} */
export function emojiSource() {
  return {
    sign: ':',
    least: 2,
    async find(query) {
      const groups = await loadEmoji();
      const all = groups.flatMap(([, emoji]) => emoji).map(([text, names]) => {
        const words = names.split(' ');
        return { text, label: names, names: [words.join('_'), ...words], picture: () => new Text(text) };
      });
      return likeliest(all, query);
    },
  };
}

/**
 * @ann is Ann: those who spoke here lately, and the members of the room.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room} room
 * @returns {import('./complete.js').Source}
 */
export function peopleSource(ui, room) {
  /** @type {Promise<import('../core/types.js').User[]>|null} */
  let members = null;
  let asked = -Infinity;
  const ask = () => {
    const { clock } = ui.hub;
    if (!members || clock.now() - asked > FRESH) {
      asked = clock.now();
      // Whoever may not see them still has those who spoke.
      members = room.members().catch(() => []);
    }
    return members;
  };
  return {
    sign: '@',
    least: 0,
    async find(query) {
      const authors = room.store.messages.map(({ author }) => author).reverse();
      const everybody = new Map([...authors, ...await ask()].map((user) => [user.id, user]));
      const others = [...everybody.values()].filter(({ id, displayName }) => id && displayName && id !== ui.hub.viewer?.id);
      return likeliest(others.map((user) => ({ text: `@${user.displayName}`, label: user.displayName, names: [user.displayName], picture: () => avatar(ui, user) })), query);
    },
  };
}
