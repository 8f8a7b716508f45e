import assert from 'node:assert/strict';
import { test } from 'node:test';
import { likeliest, wordAt } from '../assets/core/complete.js';

for (const [text, want] of [
  ['hi @an', { sign: '@', query: 'an', start: 3 }],
  ['@', { sign: '@', query: '', start: 0 }],
  ['(:hea', { sign: ':', query: 'hea', start: 1 }],
  ['one\n@Jü', { sign: '@', query: 'Jü', start: 4 }],
  ['/inv', { sign: '/', query: 'inv', start: 0 }],
]) {
  test(`${JSON.stringify(text)} is to be completed`, () => assert.deepEqual(wordAt(text, text.length), want));
}

for (const text of ['', 'hi', 'ann@example.com', 'at 10:30', 'https://a', 'say /inv', '@an ', 'a:b', `@${'x'.repeat(41)}`]) {
  test(`${JSON.stringify(text)} is not`, () => assert.equal(wordAt(text, text.length), null));
}

test('only what is before the cursor counts', () => {
  assert.deepEqual(wordAt('@an you', 3), { sign: '@', query: 'an', start: 0 });
  assert.equal(wordAt('@an you', 7), null);
  assert.equal(wordAt('//nope', 1), null);
});

const choices = [['Maria Ann'], ['Ann'], ['Joanna'], ['Änne'], ['Bob', 'anchor']].map((names) => ({ text: names[0], label: names[0], names }));

test('the likeliest comes first, whatever the case and the accents', () => {
  assert.deepEqual(likeliest(choices, 'ANN').map(({ text }) => text), ['Ann', 'Änne', 'Maria Ann', 'Joanna']);
  assert.deepEqual(likeliest(choices, 'an').map(({ text }) => text), ['Ann', 'Änne', 'Bob', 'Maria Ann', 'Joanna']);
  assert.deepEqual(likeliest(choices, 'zz'), []);
});

test('everybody, in their order, before one has written a letter; but not too many', () => {
  assert.deepEqual(likeliest(choices, '', 2).map(({ text }) => text), ['Maria Ann', 'Ann']);
});
