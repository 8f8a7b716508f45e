// CometD's own server for Node, which knows no transport but long-polling: publishing
// to /messages needs a secret. It prints its port, and ends with its standard input.
const http = require('http');
const cometd = require('cometd-nodejs-server');

const [, , port] = process.argv;

const bayeux = cometd.createCometDServer({ timeout: 1000 });

bayeux.policy = {
  canPublish(session, message, channel, callback) {
    const knows = (message.ext || {}).secret === 'meh';
    delete message.ext; // or every subscriber would be sent it
    callback(null, knows || channel.name !== '/messages');
  },
};

const server = http.createServer(bayeux.handle);
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));

process.stdin.on('end', () => process.exit());
process.stdin.resume();
