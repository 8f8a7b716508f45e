'use strict';
// The npm client "faye" as the old API used it: over a WebSocket with permessage-deflate,
// with an outgoing extension that adds a secret to what goes to a channel.

const { settings, counts, sees, sends, heard, obey } = require('./wire.cjs');
const faye = require('faye');
const deflate = require('permessage-deflate');

const client = new faye.Client(settings.url, { retry: settings.retry / 1000 });

// How many WebSockets agreed on compression, and how many messages came and went by it.
const deflated = { sockets: 0, in: 0, out: 0 };

const counting = {
  ...deflate,
  createClientSession() {
    const session = deflate.createClientSession();
    const { activate, processIncomingMessage, processOutgoingMessage } = session;
    session.activate = (params) => {
      const agreed = activate.call(session, params);
      if (agreed) deflated.sockets++;
      return agreed;
    };
    session.processIncomingMessage = (message, callback) => {
      if (message.rsv1) deflated.in++;
      processIncomingMessage.call(session, message, callback);
    };
    session.processOutgoingMessage = (message, callback) => {
      processOutgoingMessage.call(session, message, (error, sent) => {
        if (sent?.rsv1) deflated.out++;
        callback(error, sent);
      });
    };
    return session;
  },
};

if (settings.transport === 'websocket') client.addWebsocketExtension(counting);
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
  deflated: () => deflated,
});
