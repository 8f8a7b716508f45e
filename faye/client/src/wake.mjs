/** How often the clock is looked at, and how late is too late, in milliseconds. */
const TICK = 15_000;
const LATE = 30_000;

/**
 * Watches for the moments after which a connection may be dead without knowing:
 * the machine slept, the network changed, the page was put away and comes back.
 * @param {{ woken: () => void, online: () => void, leaving: () => void }} owner
 * @returns {() => void} ends it
 */
export function watch(owner) {
  const page = globalThis.document;
  const scope = globalThis.window ?? globalThis; // a worker has no window, but a network
  /** @type {[EventTarget|undefined, string, (event: any) => void][]} */
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

/**
 * Timers stand still while the machine sleeps; the time does not.
 * @param {() => void} slept
 */
function watchClock(slept) {
  let last = Date.now();
  const clock = setInterval(() => {
    const now = Date.now();
    if (now - last > TICK + LATE) slept();
    last = now;
  }, TICK);
  // In Node a watch must not keep a program alive that has nothing else to do.
  if (typeof clock === 'object') /** @type {any} */ (clock).unref?.();
  return clock;
}
