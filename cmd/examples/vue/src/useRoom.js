import { connect } from '/chat/embed.js';
import { onWatcherCleanup, shallowRef, watchEffect } from 'vue';

/**
 * A room, in the words of Vue: the same one that <parley-chat> shows, over the same connection.
 * @param {() => string} name of the room, as its attribute has it
 */
export function useRoom(name) {
  const last = shallowRef(null);
  let ask = () => {};
  watchEffect(() => {
    const { hub, release: leave } = connect();
    const { room, release } = hub.room(name());
    const show = () => { last.value = room.store.messages.at(-1) ?? null; };
    const end = room.on('change', show);
    ask = (text) => room.send({ text });
    show();
    onWatcherCleanup(() => [end, release, leave].forEach((done) => done()));
  });
  return { last, ask: (text) => ask(text) };
}
