import { DISCONNECT, UNSUBSCRIBE, isMeta } from './channel.mjs';
import { Inbox } from './inbox.mjs';
import { localError, parseError } from './error.mjs';

/**
 * @typedef {import('../client').Message} Message
 * @typedef {import('./envelope.mjs').Envelope} Envelope
 * @typedef {import('./error.mjs').BayeuxError} BayeuxError
 *
 * @typedef {object} IncomingOwner
 * @property {(message: Message) => void} note a delivery has come, before any extension sees it
 * @property {(message: Message) => void} deliver
 * @property {(error: Error) => void} halt the server wants no more of us
 * @property {(clientId: string|null, message: Message) => void} lose the server does not know the session
 * @property {(envelope: Envelope, trouble: Error) => void} again
 */

/** How often a message is taken to another session before its refusal is believed. */
const MOST_LOSSES = 2;

/** What becomes of a message from the server. */
export class Incoming {
  /**
   * @param {import('./extensions.mjs').Extensions} extensions
   * @param {import('./advice.mjs').Advice} advice
   * @param {IncomingOwner} owner
   */
  constructor(extensions, advice, owner) {
    this.extensions = extensions;
    this.advice = advice;
    this.owner = owner;
    /** @type {Inbox<Message>} */
    this.inbox = new Inbox((message) => owner.deliver(message));
  }

  /**
   * @param {Message} message
   * @param {Envelope|undefined} envelope what it answers
   */
  take(message, envelope) {
    const delivery = message.data !== undefined && typeof message.channel === 'string' && !isMeta(message.channel);
    const place = delivery ? this.inbox.place() : null;
    if (delivery) this.owner.note(message);
    this.extensions.run('incoming', message, (taken, error) => {
      if (taken && (envelope || isMeta(String(taken.channel)))) this.#heed(taken, envelope);
      place?.(typeof taken?.channel === 'string' ? taken : null);
      if (!taken) envelope?.fail(error);
      else if (envelope) this.#answer(taken, envelope);
    });
  }

  /**
   * Only the server's own messages advise: what a delivery carries is anybody's. What
   * the cycle's answers advise, the session sees to.
   * @param {Message} message
   * @param {Envelope|undefined} envelope
   */
  #heed(message, envelope) {
    this.advice.take(message.advice);
    if (message.advice?.reconnect === 'none') {
      this.owner.halt(message.error ? parseError(message.error) : localError('closed', 'The server wants no more of us'));
    } else if (envelope && !envelope.ofCycle && message.advice?.reconnect === 'handshake') {
      this.owner.lose(envelope.sentAs, message);
    }
  }

  /**
   * @param {Message} reply
   * @param {Envelope} envelope
   */
  #answer(reply, envelope) {
    if (reply.successful || envelope.ofCycle) return envelope.answer(reply);
    const error = parseError(reply.error);
    if (!isLoss(reply, error, envelope)) return envelope.fail(error);
    // What the server has forgotten need not be ended.
    if ([UNSUBSCRIBE, DISCONNECT].includes(envelope.message.channel)) return envelope.answer(reply);
    this.owner.lose(envelope.sentAs, reply);
    if (++envelope.losses > MOST_LOSSES) return envelope.fail(error);
    this.owner.again(envelope, error);
  }
}

/**
 * Whether a refusal means that the server does not know the session, and not that it
 * does not want the message: the advice says so, or the code with our id, or, as CometD
 * has it, that of a missing parameter which is not named.
 * @param {Message} reply
 * @param {BayeuxError} error
 * @param {Envelope} envelope
 */
function isLoss(reply, error, envelope) {
  if (error.code !== 401 && error.code !== 402) return false;
  return reply.advice?.reconnect === 'handshake' || error.params.join() === (error.code === 401 ? envelope.sentAs : '');
}
