// CometD's JavaScript client, over a WebSocket or without that transport.
require('cometd-nodejs-client').adapt();
const { CometD } = require('cometd');
const { url, websocket, publish, restart, stats, until, same, run } = require('./common');

run(async () => {
  const client = new CometD();
  client.configure({ url, logLevel: 'error', backoffIncrement: 100 });
  if (!websocket) client.unregisterTransport('websocket');
  const got = [];
  const take = () => got.splice(0);
  client.addListener('/meta/handshake', reply => {
    if (!reply.successful) return;
    client.batch(() => {
      client.subscribe('/messages', m => got.push(m));
      client.subscribe('/service/answers', () => {});
    });
  });
  client.handshake();
  await until('the subscription', async () => (await stats()).Subscriptions === 1);

  const events = ['createMessage', 'updateMessage', 'deleteMessage'].map(event => ({ event }));
  for (const event of events) await publish('/messages', event);
  await until('the events', () => got.length === 3);
  same('events', take(), events.map(data => ({ channel: '/messages', data })));
  same('socket', (await stats()).Sockets, websocket ? 1 : 0);

  const ask = call => new Promise(done => call(reply => done([reply.successful, reply.error])));
  same('publish', await ask(r => client.publish('/messages', 1, r)), [false, '403:/messages:Forbidden channel']);
  same('subscribe', await ask(r => client.subscribe('/**', () => {}, r)), [false, '403:/**:Forbidden channel']);
  same('service', await ask(r => client.publish('/service/question', 1, r)), [true, undefined]);

  await restart();
  await until('a new subscription', async () => (await stats()).Subscriptions === 1);
  await publish('/messages', 'after');
  await until('the message after the restart', () => got.length === 1);
  same('after', take(), [{ channel: '/messages', data: 'after' }]);

  client.disconnect();
  await until('the end of the session', async () => (await stats()).Sessions === 0);
});
