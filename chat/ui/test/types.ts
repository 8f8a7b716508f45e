// What programs in TypeScript may make of api.d.ts, and what they may not. `make lint` checks it; it is never run.
import type { Draft, Event, Message, MessagePage, Meta, Problem, ViewedRoom } from '../api.js';

export const draft: Draft = { text: 'hi', replyTo: 'm' };
// @ts-expect-error a message says something
export const empty: Draft = { clientId: 'c' };
// @ts-expect-error the author is not for the sender to say
export const forged: Draft = { text: 'hi', author: 'somebody' };

export const lines = (page: MessagePage): string[] => page.items.map((m: Message) => `${m.author.displayName}: ${m.quote?.text ?? ''} ${m.text}`);
export const isReader = (room: ViewedRoom): boolean => room.viewer?.role === 'read-only';
// @ts-expect-error nobody is called that
export const isKing = (room: ViewedRoom): boolean => room.viewer?.role === 'king';
export const bayeux = (meta: Meta): string => meta.bayeux ?? `${meta.limits.textLength}`;
export const startAfresh = (p: Problem): number => (p.code === 'replay_expired' ? p.resetFrom ?? 0 : p.errors?.length ?? 0);

/** The kind of an event says what it carries, and there is no other kind. */
export function about(event: Event): string | number {
  switch (event.event) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
    case 'reaction.added':
    case 'reaction.removed':
    case 'pin.added':
    case 'pin.removed':
      return 'text' in event.payload ? event.payload.text : event.payload.id;
    case 'member.joined':
    case 'member.updated':
    case 'member.left':
      return event.room + event.payload.user + (event.payload.role ?? '');
    case 'room.updated':
    case 'room.archived':
      return 'name' in event.payload ? event.payload.name : event.payload.id;
    case 'room.added':
    case 'room.removed':
      return event.user + event.payload.id;
    case 'bookmark.added':
    case 'bookmark.removed':
      return event.user + event.payload.id;
    case 'mention.added':
    case 'thread.followed':
    case 'thread.unfollowed':
      return event.user + event.payload.id;
    case 'member.muted':
    case 'member.unmuted':
    case 'member.banned':
    case 'member.unbanned':
      return event.room + event.payload.user + event.payload.kind;
    case 'block.added':
    case 'block.removed':
      return event.user + event.payload.user;
    case 'messages.expired':
      return event.payload.throughSeq;
    case 'user.erased':
      return event.payload.user;
    default: {
      const none: never = event;
      return none;
    }
  }
}
