import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { isNews } from '../assets/core/personal.js';
import { ann, bob, deferred, message, settled } from './fakes.mjs';
import { FakeApi, guest, open } from './server.mjs';

async function asAnn(answers = {}) {
  const api = new FakeApi();
  api.viewer = ann;
  api.answers = answers;
  const all = await open(api);
  await settled();
  return { ...all, personal: all.hub.personal };
}

const chosen = { me: { preferences: { presence: false, readReceipts: true } }, 'blocks?limit=200': { items: [{ user: bob }, {}] } };

test('whom we block and what we keep to ourselves is asked for once we are known', async () => {
  const { personal } = await asAnn(chosen);
  assert.deepEqual([personal.preferences, personal.blocks('bob'), personal.blocked.map(({ displayName }) => displayName)], [{ presence: false, readReceipts: true }, true, ['Bob']]);
});

test('somebody who logs out blocks nobody any more', async () => {
  const { personal, hub } = await asAnn(chosen);
  await hub.logOut();
  assert.equal(personal.blocks('bob'), false);
});

test('to block is told at once, and what fails changes nothing', async () => {
  const { personal, api } = await asAnn();
  let told = 0;
  personal.on('change', () => told++);
  await personal.block(bob, true);
  assert.deepEqual([api.asked.at(-1), personal.blocks('bob'), told], [['PUT', 'blocks/bob', undefined], true, 1]);
  api.error = new Error('no');
  await assert.rejects(personal.block(bob, false));
  assert.deepEqual([personal.blocks('bob'), told], [true, 1]);
});

test('what is chosen on another device holds here', async () => {
  const { personal, live, hub } = await asAnn();
  hub.rooms.open();
  const own = live.subscribers.get('/users/ann');
  own.message({ event: 'block.added', payload: { user: 'bob' } });
  own.message({ event: 'preferences.updated', payload: { presence: true, readReceipts: false } });
  own.message({ event: 'notify.updated', payload: { room: 'r', level: 'none' } });
  assert.deepEqual([personal.blocks('bob'), personal.preferences.readReceipts, (await personal.notify('r')).level], [true, false, 'none']);
  own.message({ event: 'block.removed', payload: { user: 'bob' } });
  assert.equal(personal.blocks('bob'), false);
});

test('the level of a room is asked for once', async () => {
  const { personal, api } = await asAnn();
  api.member = { role: 'member', readSeq: 0, notify: { level: 'mentions', muteUntil: '' } };
  assert.equal((await personal.notify('r')).level, 'mentions');
  api.member = null;
  assert.equal((await personal.notify('r')).level, 'mentions');
  api.answers['rooms/r/notify'] = { level: 'none' };
  await personal.setNotify('r', { level: 'none', muteUntil: '' });
  assert.deepEqual([(await personal.notify('r')).level, api.asked.at(-1)], ['none', ['PUT', 'rooms/r/notify', { level: 'none' }]]);
});

test('news is what one wants to be told of', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  const room = { kind: 'public' };
  const said = (text, more = {}) => message(1, { author: bob, text, ...more });
  const calling = (user) => [{ type: 'paragraph', nodes: [{ type: 'strong', nodes: [{ type: 'mention', user }] }] }];
  const is = (level, about, { muteUntil = '', where = room } = {}) => isNews({ level, muteUntil }, where, about, ann, now);
  assert.deepEqual([is('all', said('hi')), is('none', said('hi')), is('all', message(1))], [true, false, false]);
  assert.deepEqual([is('mentions', said('hi @Ann')), is('mentions', said('hi', { nodes: calling('ann') })), is('mentions', said('yes', { quote: { author: ann } }))], [false, true, true]);
  assert.deepEqual([calling('bob'), calling(undefined)].map((nodes) => is('mentions', said('hi', { nodes }))), [false, true]);
  assert.deepEqual([is('mentions', said('hi'), { where: { kind: 'direct' } }), is('all', said('', { deletedAt: 'x' }))], [true, false]);
  assert.deepEqual([is('all', said('hi'), { muteUntil: '2026-01-03T00:00:00Z' }), is('all', said('hi'), { muteUntil: '2026-01-01T00:00:00Z' })], [false, true]);
});

test('what somebody keeps to themselves is not taken for what who comes next does', async () => {
  const { personal, hub, api } = await asAnn(chosen);
  api.error = new ApiError('away');
  await hub.logIn(guest, 'Bob');
  await settled();
  assert.deepEqual(personal.preferences, { presence: true, readReceipts: true });
});

test('an old answer about the level of a room changes nothing', async () => {
  const { personal, hub, api, room } = await asAnn({ 'rooms/r/notify': { level: 'none' } });
  const late = deferred();
  api.room = () => late.promise;
  const asked = personal.notify('r');
  await personal.setNotify('r', { level: 'none', muteUntil: '' });
  late.resolve({ ...room.info, viewer: { role: 'member', readSeq: 0, notify: { level: 'mentions', muteUntil: '' } } });
  assert.deepEqual([(await asked).level, (await personal.notify('r')).level], ['none', 'none']);
  await hub.logIn(guest, 'Bob');
  api.room = async () => ({ ...room.info, viewer: null });
  assert.equal((await personal.notify('r')).level, 'all');
});
