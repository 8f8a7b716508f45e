// The server that Parley's replaces, for comparison: npm faye as its documentation
// sets it up. NODE_PATH says where it is installed.
'use strict';

const http = require('http');
const faye = require('faye');

const server = http.createServer();
new faye.NodeAdapter({ mount: '/faye', timeout: 45 }).attach(server);

server.listen(0, '127.0.0.1', () => {
  console.log(`serving http://127.0.0.1:${server.address().port}/faye`);
});

// Whoever started it holds the other end of its standard input.
process.stdin.on('end', () => process.exit(0)).resume();
