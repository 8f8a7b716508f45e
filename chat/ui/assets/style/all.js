import base from './base.js';
import composer from './composer.js';
import files from './files.js';
import layout from './layout.js';
import messages from './messages.js';
import pickers from './pickers.js';
import panes from './panes.js';
import rooms from './rooms.js';
import search from './search.js';
import tokens from './tokens.js';

/** What every element wears: one object for each sheet, however many elements there are. */
export const everything = [tokens, base, layout, rooms, messages, composer, files, panes, pickers, search];
