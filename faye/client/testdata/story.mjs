// What a page does with the client. Each step ends with what it saw; the test
// compares. The server is on another origin.

/** @param {() => boolean} ready */
async function until(ready, what) {
  for (const end = Date.now() + 20_000; !ready();) {
    if (Date.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const failure = (promise) => promise.then(() => 'no failure', String);
const transports = ['websocket', 'eventsource', 'cross-origin-long-polling'];

class Scene {
  constructor(server, transport, Client) {
    this.server = server;
    this.got = [];
    this.events = [];
    this.client = new Client(`${server}/faye`, { retry: 0.5 });
    for (const other of transports) {
      // An event stream needs somewhere to begin.
      const needed = other === transport || (transport === 'eventsource' && other === 'cross-origin-long-polling');
      if (!needed) this.client.disable(other);
    }
    this.used = new Set();
    this.client.addExtension({
      outgoing: (message, callback) => {
        if (message.channel === '/meta/connect') this.used.add(message.connectionType);
        callback(message);
      },
    });
    for (const event of ['transport:up', 'transport:down', 'gap', 'subscription:lost']) {
      this.client.on(event, (...about) => this.events.push([event, ...about]));
    }
  }

  async begin() {
    const { client, got } = this;
    this.subscription = client.subscribe('/story/*').withChannel((channel, data) => got.push([channel, data]));
    await this.subscription;
    await client.publish('/story/own', 'mine');
    await until(() => got.length === 1, 'our own message');
    await fetch(`${this.server}/twenty`, { method: 'POST' });
    await until(() => got.length >= 21, 'twenty messages');
    return { got, used: [...this.used] };
  }

  async refused() {
    return [
      await failure(this.client.publish('/secret', 1)),
      await failure(this.client.publish('/story/*', 1)),
      await failure(Promise.resolve(this.client.subscribe('/secret', () => {}))),
      await failure(Promise.resolve(this.client.subscribe('/meta/connect', () => {}))),
    ];
  }

  // The test takes the server away and brings another one between these two.
  async down() {
    await until(() => this.events.some(([event]) => event === 'transport:down'), 'the end of the server');
    this.got.length = 0;
    this.waiting = this.client.publish('/story/back', 'from the time between');
    return true;
  }

  async back() {
    await this.waiting;
    await until(() => this.got.length >= 1, 'the message from the time between');
    return { got: this.got, events: this.events.map(([event]) => event) };
  }

  async end() {
    this.subscription.cancel();
    await this.client.publish('/story/late', 'nobody');
    const heard = this.got.length;
    await this.client.disconnect();
    return { heard: this.got.length - heard, after: await failure(this.client.publish('/story/x', 1)), state: this.client.state };
  }

  async replay() {
    const { client, got } = this;
    await client.subscribe('/kept', (data) => got.push(data));
    await fetch(`${this.server}/publish/kept`, { method: 'POST', body: '1' });
    await until(() => got.length === 1, 'the first');
    await fetch(`${this.server}/forget`, { method: 'POST' }); // ends every session, then publishes 2 and 3
    await until(() => got.length >= 3, 'what was missed');
    return { got, gaps: this.events.filter(([event]) => event === 'gap') };
  }
}

let scene;
window.story = {
  async open(server, transport, kind) {
    const { Client } = kind === 'module' ? await import(`${server}/faye/client.mjs`) : window.Faye;
    scene = new Scene(server, transport, Client);
    return Client.name;
  },
  step: (name) => scene[name](),
};
