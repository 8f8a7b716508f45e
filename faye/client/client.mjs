// Parley's Bayeux client, MIT licence. Generated from the modules in src: change those.

// error.mjs

const WIRE_ERROR = /^(\d{3}):([^:]*):([\s\S]*)$/;

class BayeuxError extends Error {
  constructor(kind, code, params, message, cause) {
    super(message);
    this.name = 'BayeuxError';
    this.kind = kind;
    this.code = code;
    this.params = params;
    if (cause !== undefined) this.cause = cause;
  }

  toString() {
    return `${this.code}:${this.params.join(',')}:${this.message}`;
  }
}

function parseError(text) {
  const parts = WIRE_ERROR.exec(String(text ?? ''));
  if (!parts) return new BayeuxError('refused', null, [], String(text ?? ''));
  return new BayeuxError('refused', Number(parts[1]), parts[2].split(','), parts[3]);
}

function localError(kind, message, cause) {
  return new BayeuxError(kind, null, [], message, cause);
}

function report(error) {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else setTimeout(() => { throw error; }, 0);
}

// advice.mjs

const LONGEST = 86_400_000;

class Advice {
  reconnect = 'retry';

  constructor(interval, timeout) {
    this.interval = interval;
    this.timeout = timeout;
  }

  take(advice) {
    if (!advice || typeof advice !== 'object') return;
    if (['retry', 'handshake', 'none'].includes(advice.reconnect)) this.reconnect = advice.reconnect;
    if (isTime(advice.interval)) this.interval = Math.min(advice.interval, LONGEST);
    if (isTime(advice.timeout)) this.timeout = Math.min(advice.timeout, LONGEST);
  }
}

const isTime = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

// channel.mjs

const HANDSHAKE = '/meta/handshake';
const CONNECT = '/meta/connect';
const SUBSCRIBE = '/meta/subscribe';
const UNSUBSCRIBE = '/meta/unsubscribe';
const DISCONNECT = '/meta/disconnect';

function matching(name) {
  const segments = name.split('/').slice(1);
  const found = ['/**', name];
  if (segments.length > 0) found.push(`/${[...segments.slice(0, -1), '*'].join('/')}`);
  for (let i = 1; i < segments.length; i++) {
    found.push(`/${[...segments.slice(0, i), '**'].join('/')}`);
  }
  return [...new Set(found)];
}

const isMeta = (name) => name.startsWith('/meta/');

const isPattern = (name) => name.endsWith('*');

const isName = (name) => typeof name === 'string' && name.startsWith('/') && name.length > 1;

// timer.mjs

const LONGEST_TIMER = 2 ** 31 - 1;

function after(fn, seconds) {
  return seconds * 1000 <= LONGEST_TIMER ? setTimeout(fn, seconds * 1000) : undefined;
}

// deferred.mjs

class Deferred {
  #timer;
  #resolve = () => {};
  #reject = () => {};
  #promise;
  settled = false;

  constructor() {
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#promise.catch(() => {});
  }

  then(callback, errback) {
    return this.#promise.then(callback, errback);
  }

  catch(errback) {
    return this.#promise.catch(errback);
  }

  finally(done) {
    return this.#promise.finally(done);
  }

  callback(callback, context) {
    if (callback) this.#promise.then((value) => callback.call(context, value), () => {});
  }

  errback(callback, context) {
    if (callback) this.#promise.then(null, (reason) => callback.call(context, reason));
  }

  timeout(seconds, message) {
    clearTimeout(this.#timer);
    if (!this.settled) this.#timer = after(() => this.setDeferredStatus('failed', message), seconds);
  }

  setDeferredStatus(status, value) {
    if (this.settled || (status !== 'succeeded' && status !== 'failed')) return;
    this.settled = true;
    clearTimeout(this.#timer);
    if (status === 'succeeded') this.#resolve(value);
    else this.#reject(value);
  }
}

// scheduler.mjs

class Scheduler {
  attempts = 0;

  constructor(message, options) {
    this.message = message;
    this.options = options;
  }

  getTimeout() { return this.options.timeout; }

  getInterval() { return this.options.interval; }

  isDeliverable() {
    const { attempts, deadline } = this.options;
    if (attempts !== undefined && this.attempts >= attempts) return false;
    return deadline === undefined || Date.now() <= deadline;
  }

  send() { this.attempts++; }

  succeed() {}

  fail() {}

  abort() {}
}

// envelope.mjs

class Envelope {
  stage = 'new';
  wire;
  losses = 0;
  sentAs = null;
  trouble = undefined;
  timer = undefined;
  onend = undefined;

  constructor(message, terms, done, Kind = Scheduler) {
    this.message = message;
    this.wire = message;
    this.done = done;
    this.scheduler = new Kind(message, terms);
  }

  get ofCycle() {
    return [HANDSHAKE, CONNECT].includes(this.message.channel);
  }

  encode(clientId) {
    const wire = 'clientId' in this.wire && clientId ? { ...this.wire, clientId } : this.wire;
    return JSON.stringify(wire);
  }

  answer(reply) {
    if (!this.#end()) return;
    this.scheduler.succeed();
    this.done(null, reply);
  }

  fail(error) {
    if (!this.#end()) return;
    this.scheduler.abort();
    this.done(error);
  }

  giveUp() {
    this.fail(localError('timeout', 'The message could not be delivered in time', this.trouble));
  }

  forget() {
    this.#end();
  }

  #end() {
    if (this.stage === 'done') return false;
    this.stage = 'done';
    clearTimeout(this.timer);
    this.onend?.();
    return true;
  }
}

// inbox.mjs

class Inbox {
  #waiting = [];

  constructor(deliver) {
    this.deliver = deliver;
  }

  place() {
    const place = { value: /** @type {T|null} */ (null), ready: false };
    this.#waiting.push(place);
    return (value) => {
      place.value = value;
      place.ready = true;
      this.#drain();
    };
  }

  #drain() {
    while (this.#waiting[0]?.ready) {
      const { value } = /** @type {{ value: T|null }} */ (this.#waiting.shift());
      if (value !== null) this.deliver(value);
    }
  }
}

// incoming.mjs

const MOST_LOSSES = 2;

class Incoming {
  constructor(extensions, advice, owner) {
    this.extensions = extensions;
    this.advice = advice;
    this.owner = owner;
    this.inbox = new Inbox((message) => owner.deliver(message));
  }

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

  #heed(message, envelope) {
    this.advice.take(message.advice);
    if (message.advice?.reconnect === 'none') {
      this.owner.halt(message.error ? parseError(message.error) : localError('closed', 'The server wants no more of us'));
    } else if (envelope && !envelope.ofCycle && message.advice?.reconnect === 'handshake') {
      this.owner.lose(envelope.sentAs, message);
    }
  }

  #answer(reply, envelope) {
    if (reply.successful || envelope.ofCycle) return envelope.answer(reply);
    const error = parseError(reply.error);
    if (!isLoss(reply, error, envelope)) return envelope.fail(error);
    if ([UNSUBSCRIBE, DISCONNECT].includes(envelope.message.channel)) return envelope.answer(reply);
    this.owner.lose(envelope.sentAs, reply);
    if (++envelope.losses > MOST_LOSSES) return envelope.fail(error);
    this.owner.again(envelope, error);
  }
}

function isLoss(reply, error, envelope) {
  if (error.code !== 401 && error.code !== 402) return false;
  return reply.advice?.reconnect === 'handshake' || error.params.join() === (error.code === 401 ? envelope.sentAs : '');
}

// extensions.mjs

const STALL = 30_000;


class Extensions {
  #list = [];

  add(extension, owner) {
    if (!extension || typeof extension !== 'object') throw new TypeError('An extension must be an object');
    this.#list.push(extension);
    extension.added?.(owner);
  }

  remove(extension, owner) {
    const before = this.#list.length;
    this.#list = this.#list.filter((e) => e !== extension);
    for (let i = this.#list.length; i < before; i++) extension.removed?.(owner);
  }

  run(stage, message, done) {
    const waiting = this.#list.filter((e) => typeof e[stage] === 'function');
    if (waiting.length === 0) return done(message);
    const finish = once(done);
    const timer = setTimeout(() => finish(null, localError('dropped', 'An extension did not call back')), STALL);
    const step = (current) => {
      const extension = current && waiting.shift();
      if (extension) return apply(extension, stage, current, once(step), fail);
      clearTimeout(timer);
      finish(current || null, current ? undefined : localError('dropped', 'An extension dropped the message'));
    };
    const fail = (error) => {
      clearTimeout(timer);
      finish(null, localError('dropped', `An extension failed: ${error instanceof Error ? error.message : error}`, error));
    };
    step(message);
  }
}

function apply(extension, stage, message, next, fail) {
  const fn = /** @type {Function} */ (extension[stage]);
  try {
    const returned = fn.length >= 3 ? fn.call(extension, message, null, next) : fn.call(extension, message, next);
    if (returned && typeof returned.then === 'function') returned.then(null, fail);
  } catch (error) {
    fail(error);
  }
}

function once(fn) {
  let called = false;
  return (...args) => {
    if (called) return;
    called = true;
    fn(...args);
  };
}

// outbox.mjs

const MOST_MESSAGES = 50;
const MOST_CHARACTERS = 32_768;

class Outbox {
  #waiting = [];
  #sent = new Map();

  constructor(freed) {
    this.freed = freed;
  }

  add(envelope, first) {
    if (first) this.#waiting.unshift(envelope);
    else this.#waiting.push(envelope);
  }

  track(envelope) {
    envelope.onend = () => {
      this.#sent.delete(idOf(envelope));
      const at = this.#waiting.indexOf(envelope);
      if (at >= 0) this.#waiting.splice(at, 1);
      if (at === 0) this.freed();
    };
  }

  fresh() {
    return this.#waiting.filter((envelope) => envelope.stage === 'new');
  }

  sent() {
    return [...this.#sent.values()];
  }

  all() {
    return [...this.#sent.values(), ...this.#waiting];
  }

  batch(clientId) {
    const batch = [];
    let size = 0;
    while (batch.length < MOST_MESSAGES && this.#waiting[0]?.stage === 'ready') {
      const envelope = this.#waiting[0];
      if (!envelope.scheduler.isDeliverable()) {
        envelope.giveUp();
        continue;
      }
      size += envelope.encode(clientId).length;
      if (batch.length > 0 && size > MOST_CHARACTERS) break;
      batch.push(envelope);
      this.#waiting.shift();
    }
    return batch;
  }

  note(envelope) {
    this.#sent.set(idOf(envelope), envelope);
  }

  again(envelope) {
    if (envelope.stage !== 'sent') return;
    clearTimeout(envelope.timer);
    this.#sent.delete(idOf(envelope));
    if (!envelope.scheduler.isDeliverable()) return envelope.giveUp();
    envelope.stage = 'ready';
    const later = this.#waiting.findIndex((other) => order(other) > order(envelope));
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, envelope);
  }

  has(id) {
    return this.#sent.has(id);
  }

  answered(message) {
    if (typeof message.successful !== 'boolean') return undefined;
    const envelope = this.#sent.get(String(message.id));
    return envelope?.wire.channel === message.channel ? this.take(String(message.id)) : undefined;
  }

  take(id) {
    const envelope = this.#sent.get(id);
    this.#sent.delete(id);
    clearTimeout(envelope?.timer);
    return envelope;
  }

  largest() {
    const sizes = this.sent().filter((e) => !isMeta(e.wire.channel)).map((e) => ({ id: idOf(e), size: e.encode(null).length }));
    return sizes.sort((a, b) => b.size - a.size).slice(0, 1).map(({ id }) => id);
  }

  interval() {
    const seconds = this.#waiting.map((e) => e.scheduler.getInterval()).filter((n) => n >= 0);
    return seconds.length > 0 ? Math.min(...seconds) * 1000 : null;
  }
}

const idOf = (envelope) => envelope.message.id ?? '';

const order = (envelope) => parseInt(idOf(envelope), 36);

// link.mjs

class Link {
  transport = null;
  outbox = new Outbox(() => this.flush());
  #scheduled = false;
  #epoch = 0;
  clientId = null;
  heard = 0;
  #since = 0;

  constructor(transports, owner) {
    this.transports = transports;
    this.owner = owner;
  }

  async open() {
    let trouble = localError('network', 'There is no transport to the server that is not disabled');
    for (const type of this.transports.openers(this.clientId !== null)) {
      try {
        await this.#try(type);
        return;
      } catch (error) {
        trouble = /** @type {any} */ (error);
      }
    }
    throw trouble;
  }

  async improve(supported) {
    const current = this.transport;
    if (!current) return false;
    for (const type of this.transports.better(current.type, supported)) {
      try {
        await this.#try(type);
        return true;
      } catch {
      }
    }
    return false;
  }

  agree(supported) {
    const type = this.transport?.type ?? '';
    if (!supported || type !== 'websocket' || supported.includes(type)) return;
    this.fail(localError('network', 'The server does not offer WebSockets'));
    this.transports.reject(type);
  }

  async #try(type) {
    const before = this.transport;
    const epoch = this.#epoch;
    let made;
    try {
      made = this.transports.make(type, this.#carrier(() => /** @type {Transport} */ (made)), this.clientId, before);
      await made.open();
    } catch (error) {
      this.transports.failed(type, 0);
      throw error;
    }
    if (this.transport !== before || this.#epoch !== epoch) return made.close(); // given up meanwhile
    if (before && 'retire' in before && !('upstream' in made)) before.retire();
    this.transport = made;
  }

  prepareHandshake() {
    const transport = this.transport;
    if (!transport || this.transports.shakesHands(transport.type)) return;
    this.transport = null;
    this.#since = 0;
    transport.close();
    for (const envelope of this.outbox.sent()) this.outbox.again(envelope);
  }

  #carrier(self) {
    return {
      receive: (messages) => this.#receive(self().type, messages),
      failed: (error, ids) => {
        const ours = this.transport === self() || (this.transport && 'upstream' in this.transport && this.transport.upstream === self());
        if (ours && (ids === null || ids.some((id) => this.outbox.has(id)))) this.fail(error);
      },
      refused: (ids, error) => {
        for (const id of ids ?? this.outbox.largest()) this.outbox.take(id)?.fail(error);
      },
      ready: () => this.flush(),
    };
  }

  post(envelope, first = false) {
    this.outbox.add(envelope, first);
    this.outbox.track(envelope);
    this.flush();
  }

  direct(envelope) {
    this.outbox.track(envelope);
    this.#prepare(envelope, () => {
      if (!this.transport) return envelope.fail(localError('network', 'The connection was lost'));
      this.#send([envelope]);
    });
  }

  flush() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush() {
    if (!this.clientId || !this.transport) return;
    for (const envelope of this.outbox.fresh()) this.#prepare(envelope, () => this.flush());
    while (this.transport?.ready) {
      const batch = this.outbox.batch(this.clientId);
      if (batch.length === 0) return;
      this.#send(batch);
    }
  }

  #prepare(envelope, ready) {
    envelope.stage = 'preparing';
    if ('clientId' in envelope.message) envelope.message.clientId = this.clientId ?? '';
    this.owner.prepare(envelope, () => {
      if (envelope.stage !== 'preparing') return;
      try {
        envelope.encode(this.clientId);
      } catch (error) {
        return envelope.fail(localError('invalid', 'The message cannot be written as JSON', error));
      }
      envelope.stage = 'ready';
      ready();
    });
  }

  #send(envelopes) {
    const parcels = [];
    for (const envelope of envelopes) {
      envelope.stage = 'sent';
      envelope.sentAs = this.clientId;
      this.outbox.note(envelope);
      envelope.scheduler.send();
      clearTimeout(envelope.timer);
      envelope.timer = setTimeout(() => this.owner.overdue(envelope), envelope.scheduler.getTimeout() * 1000);
      parcels.push({ id: envelope.message.id ?? '', channel: envelope.wire.channel, json: envelope.encode(this.clientId) });
    }
    this.transport?.send(parcels);
  }

  fail(error) {
    const transport = this.transport;
    if (!transport) return;
    const lived = this.#since > 0 ? Date.now() - this.#since : 0;
    this.transport = null;
    this.#since = 0;
    this.transports.failed(transport.type, lived);
    transport.close();
    for (const envelope of this.outbox.sent()) {
      envelope.trouble = error;
      envelope.scheduler.fail();
      if (envelope.ofCycle) envelope.fail(error);
      else this.outbox.again(envelope);
    }
    this.owner.down(error, lived);
  }

  close(error) {
    this.#epoch++;
    const transport = this.transport;
    this.transport = null;
    for (const envelope of this.outbox.all()) envelope.fail(error);
    transport?.close();
  }

  #receive(type, messages) {
    this.heard = Date.now();
    this.#since ||= this.heard;
    this.transports.worked(type);
    for (const message of messages) {
      if (!message || typeof message !== 'object' || Array.isArray(message)) continue;
      this.owner.receive(message, this.outbox.answered(message));
    }
    this.owner.up();
  }
}

// log.mjs

const logging = { logger: /** @type {Logger} */ (null) };

function log(level, line) {
  const { logger } = logging;
  try {
    if (typeof logger === 'function') logger(line);
    else logger?.[level]?.(line);
  } catch (error) {
    report(error);
  }
}

// backoff.mjs

class Backoff {
  #failures = 0;

  constructor(first, longest) {
    this.first = first;
    this.longest = Math.max(first, longest);
  }

  next() {
    this.#failures++;
    if (this.#failures === 1) return Math.random() * this.first / 5;
    const whole = Math.min(this.longest, this.first * 2 ** Math.min(this.#failures - 2, 30));
    return whole * (0.5 + Math.random() / 2);
  }

  reset() {
    this.#failures = 0;
  }
}

// version.mjs

const VERSION = '1.4.3+parley';

const BAYEUX_VERSION = '1.0';

// session.mjs

const HANDSHAKE_TIMEOUT = 15;
const PROBE_TIMEOUT = 5;
const HELD = 100;

const STABLE = 10_000;
const LONGEST_PAUSE = 3_600_000;
const PROBED = Symbol('probed');

class Refusal {
  constructor(reply) {
    this.error = parseError(reply.error);
    const { interval } = reply.advice ?? {};
    this.pause = typeof interval === 'number' && interval >= 0 ? Math.min(interval, LONGEST_PAUSE) : 0;
    this.reconnect = reply.advice?.reconnect;
  }
}

class Session {
  supported = null;
  #cycle = null;
  #doubt = false;
  #hasty = 0;
  #wake = null;
  #interrupt = null;
  #resting = false;
  #broken = null;

  constructor(link, advice, settings, owner) {
    this.link = link;
    this.advice = advice;
    this.settings = settings;
    this.owner = owner;
    this.troubles = new Backoff(settings.retry, settings.maxRetry);
    this.losses = new Backoff(settings.retry, settings.maxRetry);
  }

  get running() {
    return this.#cycle !== null;
  }

  start() {
    if (this.#cycle) return;
    this.#cycle = {};
    this.#run(this.#cycle);
  }

  stop() {
    this.#cycle = null;
    this.link.clientId = null;
    this.#wake?.();
    this.#interrupt?.(PROBED);
  }

  cut(error, lived) {
    if (lived > STABLE) this.troubles.reset();
    this.#rouse(error);
  }

  #rouse(why) {
    if (!this.#resting || !this.#wake) return;
    this.#broken = why;
    this.#wake();
  }

  probe() {
    this.#doubt = true;
    this.#wake?.();
    this.#interrupt?.(PROBED);
  }

  lose(message) {
    this.link.clientId = null;
    const refusal = new Refusal(message);
    this.#interrupt?.(refusal);
    this.#rouse(refusal);
  }

  async #run(cycle) {
    let pause = 0;
    while (this.#cycle === cycle) {
      if (pause > 0) await this.#sleep(pause);
      if (this.#cycle !== cycle) return;
      pause = this.#broken === null ? await this.#step(cycle) : this.#recover(this.#broken);
    }
  }

  #sleep(pause) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), pause);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  async #step(cycle) {
    try {
      if (!this.link.clientId) this.link.prepareHandshake();
      if (!this.link.transport) {
        await this.link.open();
        this.#doubt = true;
      }
      if (this.#cycle !== cycle) return 0;
      if (!this.link.clientId) await this.#handshake(cycle);
      if (await this.link.improve(this.supported)) this.#doubt = true;
      if (this.#cycle !== cycle || !this.link.clientId) return 0;
      return await this.#connect();
    } catch (error) {
      return this.#recover(error);
    }
  }

  async #handshake(cycle) {
    const reply = await this.#exchange({
      channel: HANDSHAKE,
      version: BAYEUX_VERSION,
      supportedConnectionTypes: this.link.transports.names(),
    }, HANDSHAKE_TIMEOUT);
    if (this.#cycle !== cycle) return;
    if (!reply.successful || typeof reply.clientId !== 'string') throw new Refusal(reply);
    this.link.clientId = reply.clientId;
    this.#doubt = false;
    this.supported = Array.isArray(reply.supportedConnectionTypes) ? reply.supportedConnectionTypes : null;
    if (this.advice.reconnect === 'handshake') this.advice.reconnect = 'retry';
    this.owner.established(reply);
    this.link.agree(this.supported);
  }

  async #connect() {
    const began = Date.now();
    this.#resting = false;
    const probing = this.#doubt;
    this.#doubt = false;
    const reply = await this.#exchange({
      channel: CONNECT,
      clientId: this.link.clientId ?? '',
      connectionType: this.#connectionType(),
      ...(probing ? { advice: { timeout: 0 } } : {}),
    }, probing ? PROBE_TIMEOUT : this.#patience());
    if (!reply.successful || reply.advice?.reconnect === 'handshake') throw this.#refused(new Refusal(reply));
    this.losses.reset();
    this.#resting = true;
    return probing ? 0 : this.advice.interval + this.#haste(Date.now() - began);
  }

  #refused(refusal) {
    const over = refusal.reconnect === 'handshake' || (!refusal.reconnect && [401, 402].includes(refusal.error.code ?? 0));
    if (over) {
      this.link.clientId = null;
      this.owner.lost();
    }
    return refusal;
  }

  #haste(took) {
    this.#hasty = took < HELD && this.advice.interval < HELD ? this.#hasty + 1 : 0;
    return this.#hasty <= 5 ? 0 : Math.min(10_000, 100 * 2 ** Math.min(this.#hasty - 6, 10));
  }

  #patience() {
    const held = this.advice.timeout || this.settings.retry;
    return Math.max(1.2 * held, held + PROBE_TIMEOUT * 1000) / 1000;
  }

  #connectionType() {
    const type = this.link.transport?.type ?? '';
    const foreign = type === 'cross-origin-long-polling' && this.supported !== null && !this.supported.includes(type);
    return foreign ? 'long-polling' : type;
  }

  async #exchange(message, seconds) {
    let envelope;
    try {
      return await new Promise((resolve, reject) => {
        this.#interrupt = message.channel === CONNECT ? reject : null;
        envelope = new Envelope({ ...message, id: this.owner.nextId() }, { timeout: seconds, interval: 0 },
          (error, reply) => (reply ? resolve(reply) : reject(error)));
        this.link.direct(envelope);
        this.link.flush();
      });
    } finally {
      this.#interrupt = null;
      envelope?.forget();
    }
  }

  #recover(error) {
    this.#resting = false;
    this.#broken = null;
    if (error === PROBED) return 0;
    if (error instanceof Refusal) return Math.max(error.pause, this.losses.next());
    this.#doubt = true;
    if (!this.link.transport) this.owner.unreachable(error);
    return (this.settings.scheduler && this.link.outbox.interval()) ?? this.troubles.next();
  }
}

// channels.mjs

const MOST_POSITIONS = 1000;
const LIVE = -1;

class Channel {
  listeners = new Set();
  granted = false;
  asking = null;
  from = LIVE;
  failures = 0;
  timer = undefined;
  #positions = new Map();
  #fresh = new Set();

  constructor(name) {
    this.name = name;
  }

  reach(channel, position) {
    this.#positions.delete(channel);
    this.#positions.set(channel, position);
    this.#fresh.add(channel);
    if (this.#positions.size > MOST_POSITIONS) {
      this.#positions.delete(/** @type {string} */ (this.#positions.keys().next().value));
    }
  }

  knows(channel) {
    return this.#positions.has(channel);
  }

  isFresh(channel) {
    return this.#fresh.has(channel);
  }

  get placed() {
    return this.#positions.size > 0 || this.from !== LIVE;
  }

  restart() {
    const known = this.placed;
    this.#positions.clear();
    this.#fresh.clear();
    this.from = LIVE;
    return known;
  }

  replay() {
    this.#fresh.clear();
    const known = Object.fromEntries(this.#positions);
    return this.knows(this.name) || (isPattern(this.name) && this.#positions.size > 0) ? known : { ...known, [this.name]: this.from };
  }
}

class Channels {
  #byName = new Map();

  get(name) {
    return this.#byName.get(name);
  }

  open(name) {
    const found = this.#byName.get(name) ?? new Channel(name);
    this.#byName.set(name, found);
    return found;
  }

  all() {
    return [...this.#byName.values()];
  }

  drop(channel) {
    clearTimeout(channel.timer);
    if (this.#byName.get(channel.name) === channel) this.#byName.delete(channel.name);
  }

  deliver(message) {
    for (const name of matching(message.channel)) {
      for (const listener of [...this.#byName.get(name)?.listeners ?? []]) listener.apply(null, [message]);
    }
  }

  note(message, position) {
    for (const name of matching(message.channel)) this.#byName.get(name)?.reach(message.channel, position);
  }

  settle(channel, reply) {
    const told = reply.ext?.replay;
    if (!told || typeof told !== 'object') return [];
    const resets = [];
    for (const [name, value] of Object.entries(told)) {
      const answer = value && typeof value === 'object' ? value : { head: value };
      const head = asPosition(answer.head);
      if (head !== null && !channel.isFresh(name) && (answer.reset || !channel.knows(name))) channel.reach(name, head);
      if (answer.reset) resets.push({ channel: name, head });
    }
    return resets;
  }
}

function positionOf(message) {
  const { ext, data } = message;
  const own = ext?.replay && typeof ext.replay === 'object' ? ext.replay[message.channel] : ext?.replay;
  return asPosition(own) ?? asPosition(data?.event?.replayId);
}

function asPosition(value) {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

// subscriber.mjs

const MOST_DOUBLINGS = 6;

class Subscriber {
  channels = new Channels();
  offered = false;
  #goodbyes = new Set();

  constructor(owner) {
    this.owner = owner;
  }

  add(name, subscription, from) {
    const channel = this.channels.open(name);
    if (from !== undefined && channel.listeners.size === 0) channel.from = from;
    channel.listeners.add(subscription);
    if (channel.granted) subscription.setDeferredStatus('succeeded');
    else if (!channel.asking) this.#ask(channel, false);
  }

  remove(name, subscription, done) {
    const channel = this.channels.get(name);
    const gone = [...channel?.listeners ?? []].filter((s) => subscription === undefined || s === subscription);
    for (const each of gone) {
      channel?.listeners.delete(each);
      each.setDeferredStatus('failed', localError('closed', 'The subscription was cancelled'));
    }
    if (!channel || channel.listeners.size > 0) return done(null);
    this.channels.drop(channel);
    const known = channel.granted || channel.asking?.stage === 'sent';
    channel.asking?.forget();
    channel.asking = null;
    if (!known || !this.owner.inSession()) return done(null);
    this.#goodbye(name, done);
  }

  #goodbye(name, done) {
    const envelope = this.owner.send({ channel: UNSUBSCRIBE, clientId: '', subscription: name }, (error) => {
      this.#goodbyes.delete(envelope);
      done(error);
    }, false);
    this.#goodbyes.add(envelope);
  }

  established(reply) {
    this.offered = Boolean(reply.ext?.replay);
    for (const envelope of [...this.#goodbyes]) envelope.answer({ channel: UNSUBSCRIBE, successful: true });
    for (const channel of this.channels.all().reverse()) {
      clearTimeout(channel.timer);
      channel.asking?.forget();
      this.#ask(channel, true);
    }
  }

  halt(error) {
    for (const channel of this.channels.all()) {
      clearTimeout(channel.timer);
      channel.asking?.forget();
      channel.asking = null;
      if (!channel.granted) this.#fail(channel, error);
    }
  }

  close(error) {
    for (const channel of this.channels.all()) {
      channel.asking?.forget();
      this.#fail(channel, error);
    }
  }

  mark(wire) {
    const channel = this.channels.get(wire.subscription);
    if (!this.offered || !channel || wire.ext?.replay !== undefined) return;
    wire.ext = { ...wire.ext, replay: channel.replay() };
  }

  #ask(channel, first) {
    const message = { channel: SUBSCRIBE, clientId: '', subscription: channel.name };
    const envelope = this.owner.send(message, (error, reply) => {
      if (channel.asking !== envelope) return;
      channel.asking = null;
      if (error) this.#refused(channel, error);
      else this.#granted(channel, /** @type {Message} */ (reply));
    }, first);
    channel.asking = envelope;
  }

  #granted(channel, reply) {
    const missed = channel.granted && !(this.offered && channel.placed);
    channel.granted = true;
    channel.failures = 0;
    const resets = this.offered ? this.channels.settle(channel, reply) : [];
    for (const reset of resets) this.owner.emit('gap', reset.channel, reset.head);
    if (missed && resets.length === 0) this.owner.emit('gap', channel.name, null);
    for (const subscription of channel.listeners) subscription.setDeferredStatus('succeeded');
  }

  #refused(channel, error) {
    if (this.offered && error.code === 400 && channel.restart()) {
      if (!channel.granted) this.owner.emit('gap', channel.name, null);
      return this.#ask(channel, false);
    }
    const final = error.kind === 'closed' || (error instanceof BayeuxError && error.code !== null && error.code < 500);
    if (!channel.granted || final) {
      const lost = channel.granted;
      this.#fail(channel, error);
      if (lost && error.kind !== 'closed') this.owner.emit('subscription:lost', channel.name, error);
      return;
    }
    const pause = 1000 * 2 ** Math.min(channel.failures++, MOST_DOUBLINGS);
    channel.timer = setTimeout(() => this.#ask(channel, false), pause * (0.5 + Math.random() / 2));
  }

  #fail(channel, error) {
    this.channels.drop(channel);
    for (const subscription of channel.listeners) subscription.setDeferredStatus('failed', error);
  }
}

// eventstream.mjs

const STREAM_OPENING = 10_000;

class EventStream {
  type = 'eventsource';
  #stream = null;

  constructor(url, Kind, withCredentials, upstream, carrier) {
    this.url = url;
    this.Kind = Kind;
    this.withCredentials = withCredentials;
    this.upstream = upstream;
    this.carrier = carrier;
  }

  get ready() {
    return this.upstream.ready;
  }

  open() {
    return new Promise((resolve, reject) => {
      const stream = new this.Kind(this.url, { withCredentials: this.withCredentials });
      this.#stream = stream;
      let open = false;
      const timer = setTimeout(() => fail('The event stream did not open in time'), STREAM_OPENING);
      const fail = (words) => {
        clearTimeout(timer);
        this.#end();
        if (open) this.carrier.failed(localError('network', words), null);
        else reject(localError('network', words));
      };
      stream.onopen = () => { open = true; clearTimeout(timer); resolve(); };
      stream.onmessage = (event) => this.#receive(event.data);
      stream.onerror = () => fail('The event stream broke');
    });
  }

  send(parcels) {
    this.upstream.send(parcels);
  }

  close() {
    this.#end();
    this.upstream.close();
  }

  retire() {
    this.#end();
    this.upstream.retire();
  }

  #end() {
    const stream = this.#stream;
    this.#stream = null;
    if (!stream) return;
    stream.onopen = stream.onmessage = stream.onerror = null;
    stream.close();
  }

  #receive(data) {
    let messages;
    try {
      messages = JSON.parse(data);
    } catch {
      return; // not Bayeux
    }
    this.carrier.receive([].concat(messages));
  }
}

// options.mjs

const OF_CLIENTS = [
  'interval', 'timeout', 'endpoints', 'proxy', 'retry', 'scheduler', 'websocketExtensions', 'tls', 'ca',
  'maxRetry', 'deadline', 'queue', 'replay', 'position', 'credentials', 'fetch', 'WebSocket', 'EventSource',
];
const OF_PUBLISHES = ['attempts', 'deadline'];
const OF_SUBSCRIBES = ['replay'];

function checkOptions(options, known) {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`Unrecognized option: ${name}`);
  }
  for (const name of ['interval', 'timeout', 'retry', 'maxRetry', 'deadline', 'queue', 'attempts']) {
    const value = options[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new TypeError(`Option ${name} must be a number that is not negative`);
    }
  }
}

function clientOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_CLIENTS);
  return {
    interval: (o.interval ?? 0) * 1000,
    timeout: (o.timeout || 60) * 1000,
    retry: (o.retry || 5) * 1000,
    maxRetry: (o.maxRetry || 60) * 1000,
    deadline: o.deadline ?? 120,
    queue: o.queue ?? 1000,
    replay: o.replay !== false,
    position: o.position ?? positionOf,
    credentials: o.credentials ?? 'include',
    scheduler: o.scheduler,
    endpoints: o.endpoints ?? {},
    fetch: o.fetch ?? globalThis.fetch?.bind(globalThis),
    WebSocket: o.WebSocket ?? globalThis.WebSocket,
    EventSource: o.EventSource ?? globalThis.EventSource,
  };
}


function publishOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_PUBLISHES);
  return o;
}

function subscribeOptions(given) {
  const o = given ?? {};
  checkOptions(o, OF_SUBSCRIBES);
  return o;
}

function resolve(endpoint) {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  let url;
  try {
    url = new URL(endpoint, base);
  } catch (error) {
    throw new TypeError(`Not a URL to connect to: ${endpoint}`, { cause: error });
  }
  url.hash = '';
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  if (!secure && url.protocol !== 'http:' && url.protocol !== 'ws:') {
    throw new TypeError(`Not a URL of http, https, ws or wss: ${endpoint}`);
  }
  const rest = url.href.slice(url.protocol.length);
  return { http: (secure ? 'https:' : 'http:') + rest, socket: (secure ? 'wss:' : 'ws:') + rest };
}

// polling.mjs

const HOPELESS = [400, 411, 413, 414, 415, 422, 431];

const TURN = 30_000;

class Polling {
  #busy = false;
  #closed = false;
  #requests = new Set();

  constructor(type, url, means, carrier) {
    this.type = type;
    this.url = url;
    this.means = means;
    this.carrier = carrier;
  }

  async open() {}

  get ready() {
    return !this.#busy && !this.#closed;
  }

  send(parcels) {
    const alone = parcels.every((p) => p.channel === CONNECT || p.channel === HANDSHAKE);
    if (!alone) this.#busy = true;
    this.#exchange(parcels, !alone).finally(() => {
      if (alone) return;
      this.#busy = false;
      this.carrier.ready();
    });
  }

  close() {
    this.#closed = true;
    for (const request of this.#requests) request.abort();
  }

  retire() {
    this.#closed = true;
  }

  async #exchange(parcels, inTurn) {
    const ids = parcels.map((p) => p.id);
    const request = new AbortController();
    const timer = inTurn ? setTimeout(() => request.abort(), TURN) : undefined;
    this.#requests.add(request);
    try {
      const response = await this.means.fetch(this.url, this.#init(parcels, request.signal));
      if (HOPELESS.includes(response.status)) return await this.#hopeless(parcels, response.status);
      if (!response.ok) throw localError('network', `The server answered ${response.status}`);
      const messages = await response.json();
      if (!request.signal.aborted) this.carrier.receive([].concat(messages));
    } catch (error) {
      if (!request.signal.aborted) this.carrier.failed(asNetworkError(error), ids);
    } finally {
      clearTimeout(timer);
      this.#requests.delete(request);
    }
  }

  async #hopeless(parcels, status) {
    if (parcels.length > 1) {
      for (const parcel of parcels) await this.#exchange([parcel], true);
      return;
    }
    this.carrier.refused(parcels.map((p) => p.id), localError('refused', `The server answered ${status}`));
  }

  #init(parcels, signal) {
    const json = `[${parcels.map((p) => p.json).join(',')}]`;
    const own = this.type === 'long-polling';
    return {
      method: 'POST',
      body: own ? json : `message=${encodeURIComponent(json)}`,
      headers: { 'Content-Type': own ? 'application/json' : 'application/x-www-form-urlencoded', ...this.means.headers },
      credentials: this.means.credentials,
      cache: 'no-store',
      keepalive: parcels.some((p) => p.channel === DISCONNECT),
      signal,
    };
  }
}

function asNetworkError(error) {
  if (error instanceof Error && error.name === 'BayeuxError') return error;
  return localError('network', 'The server could not be reached', error);
}

// socket.mjs

const OPENING = 10_000;
const TOO_BIG = 1009;



class Socket {
  type = 'websocket';
  ready = true;
  #socket = null;

  constructor(url, Kind, carrier) {
    this.url = url;
    this.Kind = Kind;
    this.carrier = carrier;
  }

  open() {
    return new Promise((resolve, reject) => {
      const socket = new this.Kind(this.url); // a page's policy may make this throw
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      let open = false;
      const timer = setTimeout(() => {
        this.close();
        reject(localError('network', 'The WebSocket did not open in time'));
      }, OPENING);
      socket.onopen = () => { open = true; clearTimeout(timer); resolve(); };
      socket.onmessage = (event) => this.#receive(event.data);
      socket.onclose = socket.onerror = (event) => {
        clearTimeout(timer);
        this.close();
        if (!open) return reject(localError('network', 'The WebSocket could not be opened'));
        this.#lost(/** @type {CloseEvent} */ (event).code);
      };
    });
  }

  send(parcels) {
    if (this.#socket?.readyState !== 1) {
      this.close();
      this.#lost(undefined);
      return;
    }
    this.#socket.send(`[${parcels.map((p) => p.json).join(',')}]`);
  }

  close() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    try { socket.close(); } catch { /* it was never open */ }
  }

  #lost(code) {
    if (code === TOO_BIG) this.carrier.refused(null, localError('refused', 'The message is too big for the server'));
    this.carrier.failed(localError('network', 'The WebSocket was closed'), null);
  }

  #receive(frame) {
    let messages;
    try {
      messages = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
    } catch {
      return; // not Bayeux, as from a chatty proxy
    }
    this.carrier.receive([].concat(messages));
  }
}

// transports.mjs

const TYPES = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling'];
const GRUDGE = 300_000;
const GOOD = 10_000;
const PATIENCE = 3;

class Transports {
  #disabled = new Set();
  #proven = new Set();
  #trouble = new Map();
  headers = {};
  #headerless = false;

  constructor(endpoint, settings) {
    this.settings = settings;
    this.endpoint = resolve(endpoint);
    this.alternates = {};
    for (const [type, url] of Object.entries(settings.endpoints)) this.alternates[type] = resolve(url);
  }

  disable(feature) {
    this.#disabled.add(feature);
  }

  isDisabled(feature) {
    return this.#disabled.has(feature);
  }

  names() {
    return TYPES.filter((type) => this.#usable(type));
  }

  openers(resuming) {
    const polling = this.#pollingType();
    const count = this.#trouble.get('websocket')?.count ?? 0;
    const wanted = ['websocket', polling].filter((type) => this.#usable(type));
    if (wanted.length < 2) return wanted;
    if (!resuming && !this.shakesHands('websocket')) return wanted.reverse();
    if (!this.#proven.has('websocket')) return this.#worthIt('websocket') ? wanted : wanted.slice(1);
    if (count < PATIENCE) return ['websocket'];
    return count < 2 * PATIENCE ? wanted : wanted.slice(1);
  }

  shakesHands(type) {
    return type !== 'websocket' || this.#headerless || Object.keys(this.headers).length === 0 || !this.#usable(this.#pollingType());
  }

  better(current, supported) {
    const before = TYPES.slice(0, TYPES.indexOf(current));
    return before.filter((type) => (!supported || supported.includes(type)) && type !== 'long-polling' &&
      this.#usable(type) && this.#worthIt(type));
  }

  worked(type) {
    this.#proven.add(type);
  }

  failed(type, lived) {
    if (type.endsWith('long-polling')) {
      this.#headerless = lived === 0 && !this.#headerless;
      return this.#trouble.clear();
    }
    const before = lived > GOOD ? 0 : this.#trouble.get(type)?.count ?? 0;
    this.#trouble.set(type, { count: before + 1, at: Date.now() });
  }

  reject(type) {
    this.#trouble.set(type, { count: Infinity, at: Date.now() });
  }

  forgive() {
    this.#trouble.clear();
  }

  make(type, carrier, clientId, current) {
    const url = this.#url(type);
    const { settings } = this;
    if (type === 'websocket') return new Socket(url.socket, settings.WebSocket, carrier);
    if (type !== 'eventsource') {
      return new Polling(type, url.http, { fetch: settings.fetch, credentials: settings.credentials, headers: this.headers }, carrier);
    }
    if (!(current instanceof Polling) || !clientId) throw localError('network', 'An event stream needs a session');
    const stream = new URL(url.http);
    stream.pathname = `${stream.pathname.replace(/\/$/, '')}/${encodeURIComponent(clientId)}`;
    return new EventStream(stream.href, settings.EventSource, settings.credentials === 'include', current, carrier);
  }

  #url(type) {
    return Object.hasOwn(this.alternates, type) ? this.alternates[type] : this.endpoint;
  }

  #pollingType() {
    const origin = globalThis.location?.origin;
    const own = origin === undefined || new URL(this.#url('long-polling').http).origin === origin;
    return own ? 'long-polling' : 'cross-origin-long-polling';
  }

  #usable(type) {
    if (this.#disabled.has(type)) return false;
    if (type === 'websocket') return typeof this.settings.WebSocket === 'function';
    if (type === 'eventsource') return typeof this.settings.EventSource === 'function';
    return typeof this.settings.fetch === 'function';
  }

  #worthIt(type) {
    const trouble = this.#trouble.get(type);
    if (!trouble || Date.now() - trouble.at > GRUDGE) return true;
    return this.#proven.has(type) && trouble.count < PATIENCE;
  }
}

// wake.mjs

const TICK = 15_000;
const LATE = 30_000;

function watch(owner) {
  const page = globalThis.document;
  const scope = globalThis.window ?? globalThis; // a worker has no window, but a network
  const listeners = [
    [scope, 'online', () => owner.online()],
    [scope, 'offline', () => owner.woken()],
    [scope, 'pageshow', (event) => { if (event.persisted) owner.woken(); }],
    [scope, 'pagehide', (event) => { if (!event.persisted) owner.leaving(); }],
    [page, 'visibilitychange', () => { if (!page.hidden) owner.woken(); }],
    [page, 'resume', () => owner.woken()],
  ];
  for (const [target, type, listener] of listeners) target?.addEventListener?.(type, listener);
  const clock = watchClock(() => { if (!page?.hidden) owner.woken(); });
  return () => {
    clearInterval(clock);
    for (const [target, type, listener] of listeners) target?.removeEventListener?.(type, listener);
  };
}

function watchClock(slept) {
  let last = Date.now();
  const clock = setInterval(() => {
    const now = Date.now();
    if (now - last > TICK + LATE) slept();
    last = now;
  }, TICK);
  if (typeof clock === 'object') /** @type {any} */ (clock).unref?.();
  return clock;
}

// core.mjs

const ANSWER_TIMEOUT = 30;
const FAREWELL = 10;
const FRESH = 5000;

class Core {
  extensions = new Extensions();
  connected = new Deferred();
  #halted = null;
  #farewell = null;
  #up = /** @type {boolean|null} */ (null);
  #count = 0;
  #waiting = 0;
  #trouble = undefined;
  #unwatch = null;

  constructor(endpoint, settings, advice, owner) {
    this.settings = settings;
    this.advice = advice;
    this.owner = owner;
    this.transports = new Transports(endpoint, settings);
    this.link = new Link(this.transports, {
      prepare: (envelope, ready) => this.#prepare(envelope, ready),
      receive: (message, envelope) => this.incoming.take(message, envelope),
      overdue: (envelope) => this.#overdue(envelope),
      up: () => this.#turn(true),
      down: (error, lived) => {
        this.#down(error);
        this.session.cut(error, lived);
      },
    });
    this.session = new Session(this.link, advice, settings, {
      nextId: () => this.#nextId(),
      established: (reply) => this.#established(reply),
      lost: () => this.#lost(),
      unreachable: (error) => this.#down(error),
    });
    this.subscriber = new Subscriber({
      send: (message, done, first) => this.#send(message, {}, done, first),
      inSession: () => this.link.clientId !== null,
      emit: owner.emit,
    });
    this.incoming = new Incoming(this.extensions, advice, {
      note: (message) => this.#note(message),
      deliver: (message) => this.subscriber.channels.deliver(message),
      halt: (error) => this.#halt(error),
      lose: (clientId, message) => this.#lose(clientId, message),
      again: (envelope, error) => this.#again(envelope, error),
    });
  }

  get closed() {
    return this.#farewell !== null;
  }

  refusal() {
    if (this.closed) return localError('closed', 'The client has disconnected');
    return this.#halted;
  }

  crowded() {
    if (this.#waiting < this.settings.queue) return null;
    return localError('full', 'Too many messages wait for the server', this.#trouble);
  }

  connect() {
    if (this.closed) {
      const refused = new Deferred();
      refused.setDeferredStatus('failed', this.refusal());
      return refused;
    }
    if (this.#halted) {
      this.#halted = null;
      this.advice.reconnect = 'retry';
      this.connected = new Deferred();
    }
    this.#start();
    return this.connected;
  }

  #start() {
    this.#unwatch ??= watch({
      woken: () => { if (Date.now() - this.link.heard > FRESH) this.session.probe(); },
      online: () => { this.transports.forgive(); this.session.probe(); },
      leaving: () => this.#leave(),
    });
    this.session.start();
  }

  subscribe(name, subscription, from) {
    this.subscriber.add(name, subscription, from);
    this.#start();
  }

  unsubscribe(name, subscription) {
    const done = new Deferred();
    this.subscriber.remove(name, subscription, (error) => done.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined));
    return done;
  }

  publish(channel, data, attempts, deadline = this.settings.deadline, publication) {
    this.#waiting++;
    const at = Number.isFinite(deadline) ? Date.now() + deadline * 1000 : undefined;
    const envelope = this.#send({ channel, data, clientId: '' }, { attempts, deadline: at }, (error) => {
      this.#waiting--;
      clearTimeout(timer);
      publication.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined);
    }, false);
    const timer = after(() => {
      envelope.trouble ??= this.#trouble;
      envelope.giveUp();
    }, deadline);
    publication.errback(() => envelope.giveUp());
    this.#start();
  }

  disconnect() {
    if (this.#farewell) return this.#farewell;
    const farewell = this.#farewell = new Deferred();
    this.subscriber.close(localError('closed', 'The client has disconnected'));
    if (!this.link.clientId) {
      this.#end();
      farewell.setDeferredStatus('succeeded');
      return farewell;
    }
    const envelope = this.#send({ channel: DISCONNECT, clientId: '' }, {}, (error) => {
      clearTimeout(timer);
      this.#end();
      farewell.setDeferredStatus(error ? 'failed' : 'succeeded', error ?? undefined);
    }, false);
    const timer = after(() => envelope.giveUp(), FAREWELL);
    return farewell;
  }

  #leave() {
    if (this.closed || this.transports.isDisabled('autodisconnect')) return;
    const { clientId } = this.link;
    this.#farewell = new Deferred();
    this.#farewell.setDeferredStatus('succeeded');
    this.subscriber.close(localError('closed', 'The page was left'));
    if (!clientId || !this.link.transport) return this.#end();
    const envelope = this.#envelope({ channel: DISCONNECT, clientId }, {}, () => {
      clearTimeout(timer);
      this.#end();
    });
    const timer = after(() => envelope.giveUp(), FAREWELL);
    this.link.direct(envelope);
  }

  #end() {
    const error = localError('closed', 'The client has disconnected');
    this.session.stop();
    this.link.close(error);
    this.#unwatch?.();
    this.#unwatch = null;
    this.connected.setDeferredStatus('failed', error);
    log('info', 'disconnected');
  }

  #halt(error) {
    if (this.closed || this.#halted) return;
    this.#halted = error;
    this.session.stop();
    this.subscriber.halt(error);
    this.link.close(error);
    this.#unwatch?.();
    this.#unwatch = null;
    this.connected.setDeferredStatus('failed', error);
    this.owner.emit('halted', error);
    log('warn', 'the server advised not to reconnect');
  }

  #established(reply) {
    log('info', `session on ${this.link.transport?.type}`);
    this.#trouble = undefined;
    this.subscriber.established(this.settings.replay ? reply : { channel: HANDSHAKE });
    this.connected.setDeferredStatus('succeeded');
    this.link.flush();
  }

  #lost() {
    if (this.connected.settled && !this.closed) this.connected = new Deferred();
    log('info', 'session lost');
  }

  #down(error) {
    this.#trouble = error;
    this.#turn(false);
  }

  #turn(up) {
    if (this.#up === up) return;
    this.#up = up;
    log('info', up ? 'transport up' : 'transport down');
    this.owner.emit(up ? 'transport:up' : 'transport:down');
  }

  #nextId() {
    this.#count = (this.#count + 1) % 2 ** 32;
    return this.#count.toString(36);
  }

  #envelope(message, terms, done) {
    const whole = { timeout: ANSWER_TIMEOUT, interval: this.settings.retry / 1000, ...terms };
    return new Envelope({ ...message, id: this.#nextId() }, whole, done, this.settings.scheduler);
  }

  #send(message, terms, done, first) {
    const envelope = this.#envelope(message, terms, done);
    this.link.post(envelope, first);
    return envelope;
  }

  #prepare(envelope, ready) {
    const { id } = envelope.message;
    this.extensions.run('outgoing', { ...envelope.message }, (wire, error) => {
      if (!wire) return envelope.fail(error);
      envelope.wire = { ...wire, id };
      if (wire.channel === SUBSCRIBE) this.subscriber.mark(envelope.wire);
      ready();
    });
  }

  #overdue(envelope) {
    const error = localError('network', 'The server did not answer in time');
    if (envelope.ofCycle) return this.link.fail(error);
    envelope.scheduler.fail();
    this.#again(envelope, error);
    this.session.probe();
  }

  #again(envelope, trouble) {
    envelope.trouble = trouble;
    this.link.outbox.again(envelope);
    this.link.flush();
  }

  #note(message) {
    if (!this.subscriber.offered) return;
    try {
      const position = this.settings.position(message);
      if (typeof position === 'number') this.subscriber.channels.note(message, position);
    } catch (error) {
      report(error); // the program's own function
    }
  }

  #lose(clientId, message) {
    if (clientId === null || clientId !== this.link.clientId) return;
    this.session.lose(message);
    this.#lost();
  }
}

// emitter.mjs

class Emitter {
  #listening = new Map();

  on(type, listener) {
    return this.#add(type, { listener, context: this, once: false, bare: true });
  }

  addListener(type, listener) {
    return this.on(type, listener);
  }

  once(type, listener) {
    return this.#add(type, { listener, context: this, once: true, bare: true });
  }

  bind(type, listener, context) {
    return this.#add(type, { listener, context, once: false, bare: false });
  }

  unbind(type, listener, context) {
    this.#keep(type, (l) => l.bare || (listener !== undefined && (l.listener !== listener || l.context !== context)));
  }

  removeListener(type, listener) {
    const found = (this.#listening.get(type) ?? []).findLast((l) => l.listener === listener);
    this.#keep(type, (l) => l !== found);
    return this;
  }

  removeAllListeners(type) {
    if (type === undefined) this.#listening.clear();
    else this.#listening.delete(type);
    return this;
  }

  listeners(type) {
    return (this.#listening.get(type) ?? []).map((l) => l.listener);
  }

  countListeners(type) {
    return this.listeners(type).length;
  }

  emit(type, ...args) {
    const heard = this.#listening.get(type) ?? [];
    for (const l of [...heard]) {
      if (l.once) this.#keep(type, (other) => other !== l);
      try { l.listener.apply(l.context, args); } catch (error) { report(error); }
    }
    return heard.length > 0;
  }

  trigger(type, ...args) {
    return this.emit(type, ...args);
  }

  #add(type, listening) {
    if (typeof listening.listener !== 'function') throw new TypeError('A listener must be a function');
    this.#listening.set(type, [...(this.#listening.get(type) ?? []), listening]);
    return this;
  }

  #keep(type, wanted) {
    const kept = (this.#listening.get(type) ?? []).filter(wanted);
    if (kept.length > 0) this.#listening.set(type, kept);
    else this.#listening.delete(type);
  }
}

// subscription.mjs

class Subscription extends Deferred {
  #cancelled = false;
  #withChannel = null;

  constructor(client, channel, listener, context) {
    super();
    this.client = client;
    this.channel = channel;
    this.listener = listener;
    this.context = context;
  }

  withChannel(listener, context) {
    if (typeof listener !== 'function') throw new TypeError('A listener must be a function');
    this.#withChannel = [listener, context];
    return this;
  }

  cancel() {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.client.unsubscribe(this.channel, this);
  }

  unsubscribe() {
    this.cancel();
  }

  apply(_context, args) {
    const { channel, data } = args[0];
    this.#tell(this.listener, this.context, [data]);
    if (this.#withChannel) this.#tell(this.#withChannel[0], this.#withChannel[1], [channel, data]);
  }

  #tell(listener, context, args) {
    if (this.#cancelled || !listener) return;
    try { listener.apply(context, args); } catch (error) { report(error); }
  }
}

// client.mjs

class Client extends Emitter {
  UNCONNECTED = 1;
  CONNECTING = 2;
  CONNECTED = 3;
  DISCONNECTED = 4;
  HANDSHAKE = 'handshake';
  RETRY = 'retry';
  NONE = 'none';
  CONNECTION_TIMEOUT = 60;
  DEFAULT_ENDPOINT = '/bayeux';
  INTERVAL = 0;

  #core;

  constructor(endpoint, options) {
    super();
    const settings = clientOptions(options);
    this.#core = new Core(endpoint || this.DEFAULT_ENDPOINT, settings, new Advice(settings.interval, settings.timeout), {
      emit: (type, ...args) => this.emit(type, ...args),
      client: this,
    });
  }

  get state() {
    if (this.#core.closed) return this.DISCONNECTED;
    if (this.#core.link.clientId) return this.CONNECTED;
    return this.#core.session.running ? this.CONNECTING : this.UNCONNECTED;
  }

  get clientId() {
    return this.#core.link.clientId;
  }

  disable(feature) {
    this.#core.transports.disable(feature);
  }

  setHeader(name, value) {
    this.#core.transports.headers[name] = value;
  }

  addWebsocketExtension(_extension) {
    log('warn', 'WebSocket extensions are the browser\'s own affair');
  }

  addExtension(extension) {
    this.#core.extensions.add(extension, this);
  }

  removeExtension(extension) {
    this.#core.extensions.remove(extension, this);
  }

  connect(callback, context) {
    const connected = this.#core.connect();
    connected.callback(callback, context);
    return connected;
  }

  handshake(callback, context) {
    return this.connect(callback, context);
  }

  callback(callback, context) {
    this.#core.connected.callback(callback, context);
  }

  errback(callback, context) {
    this.#core.connected.errback(callback, context);
  }

  disconnect() {
    return this.#core.disconnect();
  }

  subscribe(channel, callback, context, options) {
    if (Array.isArray(channel)) return channel.map((c) => this.subscribe(c, callback, context, options));
    if (callback && typeof callback !== 'function') throw new TypeError('A listener must be a function');
    const { replay } = subscribeOptions(options);
    const subscription = new Subscription(this, channel, callback, context);
    const refusal = this.#core.refusal() ?? (isName(channel) ? null : invalid(405, [String(channel)], 'Invalid channel'));
    if (refusal) subscription.setDeferredStatus('failed', refusal);
    else this.#core.subscribe(channel, subscription, replay);
    return subscription;
  }

  unsubscribe(channel, subscription) {
    if (Array.isArray(channel)) return channel.map((c) => this.unsubscribe(c, subscription));
    return this.#core.unsubscribe(channel, subscription);
  }

  publish(channel, data, options) {
    const { attempts, deadline } = publishOptions(options);
    const publication = new Deferred();
    const refusal = this.#core.refusal() ?? this.#core.crowded() ?? faulty(channel, data);
    if (refusal) publication.setDeferredStatus('failed', refusal);
    else this.#core.publish(channel, JSON.parse(JSON.stringify(data)), attempts, deadline, publication);
    return publication;
  }
}

function faulty(channel, data) {
  if (!isName(channel)) return invalid(405, [String(channel)], 'Invalid channel');
  if (isMeta(channel)) return invalid(403, [channel], 'Forbidden channel');
  try {
    if (JSON.stringify(data) !== undefined) return null;
  } catch (error) {
    return localError('invalid', 'The data cannot be written as JSON', error);
  }
  return invalid(402, ['data'], 'Missing required parameter');
}

function invalid(code, params, words) {
  return new BayeuxError('invalid', code, params, words);
}

// faye.mjs

const Faye = {
  VERSION,
  Client,
  Scheduler,
  Error: BayeuxError,
  get logger() { return logging.logger; },
  set logger(logger) { logging.logger = logger; },
};

export { BayeuxError as Error, Client, Scheduler, VERSION };
export default Faye;
