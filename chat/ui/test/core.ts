// That core.d.ts and elements.d.ts say of core.js and embed.js what is true. `make lint` checks it; it is never run.
import * as actual from '../assets/core.js';
import * as embed from '../assets/embed.js';
import type * as declared from '../core.js';
import type * as elements from '../elements.js';

export const core: typeof declared = actual;

export const chatAndElements: typeof elements = embed;

/** Nothing that is exported stays unsaid. */
export const all: Record<keyof typeof actual, keyof typeof declared> = {
  connect: 'connect', ApiError: 'ApiError', timeline: 'timeline', linkify: 'linkify', safeURL: 'safeURL',
};

export const allOfEmbed: Record<keyof typeof embed, keyof typeof elements> = { connect: 'connect' };

const { hub } = core.connect('/chat/');
const { room, release } = hub.room('ref:order:42');
room.on('change', ({ kind, added }) => console.log(kind, added.map((message) => message.author.displayName)));
// @ts-expect-error a room has no such event
room.on('changed', release);
// @ts-expect-error a message says something
room.send({ replyTo: 'm' });
export const state: string = room.send({ text: 'hi' }).state;

const chat = document.createElement('parley-chat');
chat.room = 'lobby';
chat.showMessage('m');
chat.addEventListener('parley-room', ({ detail }) => console.log(detail.room));

const upload = hub.upload(new File([], 'a.txt'));
upload.on('change', () => console.log(upload.sent / upload.size));
room.send({ text: '', files: [upload] });
