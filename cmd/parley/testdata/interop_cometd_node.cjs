'use strict';
// The npm client "cometd", in the surroundings that "cometd-nodejs-client" makes for it,
// with its extension for acknowledgements or without.

const { pathToFileURL } = require('node:url');
const { settings, counts, sees, sends, heard, obey } = require('./wire.cjs');

// Both are modules of the newer kind, which are not looked for in NODE_PATH by themselves.
const load = (name) => import(pathToFileURL(require.resolve(name)));

// failure is the error in a refusal: "403:/meta/x:Forbidden channel".
function failure(reply) {
  const text = reply.error ?? JSON.stringify(reply.failure ?? reply);
  return Object.assign(new Error(text), { code: parseInt(text, 10) || 0 });
}

const settled = (start) => new Promise((resolve, reject) => {
  start((reply) => (reply.successful ? resolve() : reject(failure(reply))));
});

module.exports = async ({ ack }) => {
  (await load('cometd-nodejs-client')).adapt();
  const { CometD, AckExtension } = await load('cometd');
  const client = new CometD();
  for (const type of client.getTransportTypes()) {
    if (type !== settings.transport) client.unregisterTransport(type);
  }
  client.configure({ url: settings.url, logLevel: 'warn', backoffIncrement: settings.retry, maxBackoff: settings.retry });
  if (ack) client.registerExtension('ack', new AckExtension());
  client.registerExtension('watch', {
    incoming: (message) => { sees(message); return message; },
    outgoing: (message) => { sends(message); return message; },
  });

  const subscriptions = new Map();
  const subscribe = (channel) => settled((done) => {
    subscriptions.set(channel, client.subscribe(channel, (message) => heard(message.channel, message.data), done));
  });
  // A new handshake forgets the subscriptions; renewing them is the page's affair.
  client.addListener('/meta/handshake', (reply) => {
    if (!reply.successful) return;
    for (const channel of subscriptions.keys()) subscribe(channel).catch((err) => console.error(err));
  });
  await settled((done) => client.handshake(done));

  obey({
    subscribe: (channel) => subscribe(channel).catch((err) => {
      subscriptions.delete(channel);
      throw err;
    }),
    unsubscribe: (channel) => settled((done) => {
      client.unsubscribe(subscriptions.get(channel), done);
      subscriptions.delete(channel);
    }),
    publish: (channel, data) => settled((done) => client.publish(channel, data, done)),
    call: async (target, data) => {
      const reply = await new Promise((resolve) => { client.remoteCall(target, data, resolve); });
      if (!reply.successful) throw failure(reply);
      return reply.data;
    },
    disconnect: () => settled((done) => client.disconnect(done)),
    counts: () => counts,
  });
};
