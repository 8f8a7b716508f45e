'use strict';
// The npm client "faye".

const { settings, counts, sees, sends, heard, obey } = require('./wire.cjs');
const faye = require('faye');

const client = new faye.Client(settings.url, { retry: settings.retry / 1000 });
// With WebSocket the handshake still goes by long-polling, which stays enabled for it.
if (settings.transport !== 'websocket') client.disable('websocket');
if (settings.cookie) client.setHeader('Cookie', settings.cookie);

client.addExtension({
  incoming(message, next) {
    sees(message);
    next(message);
  },
  outgoing(message, next) {
    sends(message);
    next(message);
  },
});

obey({
  // Awaited here: what the client returns is no promise but can be waited for like one.
  subscribe: async (channel) => { await client.subscribe(channel).withChannel(heard); },
  publish: async (channel, data) => { await client.publish(channel, data); },
  counts: () => counts,
});
