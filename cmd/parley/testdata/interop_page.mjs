// What wire.cjs is for Node, in a page: the tests call obey, and news is theirs.

import { fayeOrders } from './interop_faye.mjs';

const tell = (line) => window.news(JSON.stringify(line));

const settings = JSON.parse(decodeURIComponent(location.hash.slice(1)));

// In a browser the client keeps EventSource and JSON for servers of the page's own origin.
// In an app that is no browser it does not ask, and goes everywhere.
if (settings.app) Object.defineProperty(navigator, 'product', { value: 'ReactNative' });

const counts = { sent: 0, handshakes: 0, connectionType: '' };

function sees(message) {
  if (!('successful' in message)) {
    tell({ raw: message });
  } else if (message.channel === '/meta/subscribe') {
    tell({ reply: { channel: message.subscription, successful: message.successful } });
  }
}

function sends(message) {
  counts.sent++;
  if (message.channel === '/meta/handshake') counts.handshakes++;
  if (message.channel === '/meta/connect') counts.connectionType = message.connectionType;
}

const heard = (channel, data) => tell({ heard: { channel, data } });

const orders = fayeOrders(window.Faye, settings, { counts, sees, sends, heard });

window.obey = ({ call, order, channel, data }) => {
  Promise.resolve()
    .then(() => orders[order](channel, data))
    .then(
      (result) => tell({ answer: call, result: result ?? null }),
      (err) => tell({ answer: call, error: { code: err.code ?? 0, message: String(err.message ?? err) } }),
    );
  return true;
};

tell({ ready: true });
