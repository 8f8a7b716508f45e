/**
 * Names the room in the window's title, and counts there what came while nobody looked.
 * @param {import('./ui.js').Ui} ui
 */
export function titleCount(ui) {
  let name = document.title;
  let count = 0;
  const show = () => {
    document.title = count > 0 ? `(${ui.texts.number(count)}) ${name}` : name;
  };
  ui.scope.listen(document, 'visibilitychange', () => {
    if (document.hidden) return;
    count = 0;
    show();
  });
  ui.scope.on(ui.hub.rooms, 'news', ({ message }) => {
    if (!document.hidden || message.author.id === ui.hub.viewer?.id) return;
    count++;
    show();
  });
  return {
    /** @param {string} room */
    name(room) {
      if (room) name = room;
      show();
    },
  };
}
