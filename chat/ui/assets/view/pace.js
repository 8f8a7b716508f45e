/** So long after the last time, once more does no harm. */
const REST = 100;
/** So long a press may take to become a click, which what is made anew under it would not get. */
const PRESS = 500;

/**
 * Has what is asked for often be done now and then: at once when it was quiet, else when
 * some time has passed, and once for all that was asked meanwhile; and not while something
 * is being pressed.
 * @template T
 * @param {import('./ui.js').Ui} ui
 * @param {(asked: T[]) => void} run
 * @returns {(ask: T, now?: boolean) => void} now: it cannot wait
 */
export function pace(ui, run) {
  /** @type {T[]} */
  let asked = [];
  let last = -Infinity;
  let pressed = -Infinity;
  let timer = 0;
  const go = (now = false) => {
    clearTimeout(timer);
    last = performance.now();
    timer = now || last - pressed >= PRESS ? 0 : setTimeout(go, REST);
    if (timer) return;
    const all = asked;
    asked = [];
    run(all);
  };
  ui.scope.add(() => clearTimeout(timer));
  ui.scope.listen(ui.shadow, 'pointerdown', () => (pressed = performance.now()));
  ui.scope.listen(ui.shadow, 'click', () => (pressed = -Infinity));
  return (ask, now = false) => {
    asked.push(ask);
    if (now || performance.now() - last >= REST) go(now);
    else timer ||= setTimeout(go, REST);
  };
}
