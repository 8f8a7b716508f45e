/** So long after the last time, once more does no harm. */
const REST = 100;

/**
 * Has what is asked for often be done now and then: at once when it was quiet, else when
 * some time has passed, and once for all that was asked meanwhile.
 * @template T
 * @param {import('./ui.js').Ui} ui
 * @param {(asked: T[]) => void} run
 * @returns {(ask: T, now?: boolean) => void} now: it cannot wait
 */
export function pace(ui, run) {
  /** @type {T[]} */
  let asked = [];
  let last = -Infinity;
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    const all = asked;
    asked = [];
    run(all);
  };
  ui.scope.add(() => clearTimeout(timer));
  return (ask, now = false) => {
    asked.push(ask);
    if (now || performance.now() - last >= REST) go();
    else timer ||= setTimeout(go, REST);
  };
}
