// What the scripts share: the server's controls, and waiting for what must come.
const [, , base, transport] = process.argv;

const post = async (path, data) => {
  const answer = await fetch(base + path, { method: 'POST', body: JSON.stringify(data) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
};

const pause = ms => new Promise(done => setTimeout(done, ms));

module.exports = {
  url: base + '/faye',
  websocket: transport === 'websocket',
  publish: (channel, data) => post('/publish' + channel, data),
  restart: () => post('/restart'),
  stats: async () => (await fetch(base + '/stats')).json(),

  async until(what, holds) {
    const end = Date.now() + 60000;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error('never came: ' + what);
      await pause(20);
    }
  },

  same(what, got, want) {
    if (JSON.stringify(got) !== JSON.stringify(want)) {
      throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
    }
  },

  run(script) {
    script().then(
      () => { console.log('passed'); process.exit(0); },
      error => { console.log(error); process.exit(1); });
  },
};
