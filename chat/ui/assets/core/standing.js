import { Emitter } from './emitter.js';
import { Restraints } from './restraints.js';

/** After so long one knocks again where one was shut out. */
const KNOCK = 60_000;

/**
 * Whether the viewer may write in a room, and if not, why and for how long.
 *
 * Emits `change` with what began or ended: mute, ban, forbid or slow.
 */
export class Standing extends Emitter {
  #hub;
  #room;
  #restraints;
  /** When we said something last. */
  #said = -Infinity;
  #cancelKnock = () => {};

  /** @param {import('./hub.js').Hub} hub @param {import('./room.js').Room} room */
  constructor(hub, room) {
    super();
    this.#hub = hub;
    this.#room = room;
    this.#restraints = new Restraints(hub.clock);
    this.#restraints.on('change', (kind) => {
      if (kind === 'ban' && !this.is('ban')) room.refresh();
      this.emit('change', kind);
    });
  }

  /** Why words of ours are not welcome; empty: they are. */
  get barred() {
    const { info, viewer, phase } = this.#room;
    if (!this.#hub.viewer) return 'login';
    if (this.is('ban')) return 'ban';
    if (phase === 'closed') return info ? 'out' : 'closed';
    if (!info) return 'loading';
    if (info.archivedAt) return 'archived';
    if (this.is('mute')) return 'mute';
    return this.is('forbid') || (viewer ? viewer.role === 'read-only' : info.kind !== 'public') ? 'readOnly' : '';
  }

  /** When that ends by itself; empty: nobody knows. */
  get until() {
    const { barred } = this;
    return barred === 'mute' || barred === 'ban' ? this.#restraints.until(barred) ?? '' : '';
  }

  /** How many milliseconds of slow mode are left. */
  get pause() {
    const pace = this.#room.moderates ? 0 : this.#pace;
    return Math.max(0, Math.min(pace, this.#said + pace - this.#hub.clock.now()));
  }

  get #pace() {
    return this.#room.info?.slowModeMs ?? 0;
  }

  /** @param {import('./restraints.js').Kind} kind */
  is(kind) {
    return this.#restraints.until(kind) !== undefined;
  }

  /** Where we were shut out we look again now and then. @param {string} phase of the room */
  entered(phase) {
    this.rest();
    const { clock, viewer } = this.#hub;
    if (phase === 'closed' && viewer && this.#room.info) this.#cancelKnock = clock.after(KNOCK, () => this.#room.refresh());
  }

  /** Nobody looks at the room any more. */
  rest() {
    this.#cancelKnock();
  }

  /** Somebody else asks now. */
  clear() {
    this.#restraints.clear();
    this.#said = -Infinity;
  }

  /** Takes note of when we said something, by our own clock.
   * @param {readonly import('./types.js').Message[]} messages */
  heard(messages) {
    const { viewer, clock } = this.#hub;
    const last = messages.findLast(({ author }) => author.id === viewer?.id);
    if (last) this.#said = Math.max(this.#said, Math.min(Date.parse(last.createdAt), clock.now()));
  }

  /** Everybody was told of somebody's mute or ban, and it is ours.
   * @param {NonNullable<import('./types.js').RoomEvent['member']>} told */
  told({ kind, stands, until }) {
    if (kind) this.#restraints.set(kind, stands, until);
  }

  /** What the server says of it, which knows best. @param {import('./types.js').Posting} posting */
  learn({ code, until }) {
    for (const [kind, why] of /** @type {const} */ ([['forbid', 'forbidden'], ['mute', 'muted'], ['ban', 'banned']])) this.#restraints.set(kind, code === why, until);
  }

  /** The server did not take what we did. @param {any} error */
  refused({ code, until, retryAfter }) {
    if (code === 'muted' || code === 'banned') this.#restraints.set(code === 'muted' ? 'mute' : 'ban', true, until);
    if (['forbidden', 'archived', 'not_found'].includes(code)) void this.#room.inquire();
    if (code !== 'slow_mode') return;
    this.#said = this.#hub.clock.now() + retryAfter - this.#pace;
    this.emit('change', 'slow');
  }
}
