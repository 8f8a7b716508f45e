'use strict';
// The npm client "faye" as the old API used it: over a WebSocket with permessage-deflate,
// with an outgoing extension that adds a secret to what goes to a channel.

const { settings, counts, sees, sends, heard, obey } = require('./wire.cjs');
const faye = require('faye');
const deflate = require('permessage-deflate');

const client = new faye.Client(settings.url, { retry: settings.retry / 1000 });
if (settings.transport === 'websocket') client.addWebsocketExtension(deflate);
else client.disable('websocket');

const secrets = new Map(); // by channel

client.addExtension({
  incoming(message, next) {
    sees(message);
    next(message);
  },
  outgoing(message, next) {
    if (secrets.has(message.channel)) message.ext = { secret: secrets.get(message.channel) };
    sends(message);
    next(message);
  },
});

obey({
  secret: (channel, data) => { secrets.set(channel, data); },
  subscribe: async (channel) => { await client.subscribe(channel).withChannel(heard); },
  publish: async (channel, data) => { await client.publish(channel, data); },
  counts: () => counts,
});
