import assert from 'node:assert/strict';
import test from 'node:test';
import { begin, watch } from './kit.mjs';

const tagger = (tag, log) => ({
  outgoing(message, callback) { if (message.channel === '/a') log.push(`out ${tag}`); callback(message); },
  incoming(message, callback) { if (message.channel === '/a' && message.data) log.push(`in ${tag}`); callback(message); },
});

test('extensions', async (t) => {
  await t.test('RunInTheOrderOfAdditionBothWays', async (t) => {
    const { world, client } = begin(t);
    const log = [];
    for (const tag of ['one', 'two', 'three']) client.addExtension(tagger(tag, log));
    client.subscribe('/a', () => log.push('listener'));
    await world.pass(100);
    client.publish('/a', 'x');
    await world.pass(100);
    assert.deepEqual(log, ['out one', 'out two', 'out three', 'in one', 'in two', 'in three', 'listener']);
  });

  await t.test('AreToldOfTheirAddition', (t) => {
    const { client } = begin(t);
    const log = [];
    const extension = { added: (c) => log.push(['added', c === client]), removed: (c) => log.push(['removed', c === client]) };
    client.addExtension(extension);
    client.removeExtension(extension);
    client.removeExtension(extension);
    assert.deepEqual(log, [['added', true], ['removed', true]]);
    assert.throws(() => client.addExtension(null), TypeError);
  });

  await t.test('SeeEveryMessageOnceHoweverOftenItIsSent', async (t) => {
    const { world, client } = begin(t);
    let count = 0;
    client.addExtension({ outgoing(message, callback) { if (message.channel === '/a') message.ext = { count: ++count }; callback(message); } });
    world.rules.set('/a', () => (world.on('/a').length < 3 ? null : undefined));
    const seen = watch(client.publish('/a', 1));
    await world.pass(90_000);
    assert.equal(seen.state, 'resolved');
    assert.deepEqual(world.on('/a').map((m) => m.ext), [{ count: 1 }, { count: 1 }, { count: 1 }]);
  });

  await t.test('KnowTheSessionAndMayChangeTheMessage', async (t) => {
    const { world, client } = begin(t);
    client.addExtension({
      outgoing(message, callback) {
        callback(message.channel === '/a' ? { ...message, channel: '/b', data: message.clientId, id: 'mine' } : message);
      },
    });
    const seen = watch(client.publish('/a', 1));
    await world.pass(100);
    assert.equal(world.on('/b')[0].data, 'session1');
    assert.equal(seen.state, 'resolved');
  });

  await t.test('MaySetAnErrorOnAReply', async (t) => {
    const { world, client } = begin(t);
    client.addExtension({
      incoming(message, callback) {
        if (message.channel === '/a' && message.successful) { message.successful = false; message.error = '499::Mine'; }
        callback(message);
      },
    });
    const seen = watch(client.publish('/a', 1));
    await world.pass(100);
    assert.equal(seen.value.code, 499);
  });

  for (const [name, outgoing] of [
    ['DroppedByNull', (message, callback) => callback(null)],
    ['DroppedByAnException', () => { throw new Error('broken'); }],
    ['DroppedByARejection', async () => { throw new Error('broken'); }],
    ['DroppedBySilence', () => {}],
  ]) {
    await t.test(name, async (t) => {
      const { world, client } = begin(t);
      client.addExtension({ outgoing: (message, callback) => (message.channel === '/a' ? outgoing(message, callback) : callback(message)) });
      const seen = watch(client.publish('/a', 1));
      const next = watch(client.publish('/b', 1));
      await world.pass(40_000, 500);
      assert.equal(seen.value.kind, 'dropped');
      assert.equal(next.state, 'resolved', 'what comes behind is not held up for ever');
      assert.equal(world.on('/a').length, 0);
    });
  }

  await t.test('IncomingDropsToo', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.addExtension({ incoming: (message, callback) => callback(message.data === 'bad' ? null : message) });
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(100);
    for (const data of ['good', 'bad', 'better']) world.deliver('/a', data);
    await world.pass(100);
    assert.deepEqual(got, ['good', 'better']);
  });

  await t.test('SlowOnesKeepTheOrder', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.addExtension({
      incoming(message, callback) { setTimeout(() => callback(message), message.data === 1 ? 500 : 10); },
      outgoing(message, callback) { setTimeout(() => callback(message), message.data === 'a' ? 500 : 10); },
    });
    client.subscribe('/x', (data) => got.push(data));
    await world.pass(1000);
    for (const data of [1, 2, 3]) world.deliver('/x', data);
    for (const data of ['a', 'b', 'c']) client.publish('/y', data);
    await world.pass(1000);
    assert.deepEqual(got, [1, 2, 3]);
    assert.deepEqual(world.on('/y').map((m) => m.data), ['a', 'b', 'c']);
  });

  await t.test('CallingBackTwiceIsOnce', async (t) => {
    const { world, client } = begin(t);
    client.addExtension({ outgoing(message, callback) { callback(message); callback(message); } });
    client.publish('/a', 1);
    await world.pass(100);
    assert.equal(world.on('/a').length, 1);
  });
});
