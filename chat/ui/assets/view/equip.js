import { answers } from './answers.js';
import { attach } from './attach.js';
import { Completion } from './complete.js';
import { commandSource, emojiSource, peopleSource } from './sources.js';

/**
 * Gives a composer what is more than writing: files, words that complete themselves, and what commands answer.
 * @param {import('./ui.js').Ui} ui
 * @param {import('../core/room.js').Room} room
 * @param {import('./composer.js').Composer} composer
 * @param {HTMLElement} area on which files may be dropped
 * @param {string} [thread]
 */
export function equip(ui, room, composer, area, thread = '') {
  answers(ui, room, composer, thread);
  attach(ui, room, composer, area, thread);
  new Completion(ui, composer, [emojiSource(), peopleSource(ui, room), commandSource(ui, room)]);
}
