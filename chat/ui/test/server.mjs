/** A server with one room, its lobby, for tests of what stands upon the API. */

import { Hub } from '../assets/core/hub.js';
import { Shelf } from '../assets/core/shelf.js';
import { FakeClock, FakeDepot, FakeLive, FakeLocks, FakeStorage, ann, bob, message, settled } from './fakes.mjs';

/** A live connection that notes what is asked of it. */
export class NotingLive extends FakeLive {
  state = 'stopped';
  calls = [];
  said = [];
  start() { this.calls.push('start'); }
  stop() { this.calls.push('stop'); }
  restart() { this.calls.push('restart'); }
  wake() { this.calls.push('wake'); }
  publish(channel, data) { this.said.push([channel, data]); }
}

/** Its lobby is public, unless told otherwise. */
export class FakeApi {
  viewer = null;
  privately = false;
  member = null;
  sent = [];
  marked = [];
  error = null;
  unreadNow = [];
  last = {};
  asked = [];
  answers = {};

  async meta() {
    const lobby = this.privately && !this.viewer ? null : this.#lobby();
    return { viewer: this.viewer, lobby, bayeux: 'faye', logins: [{ kind: 'guest', label: '', url: 'auth/guest' }], logout: 'auth/logout', limits: { textLength: 10 } };
  }
  async room() { this.#readable(); return this.#lobby(); }
  async rooms() {
    const rooms = [this.#lobby(), { ...this.#lobby(), id: 'q', slug: 'q', name: 'Quiet', createdAt: '2025' }];
    return { items: rooms.map((room) => ({ room, unread: this.unreadNow.find((each) => each.room === room.id) ?? null, last: this.last[room.id] ?? null })), after: '' };
  }
  async messages() { this.#readable(); return { items: [message(1), message(2)], hasBefore: false, hasAfter: false, asOf: 2 }; }
  async events() { this.#readable(); return { items: [], asOf: 2, hasAfter: false }; }
  async message(id) { return message(Number(id.slice(1))); }
  async presence() { return { items: [{ user: bob, status: 'online' }], after: '' }; }
  async receipts() { return { items: [{ user: bob, readSeq: 1 }], after: '' }; }
  async typing() { return { items: [], after: '' }; }
  async bookmarks() { return { items: [message(2)], after: '' }; }
  async bookmark() { this.#fail(); }
  async markRead(room, seq) { this.marked.push(seq); return { room: 'r', readSeq: seq, lastSeq: seq, unread: 0 }; }
  async send(room, draft) {
    this.#fail();
    this.sent.push([room, draft.text]);
    return message(3, { author: this.viewer, ...draft });
  }
  async edit(old, text) { this.#fail(); return { ...old, text, rev: 9 }; }
  async remove(id) { this.#fail(); return message(1, { id, text: '', deletedAt: 'x', rev: 9 }); }
  async react(id, emoji) { this.#fail(); return message(2, { id, rev: 10, reactions: [{ emoji, count: 1, users: ['ann'] }] }); }
  async ask(method, path, body) {
    this.asked.push([method, path, body]);
    this.#fail();
    return this.answers[path] ?? null;
  }
  async logInAsGuest(_url, name) { this.viewer = name === 'Ann' ? ann : bob; }
  async logOut() { this.viewer = null; }

  #lobby() {
    return { id: 'r', kind: this.privately ? 'private' : 'public', slug: 'lobby', name: 'Lobby', topic: '', ref: '', rev: 2, createdAt: '2026', archivedAt: '', posting: { code: '', until: '' }, viewer: this.member };
  }
  #readable() {
    if (this.privately && !this.viewer) throw Object.assign(new Error('who?'), { status: 401 });
  }
  #fail() { if (this.error) throw this.error; }
}

/** A hub with the lobby open. */
export async function open(api = new FakeApi(), { depot = new FakeDepot(), storage = new FakeStorage() } = {}) {
  const live = new NotingLive();
  const clock = new FakeClock();
  const hub = new Hub({ api, makeLive: () => live, depot, lock: new FakeLocks().lock, shelf: new Shelf('', storage), clock });
  const viewers = [];
  hub.on('viewer', (viewer) => viewers.push(viewer?.id ?? null));
  const { room, release } = hub.room('lobby');
  await hub.open();
  await settled();
  return { api, live, hub, room, release, viewers, clock, depot, storage };
}

/** The lobby, of which Ann is a member. */
export async function inside(change = () => {}) {
  const api = new FakeApi();
  api.viewer = ann;
  api.member = { role: 'member', readSeq: 1 };
  change(api);
  const all = await open(api);
  await settled();
  return all;
}

export const guest = { kind: 'guest', label: '', url: 'auth/guest' };
