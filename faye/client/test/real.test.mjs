// The client against the server that Faye itself comes with.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { once } from 'node:events';
import test from 'node:test';
import { Faye } from './kit.mjs';

const require = createRequire(import.meta.url);
const real = require('faye');
const WebSocket = require('ws');

/** A Faye server that can be taken away and brought back at the same port. */
class Host {
  sockets = new Set();

  async start(port = 0) {
    this.http = createServer((_request, response) => response.writeHead(404).end());
    this.http.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.adapter = new real.NodeAdapter({ mount: '/faye', timeout: 2 });
    this.adapter.addExtension({
      incoming(message, callback) {
        if (message.channel === '/secret' && message.ext?.secret !== 'meh') message.error = '403::Secret needed';
        callback(message);
      },
    });
    this.adapter.attach(this.http);
    this.http.listen(port, '127.0.0.1');
    await once(this.http, 'listening');
    this.port = this.http.address().port;
    return `http://127.0.0.1:${this.port}/faye`;
  }

  async stop() {
    this.adapter.close();
    for (const socket of this.sockets) socket.destroy();
    this.http.close();
    await once(this.http, 'close');
  }
}

async function until(ready) {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
}

for (const [name, options] of [['websocket', { WebSocket }], ['long-polling', {}]]) {
  test(`npm faye's server by ${name}`, { timeout: 60_000 }, async (t) => {
    const host = new Host();
    const url = await host.start();
    const client = new Faye.Client(url, { retry: 0.2, ...options });
    t.after(async () => {
      await client.disconnect();
      await host.stop();
    });
    const types = new Set();
    client.addExtension({
      outgoing(message, callback) {
        if (message.connectionType) types.add(message.connectionType);
        if (message.data === 'with') message.ext = { secret: 'meh' };
        callback(message);
      },
    });

    const got = [];
    await client.subscribe('/t/*').withChannel((channel, data) => got.push([channel, data]));
    const acknowledged = [];
    for (let i = 0; i < 20; i++) acknowledged.push(client.publish('/t/x', i));
    await Promise.all(acknowledged);
    await until(() => got.length >= 20);
    assert.deepEqual(got, Array.from({ length: 20 }, (_, i) => ['/t/x', i]));
    assert.deepEqual([...types], [name]);

    await assert.rejects(client.publish('/t/*', 1).then(), { code: 405, params: ['/t/*'], message: 'Invalid channel' });
    await assert.rejects(client.subscribe('/meta/x').then(), { code: 403, message: 'Forbidden channel' });
    await assert.rejects(client.publish('/secret', 'without').then(), { code: 403, message: 'Secret needed' });
    await client.publish('/secret', 'with');

    // Longer than a connect is held: it is repeated, and nothing is missed meanwhile.
    got.length = 0;
    for (let i = 0; i < 25; i++) {
      await client.publish('/t/y', i);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await until(() => got.length >= 25);
    assert.deepEqual(got.map(([, data]) => data), Array.from({ length: 25 }, (_, i) => i));

    let down = false;
    client.on('transport:down', () => { down = true; });
    await host.stop();
    await until(() => down);
    got.length = 0;
    const waiting = client.publish('/t/z', 'meanwhile');
    await host.start(host.port);
    await waiting;
    await client.publish('/t/z', 'after');
    await until(() => got.some(([, data]) => data === 'after'));
    await client.unsubscribe('/t/*');
    got.length = 0;
    await client.publish('/t/z', 'nobody');
    assert.deepEqual(got, []);
  });
}
