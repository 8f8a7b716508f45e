// Types of client.js, which defines the global Faye, and of client.mjs.
export as namespace Faye;

/** The version of Faye whose API this is, and whose client it is. */
export const VERSION: string;

/** Told what the library does; never told data, ids or `ext`. Default: nobody. */
export let logger: ((line: string) => void) | { info?(line: string): void; warn?(line: string): void } | null;

/** A Bayeux message, as extensions see it. */
export interface Message {
  channel: string;
  id?: string;
  clientId?: string;
  data?: any;
  ext?: any;
  error?: string;
  successful?: boolean;
  subscription?: any;
  advice?: Advice;
  [field: string]: any;
}

export interface Advice {
  reconnect?: 'retry' | 'handshake' | 'none';
  /** Milliseconds to wait before the next connect. */
  interval?: number;
  /** Milliseconds for which a connect is held. */
  timeout?: number;
}

/**
 * Sees every message. A direction that calls back with null drops the message; one
 * that does not call back within 30 seconds has dropped it.
 */
export interface Extension {
  incoming?(message: Message, callback: (message: Message | null) => void): void;
  outgoing?(message: Message, callback: (message: Message | null) => void): void;
  added?(client: Client): void;
  removed?(client: Client): void;
}

export type ConnectionType = 'websocket' | 'eventsource' | 'long-polling' | 'cross-origin-long-polling' | 'callback-polling';

export interface ClientOptions {
  /** Seconds between connects until the server advises otherwise. Default: 0. */
  interval?: number;
  /** Seconds for which a connect is held until the server advises otherwise. Default: 60. */
  timeout?: number;
  /**
   * Seconds to wait after the second failure in a row; the first one waits up to a
   * fifth of it, each later one twice as long as the one before. Default: 5.
   */
  retry?: number;
  /** Seconds that a wait between attempts takes at the most. Default: 60. */
  maxRetry?: number;
  /** Seconds after which a publish that was not answered fails; Infinity: never. Default: 120. */
  deadline?: number;
  /** How many publishes may wait for their answer; one more fails at once. Default: 1000. */
  queue?: number;
  /** Asks servers that offer it for what was missed. Default: true. */
  replay?: boolean;
  /** The replay position of a delivery. Default: `ext.replay`, or else `data.event.replayId`. */
  position?(message: Message): number | null;
  /** The addresses of single transports. Default: the endpoint's. */
  endpoints?: Partial<Record<ConnectionType, string>>;
  /** Whether requests carry cookies. Default: "include". */
  credentials?: RequestCredentials;
  /** Decides how often and how long a message is tried. Default: Scheduler. */
  scheduler?: typeof Scheduler;
  /** Default: the global one, if any. */
  fetch?: typeof fetch;
  /** Default: the global one, if any. */
  WebSocket?: typeof WebSocket;
  /** Default: the global one, if any. */
  EventSource?: typeof EventSource;
  /** Of Faye for Node; without effect. */
  proxy?: unknown;
  /** Of Faye for Node; without effect. */
  tls?: unknown;
  /** Of Faye for Node; without effect. */
  ca?: unknown;
  /** Of Faye for Node; without effect. */
  websocketExtensions?: unknown;
}

/** A promise with Faye's other names for what one does with it. */
export interface Deferred<T = void> extends PromiseLike<T> {
  catch<R = never>(errback: (reason: any) => R | PromiseLike<R>): Promise<T | R>;
  finally(done: () => void): Promise<T>;
  callback(callback: (value: T) => void, context?: any): void;
  errback(callback: (reason: any) => void, context?: any): void;
  /** Fails with the message if nothing else has happened after so many seconds. */
  timeout(seconds: number, message?: any): void;
  setDeferredStatus(status: 'succeeded' | 'failed', value?: any): void;
}

/** Settles with the server's answer to the subscribe. */
export interface Subscription extends Deferred {
  /** Besides the listener, one that is told the channel too: for patterns. */
  withChannel(listener: (channel: string, data: any) => void, context?: any): this;
  cancel(): void;
  unsubscribe(): void;
}

/** Why something was not done. */
declare class BayeuxError extends globalThis.Error {
  /** refused: by the server; the others: on this side. */
  kind: 'refused' | 'timeout' | 'closed' | 'dropped' | 'network' | 'full' | 'invalid';
  /** The server's code; null when there is none. */
  code: number | null;
  params: string[];
  toString(): string;
}
export { BayeuxError as Error };

export class Scheduler {
  constructor(message: Message, options: { timeout: number; interval: number; attempts?: number; deadline?: number });
  message: Message;
  options: { timeout: number; interval: number; attempts?: number; deadline?: number };
  attempts: number;
  /** Seconds to wait for the answer. */
  getTimeout(): number;
  /** Seconds to wait before the next attempt. */
  getInterval(): number;
  isDeliverable(): boolean;
  send(): void;
  succeed(): void;
  fail(): void;
  abort(): void;
}

/**
 * What a client tells besides messages: the connection works or does not; messages
 * of a channel may have been missed while there was no session, and were not replayed
 * (`head` is where the channel stands now, if known); a channel that was granted is not any more; the server wants no more connects.
 */
export interface Events {
  'transport:up': () => void;
  'transport:down': () => void;
  'gap': (channel: string, head: number | null) => void;
  'subscription:lost': (channel: string, error: BayeuxError) => void;
  halted: (error: BayeuxError) => void;
}

export class Client {
  /** Nothing is sent yet. Default endpoint: "/bayeux". */
  constructor(endpoint?: string | URL | null, options?: ClientOptions);

  readonly UNCONNECTED: 1;
  readonly CONNECTING: 2;
  readonly CONNECTED: 3;
  readonly DISCONNECTED: 4;
  readonly state: 1 | 2 | 3 | 4;
  /** A secret between this client and the server. */
  readonly clientId: string | null;

  /** Waits for a session. After the server advised not to reconnect it tries again. */
  connect(callback?: () => void, context?: any): Deferred;
  handshake(callback?: () => void, context?: any): Deferred;
  /**
   * Ends the session after what was published before; the client cannot be used again.
   * Fails when the server could not be told within 10 seconds; it is over all the same.
   */
  disconnect(): Deferred;

  /** `replay` is the position after which to begin: -1 is now, -2 is all there is. Default: -1. */
  subscribe(channel: string, listener?: ((data: any) => void) | null, context?: any, options?: { replay?: number }): Subscription;
  subscribe(channels: string[], listener?: ((data: any) => void) | null, context?: any, options?: { replay?: number }): Subscription[];
  unsubscribe(channel: string, subscription?: Subscription): Deferred;
  unsubscribe(channels: string[], subscription?: Subscription): Deferred[];
  /** Settles with the server's answer, or when attempts or the deadline (in seconds) run out. */
  publish(channel: string, data: any, options?: { attempts?: number; deadline?: number }): Deferred;

  disable(feature: ConnectionType | 'autodisconnect' | (string & {})): void;
  /**
   * Sends a header along with all that goes by fetch. A WebSocket has none: where a
   * header is set, the handshake goes by polling, and the WebSocket follows.
   */
  setHeader(name: string, value: string): void;
  /** Without effect: browsers negotiate compression themselves. */
  addWebsocketExtension(extension: unknown): void;
  addExtension(extension: Extension): void;
  removeExtension(extension: Extension): void;

  /** For the current or the next session. */
  callback(callback: () => void, context?: any): void;
  errback(callback: (reason: any) => void, context?: any): void;

  on<E extends keyof Events>(event: E, listener: Events[E]): this;
  on(event: string, listener: (...args: any[]) => void): this;
  addListener(event: string, listener: (...args: any[]) => void): this;
  once(event: string, listener: (...args: any[]) => void): this;
  removeListener(event: string, listener: (...args: any[]) => void): this;
  removeAllListeners(event?: string): this;
  listeners(event: string): Function[];
  countListeners(event: string): number;
  bind<E extends keyof Events>(event: E, listener: Events[E], context?: any): this;
  bind(event: string, listener: (...args: any[]) => void, context?: any): this;
  unbind(event: string, listener?: (...args: any[]) => void, context?: any): void;
  emit(event: string, ...args: any[]): boolean;
  trigger(event: string, ...args: any[]): boolean;
}
