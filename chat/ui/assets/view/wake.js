/**
 * Tells the chat when the browser came back from sleep, background or being
 * offline, and lets go of the connection when the page is left.
 * @param {import('../core/chat.js').Chat} chat
 */
export function followBrowser(chat) {
  addEventListener('online', () => chat.wake());
  addEventListener('offline', () => chat.wake());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) chat.wake();
  });
  // A page kept for the back button may hold no connection.
  addEventListener('pagehide', () => chat.pause());
  addEventListener('pageshow', (event) => {
    if (event.persisted) chat.resume();
  });
}
