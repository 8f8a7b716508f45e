import { readList, readUser } from './wire.js';

/** How long one must have stopped writing for the server to be asked. */
const PAUSE = 200;

/** @typedef {import('./types.js').User} User */

/** People beyond those who are seen in a room, as far as the server tells of them. */
export class Directory {
  #hub;
  #cancel = () => {};
  /** Whose viewer may not look for people. */
  #shut = '';
  /** @type {Map<string, User>} */
  known = new Map();
  /** Those who were asked for. @type {Map<string, Promise<User|null>>} */
  #asked = new Map();

  /** @param {import('./hub.js').Hub} hub */
  constructor(hub) {
    this.#hub = hub;
  }

  /**
   * Looks for people by their name or handle, unless one goes on writing.
   * @param {string} query
   * @param {(people: User[]) => void} found called at most once
   * @param {boolean} [always] also for an empty query, which finds some, and for what finds nobody. Default false
   */
  find(query, found, always = false) {
    const { clock, viewer } = this.#hub;
    this.#cancel();
    if (!(query || always) || !viewer) return;
    let wanted = true;
    const cancel = clock.after(PAUSE, async () => {
      const people = await this.#ask(query, viewer.id);
      if (wanted && (always || people.length > 0)) found(people);
    });
    this.#cancel = () => {
      wanted = false;
      cancel();
    };
  }

  /** Somebody else looks now. */
  forget() {
    this.#cancel();
    this.known.clear();
    this.#asked.clear();
  }

  /** @param {string} query @param {string} viewer */
  async #ask(query, viewer) {
    if (viewer === this.#shut) return [];
    try {
      const { items } = readList(await this.#hub.api.ask('GET', `users?limit=20&q=${encodeURIComponent(query.slice(0, 100))}`), readUser) ?? { items: [] };
      return items.map((user) => this.note(user));
    } catch (error) {
      // A host that keeps them to itself does so for the next word too.
      if ([403, 404].includes(/** @type {any} */ (error).status)) this.#shut = viewer;
      return [];
    }
  }

  /** Somebody who is known by now. @param {User} user */
  note(user) {
    this.known.set(user.id, user);
    return user;
  }

  /** Who somebody is, asked once; whom the server does not tell of is nobody. @param {string} id */
  who(id) {
    const asked = this.#asked.get(id) ?? this.#hub.api.ask('GET', `users/${encodeURIComponent(id)}`).then((raw) => {
      const user = readUser(raw);
      return user && this.note(user);
    }, ({ temporary }) => {
      if (temporary) this.#asked.delete(id);
      return null;
    });
    this.#asked.set(id, asked);
    return asked;
  }
}
