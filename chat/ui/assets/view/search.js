import { iconButton } from './icon-button.js';
import { SearchPane } from './search-pane.js';

/**
 * The button that opens the search beside the messages, and its key.
 * @param {import('./ui.js').Ui} ui
 * @param {import('./chat-view.js').ChatView} view
 */
export function searchTool(ui, view) {
  /** @type {SearchPane|null} */
  let search = null;
  const open = () => {
    if (view.pane.shown === 'search') return search?.focus();
    view.pane.open('search', ui.t('search'), (inner) => {
      search = new SearchPane(inner, { room: () => view.room, everywhere: ui.go !== null, go: ({ message }) => view.go(message) });
      return search.element;
    }, () => view.focus());
    search?.focus();
  };
  const opener = iconButton('search', ui.t('search'), open, { title: ui.t('searchKey'), hidden: true, testid: 'search-open' });
  const show = () => { opener.hidden = !ui.hub.viewer; };
  view.tools.append(opener);
  view.element.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || opener.hidden) return;
    // The browser finds only what is in sight. Pressed once more, the key is the browser's again.
    if (view.pane.shown === 'search' && view.pane.element.contains(ui.shadow.activeElement)) return;
    event.preventDefault();
    open();
  });
  ui.scope.on(ui.hub, 'viewer', show);
  show();
}
