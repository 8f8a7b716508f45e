/** Why one may not write in a room, in words. @param {import('./ui.js').Ui} ui @param {import('../core/room.js').Room} room */
export function whyBarred(ui, { standing: { barred, until } }) {
  return ui.t(`bar.${barred}${until && 'Until'}`, { time: until && ui.format.moment(new Date(until)) });
}
