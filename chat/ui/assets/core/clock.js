/** The real time. Tests bring their own.
 * @type {import('./types.js').Clock} */
export const systemClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
