import assert from 'node:assert/strict';
import test from 'node:test';
import { begin, watch } from './kit.mjs';

const polling = { WebSocket: null, EventSource: null };

test('transports', async (t) => {
  await t.test('TheSocketAlsoForTheHandshake', async (t) => {
    const { world, client } = begin(t);
    client.publish('/a', 1);
    await world.pass(200);
    assert.deepEqual([...new Set(world.heard.map((h) => h.via))], ['websocket']);
    assert.equal(world.on('/meta/connect')[0].connectionType, 'websocket');
    assert.deepEqual(world.on('/meta/handshake')[0].supportedConnectionTypes,
      ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling']);
  });

  await t.test('AnEventStreamWhereThereIsNoSocket', async (t) => {
    const { world, client } = begin(t);
    world.sockets = false;
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(500);
    assert.equal(world.on('/meta/connect')[0].connectionType, 'eventsource');
    world.deliver('/a', 1);
    world.deliver('/a', 2);
    await world.pass(100);
    assert.deepEqual(got, [1, 2]);
  });

  await t.test('PollingWhereThereIsNeither', async (t) => {
    const { world, client } = begin(t);
    world.sockets = world.streams = false;
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(500);
    assert.equal(world.on('/meta/connect').at(-1).connectionType, 'long-polling');
    for (let i = 0; i < 20; i++) world.deliver('/a', i);
    await world.pass(100);
    assert.deepEqual(got, Array.from({ length: 20 }, (_, i) => i));
    assert.equal(world.lastFetch.init.credentials, 'include');
  });

  await t.test('DisabledOnesAreNotUsed', async (t) => {
    const { world, client } = begin(t);
    client.disable('websocket');
    client.disable('eventsource');
    client.setHeader('Authorization', 'Bearer x');
    client.connect();
    await world.pass(100);
    assert.deepEqual([...new Set(world.heard.map((h) => h.via))], ['polling']);
    assert.deepEqual(world.on('/meta/handshake')[0].supportedConnectionTypes, ['long-polling', 'cross-origin-long-polling']);
    assert.equal(world.lastFetch.init.headers.Authorization, 'Bearer x');
  });

  await t.test('HeadersGoWithTheHandshakeThenComesTheSocket', async (t) => {
    const { world, client } = begin(t);
    client.setHeader('Authorization', 'Bearer x');
    const seen = watch(client.publish('/a', 1));
    await world.pass(500);
    assert.equal(seen.state, 'resolved');
    world.restart();
    await world.pass(10_000);
    assert.deepEqual(world.heard.filter((h) => h.message.channel === '/meta/handshake').map((h) => h.via), ['polling', 'polling']);
    assert.equal(world.on('/meta/connect').at(-1).connectionType, 'websocket');
    world.sessions.clear();
    const next = watch(client.publish('/a', 2));
    await world.pass(10_000);
    assert.equal(next.state, 'resolved');
    assert.deepEqual(world.heard.filter((h) => h.message.channel === '/meta/handshake').map((h) => h.via), ['polling', 'polling', 'polling']);
  });

  await t.test('HeadersThatCannotBeSentKeepNobodyOut', async (t) => {
    const { world, client } = begin(t);
    client.setHeader('X-Odd', 'refused by the preflight');
    world.status = () => 503;
    const seen = watch(client.publish('/a', 1));
    await world.pass(10_000);
    assert.equal(seen.state, 'resolved');
    assert.equal(world.heard[0].via, 'websocket');
  });

  await t.test('NoneIsLeft', async (t) => {
    const { world, client } = begin(t);
    for (const type of ['websocket', 'eventsource', 'long-polling']) client.disable(type);
    const seen = watch(client.publish('/a', 1, { deadline: 20 }));
    await world.pass(21_000);
    assert.match(seen.value.cause.message, /no transport/);
  });

  await t.test('TheSocketComesBackAfterAWhile', async (t) => {
    const { world, client } = begin(t, { EventSource: null });
    world.sockets = false;
    client.connect();
    await world.pass(1000);
    world.sockets = true;
    await world.pass(400_000, 1000);
    assert.equal(world.heard.at(-1).via, 'websocket');
    assert.equal(world.on('/meta/handshake').length, 1, 'in the same session');
  });

  await t.test('ARestartDoesNotMoveAnybodyToPolling', async (t) => {
    const { world, client } = begin(t);
    client.connect();
    await world.pass(500);
    world.up = false;
    world.restart();
    await world.pass(9_000);
    world.up = true;
    await world.pass(60_000);
    assert.ok(world.heard.every((h) => h.via === 'websocket'));
    assert.equal(client.state, client.CONNECTED);
  });

  await t.test('ASocketThatSwallowsEverythingIsGivenUp', async (t) => {
    const { world, client } = begin(t, { EventSource: null });
    world.WebSocket.prototype.send = () => {};
    const seen = watch(client.publish('/a', 1));
    await world.pass(20_000);
    assert.equal(seen.state, 'resolved');
    assert.equal(world.on('/a').length, 1);
  });

  await t.test('ASocketThatTheServerDoesNotOffer', async (t) => {
    const { world, client } = begin(t, { EventSource: null });
    world.offered = ['long-polling'];
    const seen = watch(client.publish('/a', 1));
    await world.pass(5_000);
    assert.equal(seen.state, 'resolved');
    assert.equal(world.on('/meta/connect').at(-1).connectionType, 'long-polling');
    assert.equal(world.on('/meta/handshake').length, 1);
    assert.equal(world.open.size, 0);
  });

  await t.test('ARequestThatIsNeverAnsweredDoesNotHoldUpTheNext', async (t) => {
    const { world, client } = begin(t, polling);
    client.connect();
    await world.pass(100);
    world.swallow = (messages) => messages[0].channel === '/a' && world.on('/b').length === 0;
    const lost = watch(client.publish('/a', 1, { attempts: 1 }));
    await world.pass(10);
    const next = watch(client.publish('/b', 1));
    await world.pass(40_000);
    assert.equal(lost.value.kind, 'timeout');
    assert.equal(next.state, 'resolved');
  });

  await t.test('AnEventStreamsIntervalIsForConnectsOnly', async (t) => {
    const { world, client } = begin(t);
    world.sockets = false;
    world.rules.set('/meta/connect', (m) => (world.sessions.has(m.clientId)
      ? { successful: true, clientId: m.clientId, advice: { reconnect: 'retry', interval: 45_000, timeout: 0 } } : undefined));
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(1000);
    assert.equal(world.on('/meta/connect').at(-1).connectionType, 'eventsource');
    world.restart();
    await world.pass(5_000);
    assert.equal(world.on('/meta/handshake').length, 2);
    assert.equal(client.state, client.CONNECTED);
  });

  await t.test('NorDoesItHoldUpANewSession', async (t) => {
    const { world, client } = begin(t);
    world.sockets = false;
    world.rules.set('/meta/connect', (m) => (world.sessions.has(m.clientId)
      ? { successful: true, clientId: m.clientId, advice: { reconnect: 'retry', interval: 45_000, timeout: 0 } } : undefined));
    client.connect();
    await world.pass(1000);
    world.sessions.clear(); // and the stream stays open
    const seen = watch(client.publish('/a', 1));
    await world.pass(5_000);
    assert.equal(seen.state, 'resolved');
  });

  await t.test('EndpointsOfTheirOwn', async (t) => {
    const { world, client } = begin(t, { ...polling, endpoints: { 'long-polling': 'http://other.test/b' } });
    client.connect();
    await world.pass(50);
    assert.equal(world.lastFetch.url, 'http://other.test/b');
  });
});

test('the connect cycle', async (t) => {
  await t.test('HeldAndRepeated', async (t) => {
    const { world, client } = begin(t, polling);
    client.connect();
    await world.pass(200_000, 1000);
    const connects = world.on('/meta/connect').length;
    assert.ok(connects >= 4 && connects <= 6, `${connects} connects in 200 seconds`);
  });

  await t.test('AdvisedInterval', async (t) => {
    const { world, client } = begin(t, polling);
    world.advice = { reconnect: 'retry', interval: 10_000, timeout: 0 };
    client.connect();
    await world.pass(60_000);
    const connects = world.on('/meta/connect').length;
    assert.ok(connects >= 5 && connects <= 7, `${connects} connects in 60 seconds`);
  });

  await t.test('AServerThatHoldsNothing', async (t) => {
    const { world, client } = begin(t, polling);
    world.advice = { reconnect: 'retry', interval: 0, timeout: 0 };
    client.connect();
    await world.pass(60_000, 50);
    assert.ok(world.on('/meta/connect').length < 30, `${world.on('/meta/connect').length} connects in a minute`);
  });

  await t.test('RefusedHandshakesAreNoStorm', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/meta/handshake', () => ({ successful: false, error: '403::Not now', advice: { reconnect: 'handshake', interval: 0 } }));
    const seen = watch(client.publish('/a', 1));
    await world.pass(60_000);
    const tries = world.on('/meta/handshake').length;
    assert.ok(tries >= 3 && tries <= 8, `${tries} handshakes in a minute`);
    world.rules.clear();
    await world.pass(60_000);
    assert.equal(seen.state, 'resolved');
  });

  await t.test('SessionsThatAreForgottenAtOnceAreNoStorm', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/meta/connect', (m) => ({ successful: false, error: `401:${m.clientId}:Unknown client`, advice: { reconnect: 'handshake' } }));
    client.connect();
    await world.pass(60_000);
    assert.ok(world.on('/meta/handshake').length <= 8, `${world.on('/meta/handshake').length} handshakes in a minute`);
  });

  await t.test('NoneEndsIt', async (t) => {
    const { world, client } = begin(t);
    const halted = [];
    client.on('halted', (error) => halted.push(String(error)));
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(500);
    world.rules.set('/meta/connect', () => ({ successful: false, error: '403::Banned', advice: { reconnect: 'none' } }));
    world.cut();
    await world.pass(100_000, 1000);
    assert.deepEqual(halted, ['403::Banned']);
    assert.equal(client.state, client.UNCONNECTED);
    world.rules.clear();
    client.connect();
    await world.pass(1000);
    world.deliver('/a', 'back');
    await world.pass(100);
    assert.deepEqual(got, ['back'], 'who asks for it may try again, and is subscribed again');
  });

  await t.test('DeliveriesDoNotAdvise', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(500);
    for (const reconnect of ['none', 'handshake']) world.deliver('/a', reconnect, { advice: { reconnect }, successful: true, id: '3' });
    await world.pass(100_000, 1000);
    assert.deepEqual(got, ['none', 'handshake']);
    assert.equal(client.state, client.CONNECTED);
    assert.equal(world.on('/meta/handshake').length, 1);
  });
});

test('breaks', async (t) => {
  await t.test('TheSessionIsKept', async (t) => {
    const { world, client } = begin(t);
    const events = [];
    client.on('transport:up', () => events.push('up'));
    client.bind('transport:down', function down() { events.push(this.word); }, { word: 'down' });
    const got = [];
    client.subscribe('/a', (data) => got.push(data));
    await world.pass(500);
    world.cut();
    world.deliver('/a', 'meanwhile');
    await world.pass(5_000);
    assert.deepEqual(got, ['meanwhile']);
    assert.deepEqual(events, ['up', 'down', 'up']);
    assert.equal(world.on('/meta/handshake').length, 1);
    assert.deepEqual(world.on('/meta/connect').at(-2).advice, { timeout: 0 }, 'asks first whether it is known');
  });

  await t.test('ANewServerGetsEverythingAgain', async (t) => {
    const { world, client } = begin(t);
    const got = [];
    client.subscribe(['/a', '/b'], (data) => got.push(data));
    await world.pass(500);
    world.restart();
    const published = watch(client.publish('/a', 'meanwhile'));
    await world.pass(10_000);
    world.deliver('/b', 'after');
    await world.pass(100);
    assert.equal(published.state, 'resolved');
    assert.deepEqual(got, ['meanwhile', 'after']);
    assert.equal(world.on('/a').at(-1).clientId, 'session2', 'in the name of the new session');
  });

  await t.test('AForgottenSessionIsNoticedByAPublish', async (t) => {
    const { world, client } = begin(t);
    client.subscribe('/a', () => {});
    await world.pass(500);
    world.sessions.clear();
    const published = watch(client.publish('/a', 1));
    await world.pass(3_000);
    assert.equal(published.state, 'resolved');
    assert.equal(world.on('/meta/handshake').length, 2);
  });

  await t.test('AServerThatNeverKnowsUsIsBelievedAtLast', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/a', (m) => ({ successful: false, error: `401:${m.clientId}:Unknown client` }));
    const published = watch(client.publish('/a', 1));
    await world.pass(60_000);
    assert.equal(published.value.code, 401);
    assert.ok(world.on('/meta/handshake').length <= 4);
  });

  await t.test('InCometDsWordsToo', async (t) => {
    const { world, client } = begin(t);
    client.connect();
    await world.pass(500);
    let strange = 1;
    world.rules.set('/a', () => (strange-- > 0 ? { successful: false, error: '402::session_unknown' } : undefined));
    const published = watch(client.publish('/a', 1));
    await world.pass(5_000);
    assert.equal(published.state, 'resolved');
    assert.equal(world.on('/meta/handshake').length, 2);
    world.rules.set('/a', () => ({ successful: false, error: '402:data:Missing required parameter' }));
    const refused = watch(client.publish('/a', 1));
    await world.pass(500);
    assert.equal(refused.value.code, 402);
  });

  await t.test('AnotherKindOf401IsARefusal', async (t) => {
    const { world, client } = begin(t);
    world.rules.set('/a', () => ({ successful: false, error: '401::Log in first' }));
    const published = watch(client.publish('/a', 1));
    await world.pass(500);
    assert.equal(String(published.value), '401::Log in first');
    assert.equal(world.on('/meta/handshake').length, 1);
  });

  await t.test('ADeadSocketIsNoticed', async (t) => {
    const { world, client } = begin(t);
    const events = [];
    client.on('transport:down', () => events.push('down'));
    client.connect();
    await world.pass(500);
    world.silent = true;
    await world.pass(60_000, 500);
    assert.deepEqual(events, ['down']);
    world.silent = false;
    await world.pass(60_000, 500);
    assert.equal(client.state, client.CONNECTED);
  });

  await t.test('ASocketThatBreaksAsSoonAsItWorksIsNoStorm', async (t) => {
    const { world, client } = begin(t, { EventSource: null });
    client.connect();
    await world.pass(500);
    world.rules.set('/meta/connect', (m) => (m.connectionType === 'websocket' ? (setTimeout(() => world.cut(), 20), undefined) : undefined));
    world.cut();
    const before = world.heard.length;
    await world.pass(240_000, 50);
    assert.ok(world.heard.length - before < 40, `${world.heard.length - before} messages in four minutes`);
    assert.equal(world.on('/meta/connect').at(-1).connectionType, 'long-polling');
  });

  await t.test('WaitsGrow', async (t) => {
    const { world, client } = begin(t, polling);
    client.connect();
    await world.pass(500);
    world.up = false;
    world.cut();
    let tries = 0;
    const { fetch } = world;
    world.fetch = fetch;
    world.status = () => 200;
    const before = Date.now();
    await world.pass(300_000, 500);
    tries = world.heard.length;
    assert.ok(Date.now() - before >= 300_000);
    world.up = true;
    await world.pass(61_000, 500);
    assert.equal(client.state, client.CONNECTED);
    assert.ok(world.heard.length > tries);
  });
});

test('disconnect', async (t) => {
  await t.test('AfterWhatWasPublished', async (t) => {
    const { world, client } = begin(t);
    const published = watch(client.publish('/a', 1));
    client.connect();
    await world.pass(200);
    const last = watch(client.publish('/a', 2));
    const gone = watch(client.disconnect());
    assert.equal(client.disconnect(), client.disconnect(), 'once');
    await world.pass(200);
    assert.deepEqual([published.state, last.state, gone.state], ['resolved', 'resolved', 'resolved']);
    assert.equal(world.sessions.size, 0);
    assert.equal(world.open.size, 0);
    assert.equal(client.state, client.DISCONNECTED);
    const heard = world.heard.length;
    await world.pass(300_000, 1000);
    assert.equal(world.heard.length, heard, 'nothing is sent any more');
  });

  await t.test('BeforeAnything', async (t) => {
    const { world, client } = begin(t);
    const seen = watch(client.disconnect());
    await world.pass(10);
    assert.equal(seen.state, 'resolved');
    const again = watch(client.connect());
    await world.pass(10);
    assert.equal(again.value.kind, 'closed');
  });

  await t.test('WhileConnecting', async (t) => {
    const { world, client } = begin(t);
    world.up = false;
    const pending = [watch(client.connect()), watch(client.publish('/a', 1)), watch(client.subscribe('/b', () => {}))];
    await world.pass(100);
    world.up = true;
    const seen = watch(client.disconnect());
    await world.pass(10);
    assert.equal(seen.state, 'resolved');
    assert.deepEqual(pending.map((s) => s.value?.kind), ['closed', 'closed', 'closed']);
  });

  await t.test('WhileASocketOpens', async (t) => {
    const { world, client } = begin(t);
    client.connect();
    await world.pass(0);
    client.disconnect();
    await world.pass(1000);
    assert.equal(world.open.size, 0);
    assert.equal(world.heard.length, 0);
  });

  await t.test('WithTheNetworkGone', async (t) => {
    const { world, client } = begin(t);
    client.connect();
    await world.pass(200);
    world.silent = true;
    const seen = watch(client.disconnect());
    await world.pass(11_000);
    assert.equal(seen.value.kind, 'timeout');
    assert.equal(client.state, client.DISCONNECTED);
  });
});
