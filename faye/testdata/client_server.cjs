// A Faye server as the tutorial has it: publishing to /messages needs a secret,
// which nobody gets to see. It prints its port, and ends with its standard input.
const http = require('http');
const faye = require('faye');
const deflate = require('permessage-deflate');

const [, , port] = process.argv;

const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 1 });
bayeux.addWebsocketExtension(deflate);

bayeux.addExtension({
  incoming(message, callback) {
    if (message.channel === '/messages' && (message.ext || {}).secret !== 'meh') {
      message.error = 'Invalid secret';
    }
    callback(message);
  },
  outgoing(message, callback) {
    delete message.ext;
    callback(message);
  },
});

const server = http.createServer((request, response) => response.end('Ok'));
bayeux.attach(server);
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));

process.stdin.on('end', () => process.exit());
process.stdin.resume();
