// What programs in TypeScript may write, and what they may not. `make lint` checks it; it is never run.
import Faye, { Client, Error as BayeuxError, VERSION, type Extension, type Message } from '../client.mjs';

const client = new Client('/faye', { retry: 2, endpoints: { websocket: 'wss://example.com/faye' }, position: (m) => m.data.rev });
const again: Client = new Faye.Client();

const subscription = client
  .subscribe('/a/*', (data: { text: string }) => data.text.length)
  .withChannel((channel, data) => channel.length + data.text);
subscription.cancel();
client.subscribe(['/a', '/b'], null).map((each) => each.cancel());
client.subscribe('/rooms/x', () => {}, null, { replay: 1042 });

const secret: Extension = {
  outgoing(message: Message, callback) {
    message.ext = { ...message.ext, secret: 'meh' };
    callback(message);
  },
};
client.addExtension(secret);
client.on('gap', (channel, head) => channel.length + (head ?? 0));
client.bind('transport:down', () => {}, client);

export async function use(): Promise<string> {
  await client.connect();
  client.publish('/a', 1, { attempts: 2 }).then(() => {}, (error: BayeuxError) => error.params.length);
  client.publish('/a', 1).timeout(5, 'too slow');
  try {
    await again.disconnect();
  } catch (error) {
    if (error instanceof BayeuxError) return `${error.code} ${error.kind}`;
  }
  return VERSION;
}

// @ts-expect-error there is no such option
new Client('/faye', { retries: 2 });
// @ts-expect-error a subscription needs a channel
client.subscribe();
// @ts-expect-error the state is the client's own to say
client.state = 3;
