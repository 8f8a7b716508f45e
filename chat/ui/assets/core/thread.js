import { Emitter } from './emitter.js';
import { RoomStore } from './store.js';

/**
 * What was said beside the main flow about one message, its root.
 *
 * Emits `change` like a store, and `phase`: `loading`, `current` or `failed`.
 */
export class Thread extends Emitter {
  #room;
  #users = 0;
  #ends = [() => {}];
  phase = 'loading';
  /** @type {import('./api.js').ApiError|null} */
  error = null;
  store;

  /** @param {import('./room.js').Room} room which is open @param {string} root */
  constructor(room, root) {
    super();
    this.#room = room;
    this.root = root;
    this.store = new RoomStore((message) => message.thread === root || message.id === root);
    this.store.on('change', (detail) => this.emit('change', detail));
  }

  /** What of ours the server has not confirmed. */
  get unsent() {
    return this.#room.unsent.filter(({ draft }) => draft.thread === this.root);
  }

  /** Reads it and follows it until all who opened it have closed it. */
  open() {
    if (this.#users++ > 0) return;
    const { store } = this.#room;
    this.#ends = [
      store.on('event', (event) => this.store.applyAll([event], event.rev)),
      store.on('change', ({ kind }) => kind === 'reset' && void this.read()),
      this.#room.on('change', ({ kind }) => kind === 'outbox' && this.emit('change', { kind, added: [] })),
    ];
    void this.read();
  }

  close() {
    if (--this.#users === 0) for (const end of this.#ends) end();
  }

  /** Reads its newest messages. */
  async read() {
    try {
      const { api, name } = this.#room;
      const [root, page] = await Promise.all([api.message(this.root), api.messages(name, { thread: this.root })]);
      this.store.reset({ ...page, items: page.hasBefore ? page.items : [root, ...page.items] });
      this.#catchUp(page.asOf);
      this.#enter('current', null);
    } catch (error) {
      this.#enter('failed', /** @type {any} */ (error));
    }
  }

  /** It was seen to its end: what calls us in it is read, once all that stands in the room is. */
  seen() {
    const { store, viewer } = this.#room;
    const [last, before] = [this.store, store].map(({ messages }) => messages.at(-1)?.seq ?? 0);
    if (store.loaded && !store.hasAfter && viewer && viewer.readSeq >= before) void this.#room.markRead(last);
  }

  async loadOlder() {
    const [first] = this.store.messages;
    if (!first || !this.store.hasBefore) return;
    const { api, name } = this.#room;
    const page = await api.messages(name, { thread: this.root, before: first.seq });
    if (this.store.messages[0] !== first) return;
    const root = page.hasBefore ? [] : [await api.message(this.root)];
    this.store.prepend({ ...page, items: [...root, ...page.items] });
    this.#catchUp(page.asOf);
  }

  /** What happened in the room since a page was read is told again.
   * @param {number} asOf */
  #catchUp(asOf) {
    if (asOf >= this.#room.store.rev) return;
    this.#room.store.rev = asOf;
    this.#room.refresh();
  }

  /** @param {string} phase @param {import('./api.js').ApiError|null} error */
  #enter(phase, error) {
    this.phase = phase;
    this.error = error;
    this.emit('phase', phase);
  }
}

/** What is said in a thread is told of its root too.
 * @param {import('./room.js').Room} room @param {import('./types.js').RoomEvent} event */
export async function recount({ api, store }, { event, message }) {
  const { thread, seq, deletedAt } = /** @type {import('./types.js').Message} */ (message);
  const replies = store.message(thread)?.replies ?? { count: 0, lastSeq: 0 };
  if (event === 'message.created' && !deletedAt && seq > replies.lastSeq) {
    store.amend(thread, { replies: { count: replies.count + 1, lastSeq: seq } });
  } else if (event === 'message.deleted' && store.message(thread)) {
    await api.message(thread).then((root) => store.amend(thread, { replies: root.replies }), () => {});
  }
}
