'use strict';
// What the scripts that run a real Bayeux client for the Go tests share: orders come in
// on stdin and news goes out on stdout, one JSON value a line.

const net = require('node:net');
const readline = require('node:readline');

// Nothing else may write to stdout.
console.log = console.info = console.debug = console.error;

const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n');

// The only argument: {url, transport, retry, cookie}; retry is in milliseconds.
const settings = JSON.parse(process.argv[2]);

// What the client did so far. Every library dials through net, so that dials counts what
// none of them tells: attempts that are repeated out of sight of its extensions.
const counts = { dials: 0, sent: 0, handshakes: 0, connectionType: '' };

const dial = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  counts.dials++;
  this.once('error', (err) => {
    if (err.code === 'ECONNREFUSED') tell({ refused: true });
  });
  return dial.apply(this, args);
};

// The two directions as an extension of the client sees them; both clients change the
// message, if at all, only afterwards.
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

// obey carries out orders until stdin ends, and with it the test.
function obey(orders) {
  readline.createInterface({ input: process.stdin }).on('line', async (text) => {
    const { call, order, channel, data } = JSON.parse(text);
    try {
      const result = await orders[order](channel, data);
      tell({ answer: call, result: result ?? null });
    } catch (err) {
      tell({ answer: call, error: { code: err.code ?? 0, message: String(err.message ?? err) } });
    }
  }).on('close', () => process.exit(0));
  tell({ ready: true });
}

const heard = (channel, data) => tell({ heard: { channel, data } });

module.exports = { settings, counts, sees, sends, heard, obey };
