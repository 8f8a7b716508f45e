/** Who looks away for so long is away. */
const AWAY = 60_000;

/**
 * Tells the chat when the browser came back from sleep, background or being
 * offline, when nobody looks, and when the page is left.
 * @param {import('../core/hub.js').Hub} hub
 * @returns {() => void} what ends it
 */
export function followBrowser(hub) {
  const ending = new AbortController();
  const { signal } = ending;
  let away = 0;
  const leave = () => hub.attend(false);
  addEventListener('online', () => hub.wake(), { signal });
  addEventListener('offline', () => hub.wake(), { signal });
  document.addEventListener('visibilitychange', () => {
    clearTimeout(away);
    if (document.hidden) {
      away = setTimeout(leave, AWAY);
      return;
    }
    hub.attend(true);
    hub.wake();
  }, { signal });
  // A new session is one of somebody who is there.
  hub.on('live', (state) => state === 'up' && document.hidden && leave());
  // A page kept for the back button may hold no connection.
  addEventListener('pagehide', () => hub.pause(), { signal });
  addEventListener('pageshow', (event) => {
    if (event.persisted) hub.resume();
  }, { signal });
  return () => {
    clearTimeout(away);
    ending.abort();
  };
}
