import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin } from './kit.mjs';

/** A page around the client. */
function page(t) {
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  t.after(() => {
    delete globalThis.window;
    delete globalThis.document;
  });
  return {
    tell: (type, more = {}) => globalThis.window.dispatchEvent(Object.assign(new Event(type), more)),
    show: (hidden) => {
      globalThis.document.hidden = hidden;
      globalThis.document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

/** A client whose socket is dead and does not know it. */
async function dead(t) {
  const at = page(t);
  const { world, client } = begin(t);
  const got = [];
  client.subscribe('/a', (data) => got.push(data));
  await world.pass(10_000);
  for (const socket of world.open) socket.send = () => {};
  for (const session of world.sessions.values()) Object.assign(session, { push: null, hold: null });
  world.deliver('/a', 'missed');
  return { at, world, client, got };
}

test('a dead connection is noticed when', async (t) => {
  for (const [name, happen] of [
    ['the network comes back', ({ at }) => at.tell('online')],
    ['the network goes', ({ at }) => at.tell('offline')],
    ['the page is looked at', ({ at }) => at.show(false)],
    ['the page comes back from the cache', ({ at }) => at.tell('pageshow', { persisted: true })],
    ['the machine wakes up', () => {}],
  ]) {
    await t.test(name, async (t) => {
      const scene = await dead(t);
      const { world, got } = scene;
      if (name.includes('machine')) {
        // The clock runs on while no timer does.
        const now = Date.now;
        Date.now = () => now() + 600_000;
        t.after(() => { Date.now = now; });
        await world.pass(16_000);
      } else {
        happen(scene);
        assert.deepEqual(got, []);
      }
      await world.pass(8_000);
      assert.deepEqual(got, ['missed']);
    });
  }

  await t.test('and not by itself so soon', async (t) => {
    const { world, got } = await dead(t);
    await world.pass(30_000);
    assert.deepEqual(got, []);
  });

  await t.test('not without need', async (t) => {
    const at = page(t);
    const { world, client } = begin(t);
    client.connect();
    await world.pass(100);
    const before = world.heard.length;
    at.show(false);
    at.show(true);
    await world.pass(100);
    assert.equal(world.heard.length, before, 'it was heard just now');
  });
});

test('a wait is cut short when the network comes back', async (t) => {
  const at = page(t);
  const { world, client } = begin(t);
  world.up = false;
  client.connect();
  await world.pass(300_000, 1000);
  world.up = true;
  at.tell('online');
  await world.pass(500);
  assert.equal(client.state, client.CONNECTED);
});

test('a page that is left', async (t) => {
  await t.test('SaysFarewell', async (t) => {
    const at = page(t);
    const { world, client } = begin(t);
    client.connect();
    await world.pass(100);
    at.tell('pagehide', { persisted: false });
    await world.pass(10);
    assert.equal(world.on('/meta/disconnect').length, 1);
    assert.equal(client.state, client.DISCONNECTED);
  });
  await t.test('ByARequestThatOutlivesIt', async (t) => {
    const at = page(t);
    const { world, client } = begin(t, { WebSocket: null, EventSource: null });
    client.connect();
    await world.pass(100);
    client.publish('/a', 1); // the turn is taken
    await world.pass(1);
    at.tell('pagehide', { persisted: false });
    await world.pass(1);
    assert.equal(world.lastFetch.init.keepalive, true);
  });
  await t.test('UnlessToldNotTo', async (t) => {
    const at = page(t);
    const { world, client } = begin(t);
    client.disable('autodisconnect');
    client.connect();
    await world.pass(100);
    at.tell('pagehide', { persisted: false });
    await world.pass(100);
    assert.equal(world.on('/meta/disconnect').length, 0);
  });
  await t.test('UnlessItMayComeBack', async (t) => {
    const at = page(t);
    const { world, client } = begin(t);
    client.connect();
    await world.pass(100);
    at.tell('pagehide', { persisted: true });
    await world.pass(100);
    assert.equal(client.state, client.CONNECTED);
  });
});
