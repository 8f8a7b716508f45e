// Faye's own client, over a WebSocket or with WebSockets switched off.
const faye = require('faye');
const { url, websocket, publish, restart, stats, until, same, run } = require('./common');

const refused = promise => promise.then(() => 'accepted', e => [e.code, e.params, e.message]);

run(async () => {
  // 1.2 times this is also how long it waits for a handshake before it shakes hands once more.
  const client = new faye.Client(url, { retry: 3 });
  if (!websocket) client.disable('websocket');
  const got = [];
  const take = () => got.splice(0);
  await client.subscribe('/messages', data => got.push(data));
  await client.subscribe(['/a/1', '/a/2'], data => got.push(data));

  const events = ['createMessage', 'updateMessage', 'deleteMessage'].map(event => ({ event, payload: { id: 1 } }));
  for (const event of events) await publish('/messages', event);
  await until('the events', () => got.length === 3);
  same('events', take(), events);
  same('socket', (await stats()).Sockets, websocket ? 1 : 0);

  same('publish', await refused(client.publish('/messages', 1)), [403, ['/messages'], 'Forbidden channel']);
  same('subscribe', await refused(client.subscribe('/**', () => {})), [403, ['/**'], 'Forbidden channel']);

  await client.publish('/a/2', { own: 'ä😀\u2028' });
  await until('its own message', () => got.length === 1);
  same('own', take(), [{ own: 'ä😀\u2028' }]);

  const many = [...Array(300).keys()];
  for (const i of many) await publish('/messages', i);
  await until('many', () => got.length === many.length);
  same('many', take(), many);

  await restart();
  await until('a new subscription', async () => (await stats()).Subscriptions === 3);
  await publish('/messages', 'after');
  await until('the message after the restart', () => got.length === 1);
  same('after', take(), ['after']);

  await client.disconnect();
  await until('the end of the session', async () => (await stats()).Sessions === 0);
});
