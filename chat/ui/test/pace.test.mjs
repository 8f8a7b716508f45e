import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { pace } from '../assets/view/pace.js';
import { Scope } from '../assets/view/scope.js';

/** Runs what a page does at its pace, by a clock of the test. */
function paced(t) {
  let time = 0;
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => time);
  t.after(() => mock.reset());
  const ui = { scope: new Scope(), shadow: new EventTarget() };
  const ran = [];
  const ask = pace(ui, (asked) => ran.push(`${asked.join('+')} at ${time}`));
  return {
    ask, ran,
    end: () => ui.scope.end(),
    hears: (type) => ui.shadow.dispatchEvent(new Event(type)),
    pass(ms) {
      for (const end = time + ms; time < end;) {
        time += 10;
        mock.timers.tick(10);
      }
    },
  };
}

test('what is asked in the quiet is done at once, and what follows later and together', (t) => {
  const { ask, ran, pass } = paced(t);
  ask('a');
  ask('b');
  ask('c');
  assert.deepEqual(ran, ['a at 0']);
  pass(300);
  assert.deepEqual(ran, ['a at 0', 'b+c at 100']);
  ask('d');
  ask('e', true);
  assert.deepEqual(ran.slice(2), ['d at 300', 'e at 300']);
});

test('nothing is made anew under a press until it is a click', (t) => {
  const { ask, ran, pass, hears } = paced(t);
  hears('pointerdown');
  ask('a');
  pass(150);
  ask('b');
  assert.deepEqual(ran, []);
  hears('click');
  pass(100);
  assert.deepEqual(ran, ['a+b at 200']);
});

test('a press that becomes no click holds nothing up for long', (t) => {
  const { ask, ran, pass, hears } = paced(t);
  hears('pointerdown');
  ask('a');
  pass(1000);
  assert.deepEqual(ran, ['a at 500']);
});

test('what cannot wait does not wait for a press', (t) => {
  const { ask, ran, pass, hears } = paced(t);
  hears('pointerdown');
  ask('a');
  ask('b', true);
  pass(1000);
  assert.deepEqual(ran, ['a+b at 0']);
});

test('nothing is done after the end', (t) => {
  const { ask, ran, pass, end } = paced(t);
  ask('a');
  ask('b');
  end();
  pass(1000);
  assert.deepEqual(ran, ['a at 0']);
});
