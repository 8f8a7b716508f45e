import assert from 'node:assert/strict';
import test from 'node:test';
import { begin, watch } from './kit.mjs';

test('subscribe', async (t) => {
  await t.test('OneSubscribeForAllListeners', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    const first = client.subscribe('/a', function one(data) { got.push([this.name, data]); }, { name: 'one' });
    const seen = [watch(first), watch(client.subscribe('/a', (data) => got.push(['two', data])))];
    await world.pass(100);
    const third = watch(client.subscribe('/a', (data) => got.push(['three', data])));
    await world.pass(100);
    assert.deepEqual([...seen, third].map((s) => s.state), ['resolved', 'resolved', 'resolved']);
    assert.equal(world.on('/meta/subscribe').length, 1);
    world.deliver('/a', 1);
    await world.pass(100);
    assert.deepEqual(got, [['one', 1], ['two', 1], ['three', 1]]);
  });

  await t.test('PatternsWithTheChannel', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.subscribe('/**').withChannel((channel, data) => got.push([channel, data]));
    await world.pass(100);
    world.deliver('/a/b', 1);
    world.deliver('/c', 2);
    await world.pass(100);
    assert.deepEqual(got, [['/a/b', 1], ['/c', 2]]);
  });

  await t.test('Refused', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/meta/subscribe', (m) => (m.subscription === '/secret'
      ? { successful: false, subscription: m.subscription, error: '403:/secret:Forbidden channel' } : undefined));
    const seen = client.subscribe(['/ok', '/secret'], () => {}).map(watch);
    await world.pass(100);
    assert.equal(seen[0].state, 'resolved');
    assert.equal(String(seen[1].value), '403:/secret:Forbidden channel');
    world.restart();
    await world.pass(10_000);
    assert.equal(world.on('/meta/subscribe').filter((m) => m.subscription === '/secret').length, 1, 'no is no');
  });

  await t.test('InvalidNames', async (t) => {
    const { world, client } = begin(t);
    const seen = ['', 'a', null, 7].map((name) => watch(client.subscribe(name, () => {})));
    await world.pass(50);
    assert.deepEqual(seen.map((s) => s.value.code), [405, 405, 405, 405]);
    assert.throws(() => client.subscribe('/a', 'no function'), TypeError);
  });

  await t.test('NamesOfTheLanguage', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.subscribe(['/__proto__', '/constructor'], (data) => got.push(data));
    await world.pass(100);
    world.deliver('/__proto__', 1);
    world.deliver('/constructor', 2);
    await world.pass(100);
    assert.deepEqual(got, [1, 2]);
  });

  await t.test('Cancelled', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    const [one, two] = [client.subscribe('/a', (d) => got.push(['one', d])), client.subscribe('/a', (d) => got.push(['two', d]))];
    await world.pass(100);
    one.cancel();
    one.cancel();
    await world.pass(100);
    assert.equal(world.on('/meta/unsubscribe').length, 0, 'somebody listens still');
    world.deliver('/a', 1);
    await world.pass(100);
    two.unsubscribe();
    await world.pass(100);
    assert.equal(world.on('/meta/unsubscribe').length, 1);
    world.deliver('/a', 2);
    await world.pass(100);
    assert.deepEqual(got, [['two', 1]]);
  });

  await t.test('CancelledBeforeItsAnswer', async (t) => {
    const { world, client } = begin(t);
    const subscription = client.subscribe('/a', () => assert.fail('told'));
    const seen = watch(subscription);
    subscription.cancel();
    await world.pass(200);
    assert.equal(seen.value.kind, 'closed');
    assert.equal(world.on('/meta/subscribe').length, 0);
  });

  await t.test('UnsubscribeAll', async (t) => {
    const { world, client } = begin(t);
    client.subscribe('/a', () => {});
    client.subscribe('/a', () => {});
    await world.pass(100);
    const seen = watch(client.unsubscribe('/a'));
    await world.pass(100);
    assert.equal(seen.state, 'resolved');
    assert.equal([...world.sessions.values()][0].channels.size, 0);
    const nothing = watch(client.unsubscribe('/nothing'));
    await world.pass(10);
    assert.equal(nothing.state, 'resolved');
  });

  await t.test('AnOldFarewellDoesNotEndANewSubscription', async (t) => {
    const { world, client } = begin(t);
    client.subscribe('/a', () => {});
    await world.pass(100);
    world.up = false;
    world.restart();
    client.unsubscribe('/a');
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    world.up = true;
    await world.pass(10_000);
    world.deliver('/a', 1);
    await world.pass(100);
    assert.deepEqual(got, [1]);
  });

  await t.test('AServerInTroubleIsAskedAgain', async (t) => {
    const { world, client } = begin(t);
    const lost = [];
    client.on('subscription:lost', (channel) => lost.push(channel));
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(100);
    let failures = 2;
    world.rules.set('/meta/subscribe', (m) => (failures-- > 0 ? { successful: false, subscription: m.subscription, error: '500::Later' } : undefined));
    world.restart();
    await world.pass(30_000);
    world.deliver('/a', 1);
    await world.pass(100);
    assert.deepEqual([got, lost], [[1], []]);
  });

  await t.test('LostForGood', async (t) => {
    const { world, client } = begin(t);
    const lost = [];
    client.on('subscription:lost', (channel, error) => lost.push([channel, String(error)]));
    client.subscribe('/a', () => {});
    await world.pass(100);
    world.rules.set('/meta/subscribe', () => ({ successful: false, error: '403:/a:Forbidden channel' }));
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(lost, [['/a', '403:/a:Forbidden channel']]);
  });

  await t.test('AListenerThatThrows', async (t) => {
    const { world, client } = begin(t);
    const thrown = [];
    globalThis.reportError = (error) => thrown.push(error.message);
    t.after(() => { delete globalThis.reportError; });
    const got = [];
    client.subscribe('/a', () => { throw new Error('mine'); });
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(100);
    world.deliver('/a', 1);
    world.deliver('/a', 2);
    await world.pass(100);
    assert.deepEqual([got, thrown], [[1, 2], ['mine', 'mine']]);
  });
});

test('replay', async (t) => {
  const offering = (world) => { world.handshakeExt = { replay: true }; };
  const asked = (world) => world.on('/meta/subscribe').map((m) => m.ext?.replay);

  await t.test('NotUnlessOffered', async (t) => {
    const { world, client } = begin(t);
    client.subscribe('/a', () => {});
    await world.pass(100);
    assert.deepEqual(asked(world), [undefined]);
  });

  await t.test('NotUnlessWanted', async (t) => {
    const { world, client } = begin(t, { replay: false });
    offering(world);
    client.subscribe('/a', () => {});
    await world.pass(100);
    assert.deepEqual(asked(world), [undefined]);
  });

  await t.test('FromTheLastSeen', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    client.subscribe('/a', () => {});
    client.subscribe('/b', () => {}, null, { replay: 1042 });
    await world.pass(100);
    world.deliver('/a', 'x', { ext: { replay: 7 } });
    world.deliver('/b', { event: { replayId: 1050 } });
    await world.pass(100);
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(asked(world), [{ '/a': -1 }, { '/b': 1042 }, { '/a': 7 }, { '/b': 1050 }]);
  });

  await t.test('PatternsKeepEachChannelsPosition', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    client.subscribe('/**', () => {});
    await world.pass(100);
    world.deliver('/a', 1, { ext: { replay: 3 } });
    world.deliver('/b', 1, { ext: { replay: { '/b': '9' } } });
    await world.pass(100);
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(asked(world), [{ '/**': -1 }, { '/a': 3, '/b': 9 }]);
  });

  await t.test('TheProgramsOwnPositions', async (t) => {
    const { world, client } = begin(t, { position: (message) => message.data.rev ?? null });
    offering(world);
    client.subscribe('/a', () => {});
    await world.pass(100);
    world.deliver('/a', { rev: 12 });
    await world.pass(100);
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(asked(world).at(-1), { '/a': 12 });
  });

  await t.test('AReset', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    const resets = [];
    client.on('gap', (channel, head) => resets.push([channel, head]));
    client.subscribe('/a', () => {}, null, { replay: 5 });
    world.rules.set('/meta/subscribe', (m) => ({ successful: true, subscription: m.subscription, ext: { replay: { '/a': { reset: true, head: 99 } } } }));
    await world.pass(100);
    assert.deepEqual(resets, [['/a', 99]]);
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(asked(world).at(-1), { '/a': 99 });
  });

  await t.test('TheHeadIsNotWhatWasSeen', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    client.subscribe('/a', () => {});
    world.rules.set('/meta/subscribe', (m) => {
      world.sessions.get(m.clientId).channels.add('/a');
      return { successful: true, subscription: m.subscription, ext: { replay: { '/a': { head: 20 } } } };
    });
    await world.pass(100);
    world.deliver('/a', 1, { ext: { replay: 4 } });
    await world.pass(100);
    world.restart();
    await world.pass(30_000);
    world.restart();
    await world.pass(30_000);
    assert.deepEqual(asked(world).slice(1), [{ '/a': 4 }, { '/a': 4 }]);
  });

  await t.test('APositionThatIsRefused', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    const resets = [];
    client.on('gap', (channel, head) => resets.push([channel, head]));
    client.subscribe('/a', () => {});
    await world.pass(100);
    world.deliver('/a', 1, { ext: { replay: 4 } });
    await world.pass(100);
    world.rules.set('/meta/subscribe', (m) => (m.ext.replay['/a'] >= 0 ? { successful: false, error: '400::The replayId was invalid' } : undefined));
    world.restart();
    await world.pass(10_000);
    assert.deepEqual([resets, asked(world).at(-1)], [[['/a', null]], { '/a': -1 }]);
  });

  await t.test('AGapWhereNothingReplays', async (t) => {
    const { world, client } = begin(t);
    const gaps = [];
    client.on('gap', (channel, head) => gaps.push([channel, head]));
    client.subscribe('/a', () => {});
    await world.pass(100);
    world.cut();
    await world.pass(10_000);
    assert.deepEqual(gaps, [], 'the session was kept');
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(gaps, [['/a', null]]);
  });

  await t.test('BesideAnExtensionsExt', async (t) => {
    const { world, client } = begin(t);
    offering(world);
    client.addExtension({ outgoing(message, callback) { message.ext = { secret: 's' }; callback(message); } });
    client.subscribe('/a', () => {});
    await world.pass(100);
    assert.deepEqual(world.on('/meta/subscribe')[0].ext, { secret: 's', replay: { '/a': -1 } });
  });
});
