import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../assets/core/api.js';
import { ann, bob, deferred, settled } from './fakes.mjs';
import { FakeApi, open } from './server.mjs';

async function asked() {
  const api = new FakeApi();
  api.viewer = ann;
  api.answers = { 'users?limit=20&q=bo': { items: [bob, {}] }, 'users/bob': bob };
  const all = await open(api);
  await settled();
  const users = () => api.asked.map(([, path]) => path).filter((path) => path.startsWith('users'));
  return { ...all, directory: all.hub.directory, users };
}

test('people are looked for once somebody has stopped writing', async () => {
  const { directory, clock, users } = await asked();
  const found = [];
  directory.find('b', (people) => found.push(people));
  await clock.advance(199);
  directory.find('bo', (people) => found.push(people.map(({ id }) => id)));
  await clock.advance(200);
  assert.deepEqual([users(), found, directory.known.get('bob')?.displayName], [['users?limit=20&q=bo'], [['bob']], 'Bob']);
});

test('an answer that comes when one has written on is of no use', async () => {
  const { directory, clock, api } = await asked();
  const answer = deferred();
  api.ask = () => answer.promise;
  let found = 0;
  directory.find('bo', () => found++);
  await clock.advance(200);
  directory.find('', () => found++);
  answer.resolve({ items: [bob] });
  await settled();
  assert.equal(found, 0);
});

test('nobody is looked for without a letter, by who is nobody, or where it is refused', async () => {
  const { directory, clock, users, api, hub } = await asked();
  directory.find('', assert.fail);
  await clock.advance(200);
  api.error = new ApiError('no', { status: 403 });
  for (const query of ['bo', 'bob']) {
    directory.find(query, assert.fail);
    await clock.advance(200);
  }
  assert.deepEqual(users(), ['users?limit=20&q=bo']);
  api.error = null;
  await hub.logOut();
  directory.find('bo', assert.fail);
  await clock.advance(200);
  assert.deepEqual(users(), ['users?limit=20&q=bo']);
});

test('a failure that passes is no refusal', async () => {
  const { directory, clock, api } = await asked();
  api.error = new ApiError('busy', { status: 503 });
  directory.find('bo', assert.fail);
  await clock.advance(200);
  api.error = null;
  let found = 0;
  directory.find('bo', () => found++);
  await clock.advance(200);
  assert.equal(found, 1);
});

test('whom somebody found is not for who comes next', async () => {
  const { directory, clock, hub } = await asked();
  directory.find('bo', () => {});
  await clock.advance(200);
  assert.equal(directory.known.size, 1);
  await hub.logIn({ kind: 'guest', label: '', url: '' }, 'Bob');
  assert.equal(directory.known.size, 0);
});

test('somebody is asked for once', async () => {
  const { directory, users } = await asked();
  const both = await Promise.all([directory.who('bob'), directory.who('bob')]);
  assert.deepEqual([both.map((user) => user?.displayName), users(), await directory.who('carol')], [['Bob', 'Bob'], ['users/bob'], null]);
});

test('who chooses people hears that nobody is found where it is refused, each time', async () => {
  const { directory, clock, api, users } = await asked();
  api.error = new ApiError('no', { status: 403 });
  const found = [];
  for (const query of ['bo', 'bob']) {
    directory.find(query, (people) => found.push(people), true);
    await clock.advance(200);
  }
  assert.deepEqual([found, users().length], [[[], []], 1]);
});

test('somebody of whom the server could not tell is asked for again', async () => {
  const { directory, api } = await asked();
  api.error = new ApiError('away');
  assert.equal(await directory.who('bob'), null);
  api.error = null;
  assert.equal((await directory.who('bob'))?.displayName, 'Bob');
});
