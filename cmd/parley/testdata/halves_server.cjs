'use strict';
// The npm server "faye" as the old app ran it: publishing to /messages takes a secret,
// and every other address answers "Ok". With the transport "deflate" its WebSockets
// offer permessage-deflate. It listens at the URL of its settings.

const { settings, obey } = require('./wire.cjs');
const http = require('node:http');
const faye = require('faye');
const deflate = require('permessage-deflate');

const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 45 });
let secret;
let deflated = 0; // WebSockets that agreed on it
let refused = 0; // publishes

bayeux.addExtension({
  incoming(message, next) {
    if (message.channel === '/messages' && message.ext?.secret !== secret) {
      refused++;
      message.error = 'Invalid secret';
    }
    next(message);
  },
});

if (settings.transport === 'deflate') {
  bayeux.addWebsocketExtension({
    ...deflate,
    createServerSession(offers) {
      const session = deflate.createServerSession(offers);
      if (session) deflated++;
      return session;
    },
  });
}

const server = http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end('Ok');
});
bayeux.attach(server);

const { hostname, port } = new URL(settings.url);
server.listen(Number(port), hostname, () => obey({
  secret: (channel, data) => { secret = data; },
  deflated: () => deflated,
  refused: () => refused,
  exit: () => process.exit(0),
}));
