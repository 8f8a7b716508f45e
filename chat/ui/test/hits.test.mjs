import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../assets/core/api.js';
import { excerpt, readHit } from '../assets/core/hits.js';
import { readList } from '../assets/core/wire.js';
import { message } from './fakes.mjs';

const seen = (text, ...ranges) => excerpt(text, ranges.map(([start, end]) => ({ start, end }))).map((piece) => (piece.found ? `[${piece.text}]` : piece.text)).join('');

test('what was found is marked, and all of a short text is shown', () => {
  assert.equal(seen('the red fox and the fox', [8, 11], [20, 23]), 'the red [fox] and the [fox]');
  assert.equal(seen('fox', [0, 3]), '[fox]');
  assert.equal(seen('only a file'), 'only a file');
});

test('of a long text one sees what was found, and whole words', () => {
  const text = `${'word '.repeat(100)}fox${' more'.repeat(100)}`;
  const shown = seen(text, [500, 503]);
  assert.match(shown, /^… word .*word \[fox\] more .* …$/);
  assert.ok(shown.length < 300, shown);
});

test('no character is cut in two', () => {
  const text = `${'😀'.repeat(100)}fox${'😀'.repeat(300)}`;
  assert.ok(seen(text, [200, 203]).isWellFormed());
});

test('ranges that make no sense mark nothing', () => {
  assert.equal(seen('fox', [2, 1], [-1, 2], [1, 99], [NaN, 2], [0, 1], [0, 1]), '[f]ox');
});

test('what is no hit is left out, and a page says where the older ones begin', () => {
  const hit = { message: message(1), room: { id: 'r', name: 'Room' }, highlights: [{ start: 0, end: 4 }] };
  const page = readList({ items: [hit, { message: {} }, null], page: { hasBefore: true, before: 'x' } }, readHit);
  assert.deepEqual([page.items.length, page.items[0].room.name, page.items[0].highlights[0].end, page.after], [1, 'Room', 4, 'x']);
  assert.equal(readList({ items: [], page: { hasBefore: false, before: 'x' } }, readHit).after, '');
});

test('a search asks for no more than it has to', async () => {
  const urls = [];
  const api = new Api(new URL('https://a.example/'), async (url) => {
    urls.push(String(url));
    return Response.json({ items: [] });
  });
  await api.search('red "fox"', { room: '', before: '' });
  await api.search('x', { room: 'r', before: 'm' });
  assert.deepEqual(urls, ['https://a.example/api/v1/search?q=red+%22fox%22&limit=30', 'https://a.example/api/v1/search?q=x&limit=30&room=r&before=m']);
});
