/**
 * One Bayeux message. Only what this client reads.
 *
 * @typedef {object} BayeuxMessage
 * @property {string} channel
 * @property {string} [id]
 * @property {string} [clientId]
 * @property {boolean} [successful]
 * @property {string} [error]
 * @property {string} [subscription]
 * @property {{reconnect?: string, interval?: number, timeout?: number}} [advice]
 * @property {any} [data]
 *
 * @typedef {object} Handlers
 * @property {(messages: BayeuxMessage[]) => void} messages
 * @property {(error: Error) => void} closed the transport is of no more use; not called after close()
 *
 * @typedef {object} Transport
 * @property {string} type the Bayeux name
 * @property {(messages: object[]) => void} send
 * @property {(farewell: object[]) => void} close sends these as the last ones, if it can
 *
 * @typedef {(handlers: Handlers) => Promise<Transport>} Opener rejects if the transport cannot be used here
 */

/**
 * Reads a frame or a body: messages come one or many. What is not one is dropped.
 * @param {any} text
 * @returns {BayeuxMessage[]}
 */
export function readFrame(text) {
  try {
    const messages = [JSON.parse(text)].flat();
    return messages.filter((message) => typeof message?.channel === 'string');
  } catch {
    return [];
  }
}
