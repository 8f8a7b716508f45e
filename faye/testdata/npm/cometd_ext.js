// CometD's extensions and remote calls, with a network that fails.
require('cometd-nodejs-client').adapt();
const net = require('net');
const { CometD } = require('cometd');
const { AckExtension } = require('cometd/AckExtension');
const { TimeSyncExtension } = require('cometd/TimeSyncExtension');
const { url, websocket, publish, stats, until, same, run } = require('./common');

// proxy passes bytes on until it is cut; then it resets what it has and what comes.
async function proxy(target) {
  const open = new Set();
  let broken = false;
  const server = net.createServer(near => {
    if (broken) return near.resetAndDestroy();
    const far = net.connect(target.port, target.hostname);
    for (const [from, to] of [[near, far], [far, near]]) {
      open.add(from);
      from.on('error', () => {}).on('close', () => { open.delete(from); to.destroy(); }).pipe(to);
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}${target.pathname}`,
    cut() { broken = true; for (const socket of open) socket.resetAndDestroy(); },
    heal() { broken = false; },
  };
}

run(async () => {
  const network = await proxy(new URL(url));
  const client = new CometD();
  client.configure({ url: network.url, logLevel: 'error', backoffIncrement: 100 });
  if (!websocket) client.unregisterTransport('websocket');
  client.registerExtension('ack', new AckExtension());
  const clock = new TimeSyncExtension();
  client.registerExtension('timesync', clock);
  const got = [];
  let handshakes = 0;
  client.addListener('/meta/handshake', reply => {
    if (!reply.successful) return;
    handshakes++;
    same('ext', reply.ext.ack, true);
    client.subscribe('/messages', m => got.push(m.data));
  });
  client.handshake();
  await until('the subscription', async () => (await stats()).Subscriptions === 1);
  await until('the time', () => Math.abs(clock.getTimeOffset()) < 2000 && clock.getNetworkLag() >= 0);

  const call = data => new Promise(done => client.remoteCall('/echo', data, 20000, done));
  const answer = await call({ x: [1, 'ü'] });
  same('remote call', [answer.successful, answer.data, answer.channel], [true, { x: [1, 'ü'] }, '/service/echo']);
  const failure = await call('refuse');
  same('failed call', [failure.successful, failure.data], [false, '400:refuse:Bad request']);

  const want = [];
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 5; i++) {
      if (i === 2) network.cut();
      want.push(want.length);
      await publish('/messages', want.at(-1));
    }
    await new Promise(done => setTimeout(done, 300));
    network.heal();
    await until(`all of round ${round}: ${got}`, () => got.length >= want.length);
  }
  same('messages over a network that was cut', got, want);
  same('handshakes', handshakes, 1);

  client.disconnect();
  await until('the end of the session', async () => (await stats()).Sessions === 0);
});
