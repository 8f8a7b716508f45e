import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Format } from '../assets/view/format.js';

const format = new Format({ locale: 'en', t: (key) => key });

test('names, times and ages are said, and what says them is made once', (t) => {
  const made = [];
  for (const kind of ['ListFormat', 'RelativeTimeFormat', 'DateTimeFormat']) {
    const real = Intl[kind];
    t.mock.method(Intl, kind, function make(...args) { made.push(kind); return new real(...args); });
  }
  const date = new Date(2026, 0, 2, 3, 4);
  for (let turn = 0; turn < 3; turn++) {
    assert.equal(format.list(['Ann', 'Bob']), 'Ann and Bob');
    assert.equal(format.list(['Ann', 'Bob'], 'narrow'), 'Ann, Bob');
    assert.equal(format.relative(date, date.getTime() + 120_000), '2 min. ago');
    assert.match(format.timeOfDay(date), /^3:04/);
  }
  assert.deepEqual(made, ['ListFormat', 'ListFormat', 'RelativeTimeFormat', 'DateTimeFormat']);
});

test('what is no date is not said', () => {
  assert.deepEqual([format.fullTime(new Date(NaN)), format.relative(new Date(NaN))], ['', '']);
});
