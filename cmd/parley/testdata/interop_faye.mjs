// What the tests can order of Faye's own client, in Node and in a page alike.

// The transports, in the order in which the client looks for one that works.
const all = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling'];

// fayeOrders starts a client. Faye is the library; wire is the way to the tests, as in
// wire.cjs.
export function fayeOrders(Faye, { url, transport, retry }, { counts, sees, sends, heard }) {
  const client = new Faye.Client(url, { retry: retry / 1000 });
  // Those that come behind it stay enabled: the handshake goes by one of them.
  for (const better of all.slice(0, all.indexOf(transport))) client.disable(better);

  const subscriptions = new Map();
  const unsubscribed = new Map(); // who waits for the server's word, which the client keeps to itself
  client.addExtension({
    incoming(message, next) {
      sees(message);
      next(message);
      if (message.channel === '/meta/unsubscribe') unsubscribed.get(message.subscription)?.(message);
    },
    outgoing(message, next) {
      sends(message);
      next(message);
    },
  });

  return {
    // The callback of a channel is given the data alone, that of a pattern the channel too.
    subscribe: async (channel) => {
      const subscription = channel.includes('*')
        ? client.subscribe(channel).withChannel(heard)
        : client.subscribe(channel, (data) => heard(channel, data));
      await subscription;
      subscriptions.set(channel, subscription);
    },
    unsubscribe: (channel) => new Promise((resolve, reject) => {
      unsubscribed.set(channel, (reply) => (reply.successful ? resolve() : reject(new Error(reply.error))));
      subscriptions.get(channel).cancel();
    }),
    publish: async (channel, data) => { await client.publish(channel, data); },
    disconnect: async () => { await client.disconnect(); },
    counts: () => counts,
  };
}
