'use strict';
// The npm client "cometd", in the surroundings that "cometd-nodejs-client" makes for it.

const { pathToFileURL } = require('node:url');
const { settings, counts, sees, sends, heard, obey } = require('./wire.cjs');

// Both are modules of the newer kind, which are not looked for in NODE_PATH by themselves.
const load = (name) => import(pathToFileURL(require.resolve(name)));

// sendCookie makes sockets carry the cookie, as a browser would.
function sendCookie() {
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url, protocol) {
      super(url, protocol, { headers: { Cookie: settings.cookie } });
    }
  };
}

// failure is the error in a refusal: "403:/messages:Forbidden channel".
function failure(reply) {
  const text = reply.error ?? JSON.stringify(reply.failure ?? reply);
  return Object.assign(new Error(text), { code: parseInt(text, 10) || 0 });
}

const settled = (start) => new Promise((resolve, reject) => {
  start((reply) => (reply.successful ? resolve() : reject(failure(reply))));
});

async function main() {
  (await load('cometd-nodejs-client')).adapt();
  if (settings.cookie) sendCookie();
  const { CometD } = await load('cometd');
  const client = new CometD();
  for (const type of client.getTransportTypes()) {
    if (type !== settings.transport) client.unregisterTransport(type);
  }
  client.configure({
    url: settings.url,
    logLevel: 'warn',
    backoffIncrement: settings.retry,
    maxBackoff: settings.retry,
    requestHeaders: settings.cookie ? { Cookie: settings.cookie } : {},
  });
  client.registerExtension('watch', {
    incoming(message) {
      sees(message);
      return message;
    },
    outgoing(message) {
      sends(message);
      return message;
    },
  });

  const subscribe = (channel) => settled((done) => {
    client.subscribe(channel, (message) => heard(message.channel, message.data), done);
  });
  // A new handshake forgets the subscriptions; renewing them is the page's affair.
  const wanted = new Set();
  client.addListener('/meta/handshake', (reply) => {
    if (!reply.successful) return;
    for (const channel of wanted) subscribe(channel).catch((err) => console.error(err));
  });
  await settled((done) => client.handshake(done));

  obey({
    subscribe: async (channel) => {
      await subscribe(channel);
      wanted.add(channel);
    },
    publish: (channel, data) => settled((done) => client.publish(channel, data, done)),
    counts: () => counts,
  });
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
