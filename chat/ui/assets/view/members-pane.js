import { powers } from '../core/order.js';
import { button, h } from './dom.js';
import { iconButton } from './icon-button.js';
import { menu } from './menu.js';
import { pace } from './pace.js';
import { avatar, name } from './person.js';
import { walk } from './roving.js';
import { sanctionOf } from './sanction.js';
import { ask } from './dialog.js';
import { writeTo } from './new-chat.js';

/** @typedef {import('../core/order.js').Place} Place */
/** @typedef {import('../core/order.js').Sanction} Sanction */

/** Who belongs to a room, with what one may do to them. */
export class MembersPane {
  #ui;
  #room;
  #order;
  /** @type {Map<string, Place>} */
  #places = new Map();
  /** @type {Map<string, Sanction>} */
  #muted = new Map();
  /** @type {Sanction[]} */
  #banned = [];
  #after = '';
  #turn = 0;
  #list = h('ul', { class: 'people', testid: 'members' });
  #bans = h('ul', { class: 'people', testid: 'banned' });
  #bansTitle;
  #more;
  #problem = h('p', { class: 'problem', role: 'alert' });
  element;

  /**
   * @param {import('./ui.js').Ui} ui which ends with it
   * @param {import('../core/room.js').Room} room
   * @param {import('../core/order.js').Order} order
   */
  constructor(ui, room, order) {
    this.#ui = ui;
    this.#room = room;
    this.#order = order;
    this.#more = button(ui.t('showMore'), () => void this.#load(this.#after), { class: 'small', hidden: true, testid: 'members-more' });
    this.#bansTitle = h('h3', { hidden: true }, ui.t('banned'));
    this.element = h('div', { class: 'pane-list' }, this.#problem, this.#list, this.#more, this.#bansTitle, this.#bans);
    this.#list.addEventListener('keydown', (event) => walk(event, [...this.#list.querySelectorAll('button')]));
    const changed = pace(ui, () => this.#render());
    ui.scope.on(room, 'people', (what) => what === 'presence' && changed(what));
    ui.scope.on(room.store, 'event', ({ event }) => event.startsWith('member.') && void this.#load());
    ui.scope.on(ui.hub.personal, 'change', () => this.#render());
    void this.#load();
  }

  /** @param {string} [after] default: all from the beginning, as many as there were */
  async #load(after = '') {
    const turn = ++this.#turn;
    try {
      const [page, mutes, bans] = await Promise.all([this.#order.members(after), ...(/** @type {const} */ (['mutes', 'bans'])).map((kind) => this.#sanctions(kind))]);
      if (turn !== this.#turn) return;
      if (!after) this.#places.clear();
      for (const place of page.items) this.#places.set(place.user.id, place);
      this.#after = page.after;
      this.#muted = new Map(mutes.map((each) => [each.user.id, each]));
      this.#banned = bans;
      this.#problem.textContent = '';
    } catch (error) {
      this.#problem.textContent = this.#ui.error(error);
    }
    this.#render();
  }

  /** Only those may know who keep order. @param {'mutes'|'bans'} kind */
  async #sanctions(kind) {
    if (!this.#room.moderates || (kind === 'bans' && this.#room.info?.kind === 'direct')) return [];
    const { items } = await this.#order.sanctions(kind);
    return items.filter(({ until }) => !until || Date.parse(until) > this.#ui.hub.clock.now());
  }

  #render() {
    const focused = /** @type {HTMLElement|null} */ (this.#ui.shadow.activeElement);
    const at = focused && this.element.contains(focused) ? focused.dataset.user : '';
    this.#list.replaceChildren(...[...this.#places.values()].map((place) => this.#member(place)));
    this.#more.hidden = !this.#after;
    this.#bansTitle.hidden = this.#banned.length === 0;
    this.#bans.replaceChildren(...this.#banned.map((ban) => this.#ban(ban)));
    if (at) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-user="${CSS.escape(at)}"]`))?.focus();
  }

  /** @param {Place} place */
  #member(place) {
    const { user, role } = place;
    const status = this.#room.people?.presence.get(user.id) ?? 'offline';
    const deeds = this.#deeds(place);
    const notes = [this.#ui.t(`role.${role}`), ...(this.#muted.has(user.id) ? [this.#ui.t('muted')] : []), ...(this.#ui.hub.personal.blocks(user.id) ? [this.#ui.t('blocked')] : [])];
    const more = iconButton('more', this.#ui.t('actionsFor', { name: this.#ui.nameOf(user) }), () => menu(this.#ui, more, deeds), { 'aria-haspopup': 'menu', 'data-user': user.id, testid: 'member-actions' });
    return h('li', { class: 'person', 'data-user-row': user.id, testid: 'member' },
      h('span', { class: `presence ${status}` }, avatar(this.#ui, user), h('span', { class: 'sr-only' }, this.#ui.t(`status.${status}`))),
      h('span', { class: 'who' }, name(this.#ui, user), h('small', { class: 'hint' }, notes.join(' · '))), ...(deeds.length > 0 ? [more] : []));
  }

  /** @param {Place} place @returns {import('./menu.js').Deed[]} */
  #deeds({ user, role }) {
    const { hub } = this.#ui;
    const t = this.#ui.t.bind(this.#ui);
    if (!hub.viewer || user.id === hub.viewer.id) return [];
    const may = powers(this.#room.viewer?.role ?? '', role, this.#room.info?.kind ?? '');
    const called = this.#ui.nameOf(user);
    // The button that led here is another one by then, and the dialog closes after this.
    const back = () => /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-user="${CSS.escape(user.id)}"]`))?.focus();
    const done = (/** @type {Promise<any>} */ deed) => deed.then(() => this.#load()).then(() => setTimeout(back));
    const failed = (/** @type {any} */ error) => { this.#problem.textContent = this.#ui.error(error); };
    /** @type {import('./menu.js').Deed[]} */
    const all = may.roles.map((to) => ({
      name: `role-${to}`, icon: 'people', label: t('makeRole', { role: t(`role.${to}`) }),
      run: () => ask(this.#ui, { title: t('makeRoleOf', { name: called, role: t(`role.${to}`) }), yes: t('change'), run: () => done(this.#order.setRole(user.id, to)) }),
    }));
    const sanction = (/** @type {'mutes'|'bans'} */ kind) => sanctionOf(this.#ui, kind, called, (draft) => done(this.#order.sanction(kind, user.id, draft)));
    if (may.mute && this.#muted.has(user.id)) all.push({ name: 'unmute', icon: 'rule', label: t('unmute'), run: () => void done(this.#order.sanction('mutes', user.id, null)).catch(failed) });
    else if (may.mute) all.push({ name: 'mute', icon: 'rule', label: t('mute'), run: () => sanction('mutes') });
    if (may.remove) all.push({ name: 'remove', icon: 'leave', label: t('removeMember'), grave: true, run: () => ask(this.#ui, { title: t('removeName', { name: called }), yes: t('removeMember'), grave: true, run: () => done(this.#order.remove(user.id)) }) });
    if (may.ban) all.push({ name: 'ban', icon: 'block', label: t('ban'), grave: true, run: () => sanction('bans') });
    const write = this.#ui.go && this.#room.info?.kind !== 'direct' ? [writeTo(this.#ui, user, failed)] : [];
    return [...all, ...write, blocking(this.#ui, user)];
  }

  /** @param {Sanction} ban */
  #ban({ user, until, reason }) {
    const t = this.#ui.t.bind(this.#ui);
    const words = [until ? t('until', { time: this.#ui.format.fullTime(new Date(until)) }) : '', reason].filter(Boolean).join(' · ');
    const lift = button(t('lift'), () => ask(this.#ui, { title: t('liftBan', { name: this.#ui.nameOf(user) }), yes: t('lift'), run: () => this.#order.sanction('bans', user.id, null).then(() => this.#load()) }), { class: 'small', 'data-user': user.id, testid: 'lift' });
    return h('li', { class: 'person' }, avatar(this.#ui, user), h('span', { class: 'who' }, name(this.#ui, user), h('small', { class: 'hint' }, words)), lift);
  }
}

/** Blocks somebody, or no longer. @param {import('./ui.js').Ui} ui @param {import('../core/types.js').User} user @returns {import('./menu.js').Deed} */
export function blocking(ui, user) {
  const { personal } = ui.hub;
  const on = !personal.blocks(user.id);
  const title = ui.t(on ? 'blockName' : 'unblockName', { name: ui.nameOf(user) });
  return {
    name: on ? 'block' : 'unblock', icon: 'block', label: ui.t(on ? 'block' : 'unblock'),
    run: () => ask(ui, { title, text: on ? ui.t('blockHint') : '', yes: ui.t(on ? 'block' : 'unblock'), grave: on, run: () => personal.block(user, on) }),
  };
}
