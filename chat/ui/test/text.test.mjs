import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials, lengthOf, linkify, safeURL } from '../assets/core/text.js';
import { timeline } from '../assets/core/timeline.js';
import { ann, bob, message } from './fakes.mjs';

const links = (text) => linkify(text).filter((part) => part.href).map((part) => part.text);

test('plain URLs become links, without the punctuation around them', () => {
  assert.deepEqual(links('see https://a.example/x?y=1#z, or http://b.example.'), ['https://a.example/x?y=1#z', 'http://b.example']);
  assert.deepEqual(links('(https://a.example/q_(x)) [http://b.example]'), ['https://a.example/q_(x)', 'http://b.example']);
});

test('nothing else becomes a link', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'http://', 'https://!', 'ftp://a.example', 'xhttps://a.example', '']) {
    assert.deepEqual(links(text), [], text);
  }
});

test('a quote ends a URL', () => {
  assert.deepEqual(links('http://x.example/"onmouseover=alert(1)'), ['http://x.example/']);
});

test('no character is lost or added', () => {
  for (const text of ['a https://x.example b', 'https://x.example', 'https://x.example))).', '\n<b>https://x.example</b>\n', '🎉 http://x.example/🎉']) {
    assert.equal(linkify(text).map((part) => part.text).join(''), text);
  }
});

test('a long run of brackets takes no longer than other text', () => {
  const text = `https://x.example/${'('.repeat(50_000)}${')'.repeat(60_000)}`;
  assert.equal(linkify(text).map((part) => part.text).join(''), text);
});

test('only http and https are safe', () => {
  assert.equal(safeURL('/me.png', 'https://a.example/chat/'), 'https://a.example/me.png');
  for (const url of ['', 'javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:https://a.example/x', 'https://']) {
    assert.equal(safeURL(url), '', url);
  }
});

test('initials, hues and lengths', () => {
  assert.deepEqual(['Ann Lee', 'bob', '  ', '🎉 party', 'A B C'].map(initials), ['AL', 'B', '?', '🎉P', 'AC']);
  assert.equal(hueOf('ann'), hueOf('ann'));
  assert.notEqual(hueOf('ann'), hueOf('bob'));
  assert.equal(lengthOf('a🎉é'), 3);
});

const at = (minute, more) => ({ createdAt: new Date(2026, 0, 2, 12, minute).toISOString(), ...more });
const shape = (items) => items.map((item) => (item.kind === 'day' ? 'day' : `${item.head ? 'head' : 'more'} ${item.kind}`));

test('messages of one author within five minutes are a group', () => {
  const items = timeline([message(1, at(0)), message(2, at(4)), message(3, at(9)), message(4, at(10, { author: bob }))], [], ann);
  assert.deepEqual(shape(items), ['day', 'head message', 'more message', 'head message', 'head message']);
});

test('a day begins with a line, and its keys never repeat', () => {
  const days = [1, 2, 1].map((day, i) => message(i + 1, { createdAt: new Date(2026, 0, day, 12).toISOString() }));
  const items = timeline(days, [], ann);
  assert.deepEqual(shape(items), ['day', 'head message', 'day', 'head message', 'day', 'head message']);
  assert.equal(new Set(items.map((item) => item.key)).size, items.length);
});

const entry = (clientId) => ({ clientId, text: 'x', createdAt: at(1).createdAt, state: 'sending', error: '' });

test('an unsent message stands last until the server has it, never twice', () => {
  assert.deepEqual(shape(timeline([message(1, at(0))], [entry('c9')], ann)), ['day', 'head message', 'more pending']);
  assert.deepEqual(shape(timeline([message(1, at(0, { clientId: 'c9' }))], [entry('c9')], ann)), ['day', 'head message']);
});

test('somebody else may use the same clientId', () => {
  const items = timeline([message(1, at(0, { author: bob, clientId: 'c9' }))], [entry('c9')], ann);
  assert.deepEqual(shape(items), ['day', 'head message', 'head pending']);
});

test('a time that is none hides nothing', () => {
  assert.deepEqual(shape(timeline([message(1, { createdAt: 'never' })], [], null)), ['day', 'head message']);
});
