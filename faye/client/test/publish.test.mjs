import assert from 'node:assert/strict';
import test from 'node:test';
import { begin, watch } from './kit.mjs';

test('every publish settles', async (t) => {
  await t.test('Acknowledged', async (t) => {
    const { world, client } = begin(t);
    const seen = watch(client.publish('/a', { x: 1 }));
    await world.pass(100);
    assert.equal(seen.state, 'resolved');
    assert.deepEqual(world.on('/a')[0].data, { x: 1 });
  });

  await t.test('RefusedInTheServersWords', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/a', () => ({ successful: false, error: '403:/a,b:Forbidden channel' }));
    const seen = watch(client.publish('/a', 1));
    await world.pass(100);
    const { code, params, message, kind } = seen.value;
    assert.deepEqual({ code, params, message, kind },
      { code: 403, params: ['/a', 'b'], message: 'Forbidden channel', kind: 'refused' });
    assert.equal(String(seen.value), '403:/a,b:Forbidden channel');
    assert.ok(seen.value instanceof Error);
  });

  await t.test('FreeTextError', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/a', () => ({ successful: false, error: 'Invalid auth token' }));
    const seen = watch(client.publish('/a', 1));
    await world.pass(100);
    assert.deepEqual([seen.value.code, seen.value.params, seen.value.message], [null, [], 'Invalid auth token']);
  });

  await t.test('OutOfTime', async (t) => {
    const { world, client } = begin(t);
    world.up = false;
    const seen = watch(client.publish('/a', 1, { deadline: 7 }));
    const byDefault = watch(client.publish('/a', 2));
    await world.pass(7100);
    assert.equal(seen.value.kind, 'timeout');
    assert.equal(seen.value.cause.kind, 'network');
    assert.equal(byDefault.state, 'pending');
    await world.pass(113_000, 1000);
    assert.equal(byDefault.value.kind, 'timeout');
    world.up = true;
    await world.pass(61_000, 1000);
    assert.deepEqual(world.on('/a'), [], 'given up is not sent');
  });

  await t.test('OutOfAttempts', async (t) => {
    const { world, client } = begin(t);
    await world.pass(1);
    world.rules.set('/a', () => null);
    const seen = watch(client.publish('/a', 1, { attempts: 2 }));
    await world.pass(59_000, 1000);
    assert.equal(seen.state, 'pending');
    assert.equal(world.on('/a').length, 2);
    assert.equal(new Set(world.on('/a').map((m) => m.id)).size, 1, 'the same message');
    await world.pass(3_000);
    assert.equal(seen.value.kind, 'timeout');
  });

  await t.test('Disconnected', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/a', () => null);
    const pending = watch(client.publish('/a', 1));
    await world.pass(100);
    const gone = watch(client.disconnect());
    const late = watch(client.publish('/a', 2));
    await world.pass(100);
    assert.equal(gone.state, 'resolved');
    assert.equal(pending.value.kind, 'closed');
    assert.equal(late.value.kind, 'closed');
  });

  await t.test('ServerWantsNoMore', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/meta/handshake', () => ({ successful: false, error: '403::No', advice: { reconnect: 'none' } }));
    const published = watch(client.publish('/a', 1));
    const subscribed = watch(client.subscribe('/b', () => {}));
    const connected = watch(client.connect());
    await world.pass(100);
    for (const seen of [published, subscribed, connected]) assert.equal(String(seen.value), '403::No');
    const late = watch(client.publish('/a', 1));
    await world.pass(100_000, 1000);
    assert.equal(late.value.code, 403);
    assert.equal(world.on('/meta/handshake').length, 1);
  });

  await t.test('TooMany', async (t) => {
    const { world, client } = begin(t, { queue: 3 });
    world.up = false;
    const seen = [1, 2, 3, 4].map((n) => watch(client.publish('/a', n)));
    await world.pass(100);
    assert.deepEqual(seen.map((s) => s.state), ['pending', 'pending', 'pending', 'rejected']);
    world.up = true;
    await world.pass(10_000);
    assert.deepEqual(seen.map((s) => s.state), ['resolved', 'resolved', 'resolved', 'rejected']);
    const after = watch(client.publish('/a', 5));
    await world.pass(100);
    assert.equal(after.state, 'resolved');
  });

  await t.test('TooBigForPolling', async (t) => {
    const { world, client } = begin(t, { WebSocket: null, EventSource: null });
    client.connect();
    await world.pass(50);
    world.status = (messages) => (JSON.stringify(messages).length > 5000 ? 413 : 200);
    const small = [1, 2].map((n) => watch(client.publish('/a', n)));
    const big = watch(client.publish('/a', 'x'.repeat(6000)));
    await world.pass(200);
    assert.deepEqual(small.map((s) => s.state), ['resolved', 'resolved']);
    assert.equal(big.value.kind, 'refused');
  });

  await t.test('TooBigForTheSocket', async (t) => {
    const { world, client } = begin(t);
    await world.pass(1);
    world.rules.set('/big', () => { world.cut(1009); return null; });
    const big = watch(client.publish('/big', 'x'.repeat(6000)));
    const small = watch(client.publish('/a', 1));
    await world.pass(5_000);
    assert.equal(big.value.kind, 'refused');
    assert.equal(small.state, 'resolved');
    assert.equal(world.on('/big').length, 1);
  });

  await t.test('NotPublishable', async (t) => {
    const { world, client } = begin(t);
    const loop = {};
    loop.self = loop;
    const seen = [['/a', loop], ['/a', 1n], ['/a', undefined], ['', 1], [null, 1], ['a', 1], ['/meta/connect', 1]].map(([c, d]) => watch(client.publish(c, d)));
    await world.pass(100);
    for (const each of seen) assert.equal(each.value.kind, 'invalid');
    assert.throws(() => client.publish('/a', 1, { attempt: 1 }), /Unrecognized option: attempt/);
    assert.throws(() => client.publish('/a', 1, { attempts: 'x' }), TypeError);
  });

  await t.test('CopiedAtOnce', async (t) => {
    const { world, client } = begin(t);
    const data = { n: 1 };
    client.publish('/a', data);
    data.n = 2;
    await world.pass(100);
    assert.deepEqual(world.on('/a')[0].data, { n: 1 });
  });

  await t.test('ItsOwnTimeoutTakesItBack', async (t) => {
    const { world, client } = begin(t);
    world.up = false;
    const publication = client.publish('/a', 1);
    publication.timeout(3, 'too slow');
    const seen = watch(publication);
    await world.pass(3_100);
    assert.deepEqual([seen.state, seen.value], ['rejected', 'too slow']);
    world.up = true;
    await world.pass(60_000, 1000);
    assert.deepEqual(world.on('/a'), []);
  });
});

test('messages keep their order', async (t) => {
  for (const [name, options] of [['websocket', {}], ['polling', { WebSocket: null, EventSource: null }]]) {
    await t.test(`${name}, with the connection cut among them`, async (t) => {
      const { world, client } = begin(t, options);
      const seen = [];
      for (let i = 0; i < 120; i++) {
        seen.push(watch(client.publish('/a', i)));
        if (i % 10 === 0) await world.pass(1);
        if (i === 57) world.cut();
      }
      await world.pass(10_000);
      assert.ok(seen.every((s) => s.state === 'resolved'));
      const first = [...new Set(world.on('/a').map((m) => m.data))];
      assert.deepEqual(first, Array.from({ length: 120 }, (_, i) => i));
    });
  }
});
