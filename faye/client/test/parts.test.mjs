import assert from 'node:assert/strict';
import test from 'node:test';
import { Advice } from '../src/advice.mjs';
import { Backoff } from '../src/backoff.mjs';
import { Deferred } from '../src/deferred.mjs';
import { Emitter } from '../src/emitter.mjs';
import { matching } from '../src/channel.mjs';
import { parseError } from '../src/error.mjs';

test('parseError', () => {
  const cases = {
    '401:abc:Unknown client': [401, ['abc'], 'Unknown client'],
    '301:iframe,flash:Connection types not supported': [301, ['iframe', 'flash'], 'Connection types not supported'],
    '403::No: really': [403, [''], 'No: really'],
    'any words': [null, [], 'any words'],
    '40:a:b': [null, [], '40:a:b'],
    '': [null, [], ''],
  };
  for (const [text, [code, params, message]] of Object.entries(cases)) {
    const error = parseError(text);
    assert.deepEqual([error.code, error.params, error.message], [code, params, message], text);
  }
  assert.equal(parseError(undefined).message, '');
});

test('matching', () => {
  assert.deepEqual(matching('/a/b/c').sort(), ['/**', '/a/**', '/a/b/**', '/a/b/*', '/a/b/c'].sort());
  assert.deepEqual(matching('/a').sort(), ['/**', '/*', '/a'].sort());
});

test('Advice', () => {
  const advice = new Advice(0, 60_000);
  for (const bad of [null, 7, 'none', { reconnect: 'maybe', interval: -1, timeout: '9' }, { interval: Infinity, timeout: NaN }]) advice.take(bad);
  assert.deepEqual({ ...advice }, { reconnect: 'retry', interval: 0, timeout: 60_000 });
  advice.take({ interval: 1e15, reconnect: 'none' });
  assert.deepEqual({ ...advice }, { reconnect: 'none', interval: 86_400_000, timeout: 60_000 });
});

test('Backoff', () => {
  const backoff = new Backoff(5000, 60_000);
  const waits = Array.from({ length: 2000 }, () => backoff.next());
  assert.ok(waits[0] <= 1000);
  assert.ok(waits[1] >= 2500 && waits[1] <= 5000);
  assert.ok(waits[2] >= 5000 && waits[2] <= 10_000);
  assert.ok(waits.slice(10).every((w) => w >= 30_000 && w <= 60_000));
  assert.ok(new Set(waits.slice(10)).size > 100, 'chance is in it');
  backoff.reset();
  assert.ok(backoff.next() <= 1000);
});

test('Deferred', async (t) => {
  await t.test('SettlesOnce', async () => {
    const deferred = new Deferred();
    const heard = [];
    deferred.callback(function ok(value) { heard.push([this.word, value]); }, { word: 'w' });
    deferred.errback(() => heard.push('failed'));
    deferred.setDeferredStatus('unknown');
    deferred.setDeferredStatus('succeeded', 1);
    deferred.setDeferredStatus('failed', 2);
    assert.equal(await deferred, 1);
    assert.deepEqual(heard, [['w', 1]]);
  });
  await t.test('ChainsAsPromisesDo', async () => {
    const deferred = new Deferred();
    deferred.setDeferredStatus('failed', 'why');
    assert.equal(await deferred.then(() => 'no').catch((why) => why), 'why');
    await assert.rejects(deferred.finally(() => {}), (why) => why === 'why');
  });
  await t.test('IgnoredFailuresAreSilent', async () => {
    let noise = 0;
    const count = () => { noise++; };
    process.on('unhandledRejection', count);
    const deferred = new Deferred();
    deferred.callback(() => {});
    deferred.setDeferredStatus('failed', 'why');
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', count);
    assert.equal(noise, 0);
  });
});

test('Emitter', async (t) => {
  await t.test('BindAndUnbindByContext', () => {
    const emitter = new Emitter();
    const heard = [];
    function listener(word) { heard.push(this.name + word); }
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    emitter.bind('x', listener, a);
    emitter.bind('x', listener, b);
    emitter.unbind('x', listener, a);
    assert.equal(emitter.trigger('x', '!'), true);
    emitter.unbind('x');
    assert.equal(emitter.emit('x', '?'), false);
    assert.deepEqual(heard, ['b!']);
  });
  await t.test('OnOnceAndRemove', () => {
    const emitter = new Emitter();
    const heard = [];
    const listener = (word) => heard.push(word);
    emitter.on('x', listener).once('x', (word) => heard.push(`once ${word}`));
    assert.equal(emitter.countListeners('x'), 2);
    emitter.emit('x', 1);
    emitter.emit('x', 2);
    emitter.removeListener('x', listener);
    emitter.emit('x', 3);
    assert.deepEqual(heard, [1, 'once 1', 2]);
    assert.deepEqual(emitter.listeners('x'), []);
    assert.throws(() => emitter.on('x', 'y'), TypeError);
  });
});
