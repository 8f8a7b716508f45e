import { readFrame } from './frame.js';

const PATIENCE = 8000;

/**
 * Bayeux over a WebSocket.
 * @param {URL} url the endpoint, as http or https
 * @param {import('../types.js').Clock} clock
 * @returns {import('./frame.js').Opener}
 */
export function socketTransport(url, clock) {
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return (handlers) => new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    let open = false;
    const fail = () => {
      cancel();
      socket.onclose = null;
      socket.close();
      const error = new Error('The WebSocket was closed.');
      if (open) handlers.closed(error);
      else reject(error);
    };
    // Some proxies neither answer nor refuse the upgrade.
    const cancel = clock.after(PATIENCE, fail);
    socket.onclose = fail;
    socket.onmessage = (event) => handlers.messages(readFrame(event.data));
    socket.onopen = () => {
      cancel();
      open = true;
      resolve(transport(socket));
    };
  });
}

/**
 * @param {WebSocket} socket
 * @returns {import('./frame.js').Transport}
 */
function transport(socket) {
  return {
    type: 'websocket',
    send(messages) {
      // What is said to a socket that is closing is lost, and its session is told so in a moment.
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(messages));
    },
    close(farewell) {
      socket.onclose = null;
      socket.onmessage = null;
      if (farewell.length > 0 && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(farewell));
      socket.close();
    },
  };
}
