import { Answers } from './answers.js';
import { ApiError } from './api.js';
import { Backoff } from './backoff.js';
import { Deletions } from './deletions.js';
import { Drafts } from './drafts.js';
import { Emitter } from './emitter.js';
import { RoomFeed } from './feed.js';
import { pages } from './pages.js';
import { People } from './people.js';
import { Standing } from './standing.js';
import { RoomStore } from './store.js';
import { Thread, recount } from './thread.js';

/** Which failures say that a message is not what we think it is. */
const MISTAKEN = [404, 409, 410, 412];

/**
 * One room: what is known of it, and what one can do in it.
 *
 * Emits `change` (its messages or unsent ones; with the store's detail), `info` (what it
 * is called, or our place in it), `phase` (see RoomFeed), `people` (see People) and `failed`
 * with why something that was asked for is not done after all.
 */
export class Room extends Emitter {
  #hub;
  #feed;
  #open = false;
  /** Asked once, if the host does not want it. @type {Promise<void>|null} */
  #joining = null;
  /** Of the latest question what it is. */
  #turn = 0;
  #backoff;
  /** @type {Map<string, Thread>} */
  #threads = new Map();
  drafts;
  deletions;
  /** What commands said to us alone. */
  answers = new Answers();
  standing;
  store = new RoomStore();
  /** Null until it is known. @type {import('./types.js').Room|null} */
  info = null;
  /** @type {People|null} */
  people = null;

  /**
   * @param {import('./hub.js').Hub} hub
   * @param {string} name its ID or slug, or ref: and what it is bound to
   */
  constructor(hub, name) {
    super();
    this.#hub = hub;
    this.name = name;
    this.#feed = this.#newFeed();
    this.#backoff = new Backoff(hub.clock.random);
    this.drafts = new Drafts(hub, name);
    this.deletions = new Deletions(hub.clock);
    this.deletions.on('change', (id) => this.store.amend(id, {}));
    this.standing = new Standing(hub, this);
    this.standing.on('change', () => this.emit('info', this.info));
    this.store.on('change', (detail) => {
      if (detail.kind === 'reset') this.standing.heard(this.store.messages);
      this.emit('change', detail);
    });
    this.store.on('event', (event) => this.#happened(event));
  }

  get id() {
    return this.info?.id ?? '';
  }

  get api() {
    return this.#hub.api;
  }

  get phase() {
    return this.#feed.phase;
  }

  get error() {
    return this.#feed.error;
  }

  /** Our place in it; null: we are no member. */
  get viewer() {
    return this.info?.viewer ?? null;
  }

  /** What of ours the server has not confirmed. */
  get unsent() {
    return this.#hub.outbox.entries(this.id);
  }

  /** Whether we moderate it. */
  get moderates() {
    return ['owner', 'moderator'].includes(this.viewer?.role ?? '');
  }

  /** Whether we may call everybody in it, or pin. */
  get callsAll() {
    return this.moderates || (this.info?.kind === 'direct' && this.viewer !== null);
  }

  /** Whether words of ours are welcome. */
  get writable() {
    return this.standing.barred === '';
  }

  /** Reads it and follows it until close. What is known from before is there at once. */
  open() {
    if (this.#open) return;
    this.#open = true;
    this.#begin();
  }

  close() {
    this.#open = false;
    this.standing.rest();
    void this.deletions.settle();
    this.#feed.close();
    this.people?.close();
  }

  /** Somebody else asks now, who may get other answers. */
  renew() {
    this.#turn++;
    this.#joining = null;
    this.standing.clear();
    this.deletions.clear();
    if (!this.#open) this.info = null;
    this.#again();
  }

  #again() {
    this.hide();
    if (!this.#open) return;
    this.#feed.close();
    this.#begin();
  }

  /** Forgets what not everybody may read. */
  hide() {
    this.answers.clear();
    if (this.#open && this.info?.kind === 'public') return;
    if (this.info) this.info = { ...this.info, name: '', topic: '', people: [] };
    this.people?.presence.clear();
    for (const { store } of this.#threads.values()) store.clear();
    this.store.clear();
  }

  #begin() {
    this.#feed = this.#newFeed();
    this.#feed.open();
    this.emit('phase', this.phase);
    void this.inquire();
    this.listen();
  }

  /** Asks what it is, and what we are in it; once more, if what we heard meanwhile is newer. */
  async inquire(again = true) {
    const turn = ++this.#turn;
    try {
      const info = await this.api.room(this.name);
      if (turn !== this.#turn) return;
      if (again && info.rev < (this.info?.rev ?? 0)) return void this.inquire(false);
      this.#backoff.reset();
      this.#learn(info);
    } catch (error) {
      if (turn !== this.#turn) return;
      if (!(error instanceof ApiError) || error.temporary) {
        this.#hub.clock.after(this.#backoff.next(), () => this.#open && turn === this.#turn && void this.inquire());
        return;
      }
      this.store.clear();
      if (this.info) this.#learn({ ...this.info, viewer: null, posting: null });
      // It finds out that it is shut.
      this.#feed.refresh();
    }
  }

  /** What we said is a message, or was a command. @param {import('./types.js').Message|Omit<import('./types.js').Answer, 'thread'>} sent @param {string} [thread] */
  sent(sent, thread = '') {
    if ('command' in sent) return this.answers.hear({ ...sent, thread });
    this.standing.heard([sent]);
    this.take(sent);
    this.emit('info', this.info);
  }

  refresh() {
    if (this.phase === 'closed') this.#again();
    else this.#feed.refresh();
    if (!this.info) void this.inquire();
  }

  loadOlder() {
    return this.#feed.loadOlder();
  }

  loadNewer() {
    return this.#feed.loadNewer();
  }

  /** Shows the stretch around a message. @param {number} [seq] default: the newest ones */
  jump(seq) {
    return this.#feed.jump(seq);
  }

  /** The thread that a message began or begins. @param {string} root its ID */
  thread(root) {
    const thread = this.#threads.get(root) ?? new Thread(this, root);
    this.#threads.set(root, thread);
    return thread;
  }

  /** Takes a message for sending; what becomes of it is seen among the unsent.
   * @param {import('./types.js').Writing} draft */
  send(draft) {
    if (!this.writable) throw new Error(this.standing.barred);
    this.people?.type(false);
    // Whoever writes wants to hear what is answered.
    if (!this.viewer) this.#joining ??= this.join().catch(() => {});
    return this.#hub.outbox.add(this.id, draft);
  }

  /** @param {import('./types.js').Message} message as shown to the editor @param {string} text @param {string[]} [attachments] the IDs of those that stay. Default all */
  edit(message, text, attachments) {
    return this.change(() => this.api.edit(message, text, attachments));
  }

  /** Deletes a message after some seconds, in which it can be undone.
   * @param {string} id @param {number} [ms] */
  remove(id, ms = 0) {
    const run = () => this.change(() => this.api.remove(id));
    if (ms === 0) return run();
    this.deletions.after(id, ms, () => run().catch((error) => this.emit('failed', error)));
  }

  /** @param {string} id @param {string} emoji @param {boolean} on */
  react(id, emoji, on) {
    return this.change(() => this.api.react(id, emoji, on));
  }

  /** @param {string} id @param {boolean} on */
  pin(id, on) {
    return this.change(() => this.api.pin(id, on));
  }

  /** All who belong to it. @returns {Promise<import('./types.js').User[]>} */
  async members() {
    return (await pages((after) => this.api.members(this.name, after))).map(({ user }) => user);
  }

  async join() {
    await this.api.join(this.name);
    await this.inquire();
  }

  async leave() {
    await this.api.leave(this.name);
    this.#joining = null;
    if (this.info?.kind === 'public') await this.inquire();
  }

  /** We have read up to a message. @param {number} seq */
  async markRead(seq) {
    const { viewer } = this;
    if (!viewer || seq <= viewer.readSeq) return;
    const before = viewer.readSeq;
    viewer.readSeq = seq;
    const unread = await this.api.markRead(this.name, seq).catch(() => null);
    // Meanwhile more may be read, which has an answer of its own.
    if (viewer.readSeq !== seq) return;
    if (unread) this.#hub.noteRead(unread);
    else viewer.readSeq = before;
  }

  /** We have read it, here or on another device. @param {number} seq */
  noteRead(seq) {
    if (this.viewer) this.viewer.readSeq = seq;
  }

  /** Changes a message by a request, and takes what it is then.
   * @param {() => Promise<import('./types.js').Message>} request */
  async change(request) {
    try {
      this.take(await request());
    } catch (error) {
      this.standing.refused(error);
      if (error instanceof ApiError && error.unauthenticated) this.#hub.forget();
      // Find out what it is.
      if (error instanceof ApiError && MISTAKEN.includes(error.status)) this.refresh();
      throw error;
    }
  }

  /** @param {import('./types.js').Message} message as the server has it now */
  take(message) {
    this.store.take(message);
    for (const thread of this.#threads.values()) thread.store.take(message);
  }

  /** Follows what is pushed, once it is known where, and who we are. */
  listen() {
    const { live } = this.#hub;
    if (!this.#open || !live || !this.info) return;
    this.#feed.listen(live, this.id);
    this.standing.heard(this.store.messages);
    if (!this.people) {
      this.people = new People({ api: this.api, clock: this.#hub.clock, room: this.id });
      this.people.on('change', (what) => this.emit('people', what));
    }
    this.people.listen(live);
  }

  /** @param {import('./types.js').Room} info */
  #learn(info) {
    const first = !this.info;
    this.info = info;
    if (info.posting) this.standing.learn(info.posting);
    this.#hub.emit('room', this);
    if (first) this.listen();
    this.emit('info', info);
  }

  /** @param {import('./types.js').RoomEvent} event */
  #happened(event) {
    const { message, room, member } = event;
    if (room && this.info) this.#learn({ ...room, viewer: this.info.viewer, people: this.info.people, posting: null });
    if (member && member.user === this.#hub.viewer?.id) {
      this.standing.told(member);
      void this.inquire();
    }
    if (message) this.people?.done(message.author.id);
    if (message && event.event === 'message.created') this.standing.heard([message]);
    if (message?.thread) void recount(this, event);
    this.#hub.rooms.happened(this.id, event);
  }

  #newFeed() {
    const feed = new RoomFeed({ api: this.api, store: this.store, room: this.name, clock: this.#hub.clock });
    feed.on('phase', (phase) => {
      this.standing.entered(phase);
      this.emit('phase', phase);
    });
    feed.on('unauthenticated', () => void this.#hub.recheck());
    return feed;
  }
}
