/** Counts new messages in the window's title while nobody looks at it. */
export function titleCount() {
  let name = '';
  let count = 0;
  const show = () => {
    document.title = count > 0 ? `(${count}) ${name}` : name;
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    count = 0;
    show();
  });
  return {
    /** @param {string} room */
    name(room) {
      name = room;
      show();
    },
    /** @param {number} more */
    add(more) {
      if (!document.hidden) return;
      count += more;
      show();
    },
  };
}
