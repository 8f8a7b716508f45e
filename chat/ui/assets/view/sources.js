import { likeliest } from '../core/complete.js';
import { loadEmoji } from './emoji.js';
import { avatar } from './person.js';

/** For so long the members of a room, and its commands, are taken to be the same. */
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
 * @ann is Ann: those who spoke here lately, the members of the room, and whom else the
 * server finds.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room} room
 * @returns {import('./complete.js').Source}
 */
export function peopleSource(ui, room) {
  // Whoever may not see them still has those who spoke.
  const members = fresh(ui, () => room.members());
  return {
    sign: '@',
    least: 0,
    async find(query, later) {
      const { directory, viewer } = ui.hub;
      const choices = async () => {
        const authors = room.store.messages.map(({ author }) => author).reverse();
        const everybody = new Map([...directory.known.values(), ...authors, ...await members()].map((user) => [user.id, user]));
        const others = [...everybody.values()].filter(({ id, displayName }) => id && displayName && id !== viewer?.id);
        return likeliest([...others.map((user) => person(ui, user)), ...(room.callsAll ? [{ text: '@room', label: '@room', note: ui.t('everybody'), names: ['room'] }] : [])], query);
      };
      directory.find(query, async () => later(await choices()));
      return choices();
    },
  };
}

/** Who has no handle is called by their name, which tells nobody. @param {import('./ui.js').Ui} ui @param {import('../core/types.js').User} user */
function person(ui, user) {
  const { displayName, handle } = user;
  return { text: `@${handle ?? displayName}`, label: displayName, note: handle && `@${handle}`, names: [displayName, handle ?? ''], picture: () => avatar(ui, user) };
}

/** /invite asks the host to invite somebody. @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room @returns {import('./complete.js').Source} */
export function commandSource(ui, room) {
  const commands = fresh(ui, async () => (await ui.hub.api.ask('GET', `commands?room=${encodeURIComponent(room.id)}`))?.items ?? []);
  return {
    sign: '/',
    least: 0,
    async find(query) {
      const all = /** @type {import('../../api.js').Command[]} */ (await commands());
      return likeliest(all.map(({ name, usage, description }) => ({ text: `/${name}`, label: `/${name} ${usage}`.trim(), note: description, names: [name] })), query);
    },
  };
}

/** Asks again only after a while; none is what cannot be told. @template T @param {import('./ui.js').Ui} ui @param {() => Promise<T[]>} ask */
function fresh(ui, ask) {
  /** @type {Promise<T[]>} */
  let answer;
  let asked = -Infinity;
  return () => {
    const { clock } = ui.hub;
    if (clock.now() - asked > FRESH) {
      asked = clock.now();
      answer = ask().catch(() => []);
    }
    return answer;
  };
}
