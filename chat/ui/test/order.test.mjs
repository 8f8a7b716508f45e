import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Order, powers } from '../assets/core/order.js';
import { ann, bob } from './fakes.mjs';
import { FakeApi } from './server.mjs';

const words = ({ roles, ...rest }) => [roles.join(), ...Object.keys(rest).filter((deed) => rest[deed])].join(' ');

test('who may do what to whom follows from their roles', () => {
  const table = [
    ['owner', 'owner', 'moderator,member,read-only remove'],
    ['owner', 'moderator', 'owner,member,read-only mute ban remove'],
    ['owner', '', ' mute ban'],
    ['moderator', 'owner', ''],
    ['moderator', 'moderator', ''],
    ['moderator', 'member', 'read-only mute ban remove'],
    ['member', 'member', ''],
    ['', 'member', ''],
  ];
  for (const [mine, theirs, want] of table) assert.equal(words(powers(mine, theirs, 'private')), want, `${mine} over ${theirs}`);
});

test('who is in a direct room never changes', () => {
  assert.equal(words(powers('owner', 'member', 'direct')), ' mute');
});

test('members come in pages, without what nobody understands, and are known from then on', async () => {
  const api = new FakeApi();
  const order = new Order(api, 'r/1');
  api.answers['rooms/r%2F1/members?limit=50&after='] = { items: [{ user: ann, role: 'owner', joinedAt: 'x' }, { user: null }], page: { after: 'ann', hasAfter: true } };
  api.answers['rooms/r%2F1/members?limit=50&after=ann'] = { items: [{ user: bob, role: 'member', joinedAt: 'x' }], page: { after: 'bob', hasAfter: false } };
  const first = await order.members();
  const second = await order.members(first.after);
  assert.deepEqual([first.items.length, first.after, second.items[0].role, second.after], [1, 'ann', 'member', '']);
  assert.deepEqual([...order.known.keys()], ['ann', 'bob']);
});

test('each deed is one request', async () => {
  const api = new FakeApi();
  const order = new Order(api, 'r');
  await order.setRole('bob', 'moderator');
  await order.sanction('mutes', 'bob', { until: 'u' });
  await order.sanction('bans', 'bob', null);
  await order.remove('b/b');
  await order.close('p', { status: 'dismissed' });
  await order.report('m', 'why');
  assert.deepEqual(api.asked, [
    ['PUT', 'rooms/r/members/bob', { role: 'moderator' }],
    ['PUT', 'rooms/r/mutes/bob', { until: 'u' }],
    ['DELETE', 'rooms/r/bans/bob', undefined],
    ['DELETE', 'rooms/r/members/b%2Fb', undefined],
    ['PATCH', 'rooms/r/reports/p', { status: 'dismissed' }],
    ['POST', 'messages/m/report', { reason: 'why' }],
  ]);
});

test('what was done goes on where the page before ended', async () => {
  const api = new FakeApi();
  const order = new Order(api, 'r');
  api.answers['rooms/r/audit?limit=50'] = { items: [{ id: '2' }], page: { before: 'c 1', hasBefore: true } };
  api.answers['rooms/r/audit?limit=50&before=c%201'] = { items: [{ id: '1' }], page: { before: '', hasBefore: false } };
  const { after } = await order.acts();
  assert.deepEqual(await order.acts(after), { items: [{ id: '1' }], after: '' });
});
