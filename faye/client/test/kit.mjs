import { createRequire } from 'node:module';
import { World } from './world.mjs';

/** The classic script, as pages get it. */
export const Faye = createRequire(import.meta.url)('../client.js');

/** A world and a client in it, both ended with the test. */
export function begin(t, options = {}) {
  const world = new World();
  const client = new Faye.Client('http://server.test/faye', {
    fetch: world.fetch, WebSocket: world.WebSocket, EventSource: world.EventSource, ...options,
  });
  t.after(async () => {
    client.disconnect();
    await world.pass(11_000);
    world.end();
  });
  return { world, client };
}

/** What has become of a promise so far. */
export function watch(promise) {
  const seen = { state: 'pending', value: undefined };
  promise.then((value) => Object.assign(seen, { state: 'resolved', value }),
    (value) => Object.assign(seen, { state: 'rejected', value }));
  return seen;
}
