// What core.js exports: the chat without a page, for programs in TypeScript. Test/core.ts
// holds it against the modules. Messages and rooms are as they stand in memory: nothing in
// them is optional, and what is absent is empty or null.
import type { Node } from './api.js';

/**
 * The chat at a mount. Whoever asks for the same one on this page, an element or a program,
 * shares it. release gives it back; once all have, it ends.
 * @param base the mount, with its final slash. Default: the one that core.js came from.
 */
export function connect(base?: URL | string): { hub: Hub; release: () => void };

/** Tells listeners what happened, in the order in which they came. */
export interface Emitter<Events> {
  /** Returns what takes the listener off again. */
  on<Name extends keyof Events & string>(name: Name, listener: (detail: Events[Name]) => void): () => void;
}

export interface User {
  /** Empty: the host itself. */
  readonly id: string;
  /** Empty: nobody any more, or the host itself. */
  readonly displayName: string;
  readonly avatarUrl: string;
  readonly profileUrl: string;
  /** What calls them when it is written after an at sign; absent: nothing. */
  readonly handle?: string;
}

export interface RoomInfo {
  readonly id: string;
  /** public, private or direct. */
  readonly kind: string;
  readonly slug: string;
  readonly name: string;
  readonly topic: string;
  /** What of the host's it belongs to. */
  readonly ref: string;
  /** How many changes it has seen. */
  readonly rev: number;
  readonly createdAt: string;
  /** Empty: one may write. */
  readonly archivedAt: string;
  /** Our place in it; null: we are no member. */
  readonly viewer: { readonly role: string; readonly readSeq: number } | null;
}

export interface Message {
  readonly id: string;
  /** Its ID. */
  readonly room: string;
  /** Where it stands in the room; never changes. */
  readonly seq: number;
  /** The room's rev of its latest change. */
  readonly rev: number;
  readonly author: User;
  readonly clientId: string;
  /** Empty in a tombstone. */
  readonly text: string;
  /** What the text says as Markdown; null: it is plain. */
  readonly nodes: readonly Node[] | null;
  readonly createdAt: string;
  readonly editedAt: string;
  readonly deletedAt: string;
  readonly quote: { readonly id: string; readonly seq: number; readonly author: User; readonly text: string; readonly attachments: number; readonly deletedAt: string } | null;
  /** The message that began the thread in which it stands. */
  readonly thread: string;
  readonly inRoom: boolean;
  readonly replies: { readonly count: number; readonly lastSeq: number } | null;
  readonly reactions: readonly { readonly emoji: string; readonly count: number; readonly users: readonly string[] }[];
  readonly pinnedAt: string;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Where its bytes are, and those of a small version of a picture (empty: there is none), relative to the mount. */
  readonly url: string;
  readonly thumbnailUrl: string;
  /** Of a picture, in pixels; 0: it is none. */
  readonly width: number;
  readonly height: number;
}

/** A file on its way to the server. */
export interface Upload extends Emitter<{ change: undefined }> {
  readonly name: string;
  /** In bytes, and how many of them are there. */
  readonly size: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed';
  readonly error: ApiError | null;
  /** Sends what the server does not have; a message that has it does so by itself. */
  run(): Promise<string>;
  /** Stops, and has the server forget it. */
  cancel(): void;
}

/** What one sends. */
export interface Draft {
  text: string;
  /** Those of Hub.upload. They need not be there yet, even not the network. */
  files?: readonly Upload[];
  /** The ID of a message of the room. */
  replyTo?: string;
  /** The ID of the message that began the thread. */
  thread?: string;
  /** What is said in a thread stands in the main flow too. */
  inRoom?: boolean;
}

/** A message that the server has not confirmed. */
export interface Unsent {
  readonly clientId: string;
  /** Whose it is, and the ID of its room. */
  readonly author: string;
  readonly room: string;
  readonly createdAt: string;
  /** The same in milliseconds; it orders. */
  readonly at: number;
  readonly draft: Omit<Draft, 'files'> & { clientId: string };
  readonly uploads: readonly Upload[];
  /** waiting is retried by itself, failed only when asked to. */
  readonly state: 'queued' | 'sending' | 'waiting' | 'failed';
  readonly error: ApiError | null;
}

export interface Change {
  /** reset: everything is new. older and newer: from the history. outbox: of ours. */
  readonly kind: 'reset' | 'older' | 'newer' | 'live' | 'outbox';
  /** The messages that were not there before. */
  readonly added: readonly Message[];
  /** live: those that were said after the end of the stretch, each told once. */
  readonly beyond?: readonly Message[];
  /** live: somebody did it, not what was asked for here. */
  readonly pushed?: boolean;
}

/** An unbroken stretch of messages, in order of seq. */
export interface Store {
  readonly messages: readonly Message[];
  readonly loaded: boolean;
  /** Whether the server has some before the first one, or after the last one. */
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  message(id: string): Message | undefined;
}

/** How a room is read: closed says that there is none, or not for us. */
export type Phase = 'loading' | 'failed' | 'behind' | 'current' | 'closed';

export interface Room extends Emitter<{ change: Change; info: RoomInfo; phase: Phase; people: 'typing' | 'presence' | 'reads'; failed: ApiError }> {
  readonly name: string;
  /** Null until it is known. */
  readonly info: RoomInfo | null;
  readonly phase: Phase;
  readonly error: Error | null;
  readonly store: Store;
  readonly unsent: readonly Unsent[];
  /** Whether words of ours are welcome. */
  readonly writable: boolean;
  readonly standing: Standing;
  /** What commands said to us alone. */
  readonly answers: Answers;
  readonly moderates: boolean;
  /** Null until the room is known. */
  readonly people: People | null;
  /** Throws, with what bars us (Standing.barred) as the message, where we may not write. */
  send(draft: Draft): Unsent;
  /** Rejects with an ApiError; status 412: it was changed since. attachments: the IDs of those that stay. Default all. */
  edit(message: Message, text: string, attachments?: string[]): Promise<void>;
  /** Deletes it after so many milliseconds, unless that is undone by deletions. Default at once. */
  remove(id: string, ms?: number): Promise<void> | undefined;
  readonly deletions: Deletions;
  react(id: string, emoji: string, on: boolean): Promise<void>;
  pin(id: string, on: boolean): Promise<void>;
  join(): Promise<void>;
  markRead(seq: number): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Reads the stretch around a seq. Default: the newest messages. */
  jump(seq?: number): Promise<void>;
  /** Reads again at once what could not be read. */
  refresh(): void;
  thread(root: string): Thread;
  /** What is written and not sent yet. */
  readonly drafts: Drafts;
}

/** What will be deleted in a moment, by the IDs of the messages. */
export interface Deletions extends Emitter<{ change: string }> {
  has(id: string): boolean;
  undo(id: string): void;
}

/** Texts that survive a reload, of the room or of a thread in it. */
export interface Drafts {
  get(thread?: string): string;
  keep(text: string, thread?: string): void;
}

/** Whether we may write in a room. What begins or ends is told as info of the room. */
export interface Standing {
  /** Why words of ours are not welcome; empty: they are. */
  readonly barred: '' | 'loading' | 'login' | 'closed' | 'out' | 'ban' | 'archived' | 'mute' | 'readOnly';
  /** When that ends by itself; empty: nobody knows. */
  readonly until: string;
  /** How many milliseconds of slow mode are left until we may write again. */
  readonly pause: number;
}

/** What a command says to who typed it; text empty: it was done. */
export interface Answer {
  readonly command: string;
  readonly text: string;
  readonly nodes: readonly Node[] | null;
  /** The thread in which it was typed; empty: none. */
  readonly thread: string;
}

/** The latest answers of commands. */
export interface Answers extends Emitter<{ change: undefined }> {
  readonly list: readonly Answer[];
  dismiss(answer: Answer): void;
}

export interface Thread extends Emitter<{ change: Change; phase: string }> {
  readonly root: string;
  readonly store: Store;
  readonly unsent: readonly Unsent[];
  open(): void;
  close(): void;
  loadOlder(): Promise<void>;
}

export interface People {
  readonly typing: readonly User[];
  /** online, away or offline, by user. */
  readonly presence: ReadonlyMap<string, string>;
  readonly reads: ReadonlyMap<string, { readonly user: User; readonly readSeq: number }>;
  /** Says that we type, or with false that we stopped. */
  type(on?: boolean): void;
}

export interface Listed {
  readonly room: RoomInfo;
  /** Null: we are no member. unread, and mentions, which are those that call us: 100 stands for more. */
  readonly unread: { readonly readSeq: number; readonly lastSeq: number; readonly unread: number; readonly mentions: number } | null;
  /** How the newest message begins. */
  readonly last: { readonly id: string; readonly seq: number; readonly author: User; readonly text: string; readonly createdAt: string; readonly deletedAt: string } | null;
}

export interface RoomList extends Emitter<{ change: undefined; news: { room: RoomInfo; message: Message }; mention: Message }> {
  /** The latest first, those that we are in before others. */
  readonly list: readonly Listed[];
  readonly unread: number;
  readonly loaded: boolean;
  /** Keeps the list up to date until the function that it returns is called. */
  open(): () => void;
}

export interface LogIn {
  readonly kind: 'guest' | 'link';
  readonly label: string;
  readonly url: string;
}

export interface Hub extends Emitter<{ viewer: User | null; live: string; phase: string; room: Room }> {
  /** Null: nobody is logged in. */
  readonly viewer: User | null;
  readonly phase: string;
  /** stopped, connecting, up, down or refused. */
  readonly liveState: string;
  readonly rooms: RoomList;
  /** Opens a room by its ID, its slug or "ref:order:42", until it is released. */
  room(name: string): { room: Room; release: () => void };
  /** A file to send along with a message. */
  upload(file: File): Upload;
  logIn(logIn: LogIn, name: string): Promise<void>;
  logOut(): Promise<void>;
  /** Looks at once whether there is something new. */
  wake(): void;
}

/** An answer that is not the one asked for. */
export class ApiError extends Error {
  constructor(message: string, about?: { status?: number; code?: string; retryAfter?: number; until?: string });
  /** Of HTTP; 0: no answer came. */
  status: number;
  /** That of a Problem, or command (there is no such one), refused (for the reason that message has), unreachable, strange, loggedOut or beforeLogin. */
  code: string;
  retryAfter: number;
  /** When what stands in the way, such as a mute, ends by itself; empty: never, or it was not told. */
  until: string;
  /** Whether the same request may succeed later, unchanged. */
  get temporary(): boolean;
  get unauthenticated(): boolean;
}

export type Item =
  | { kind: 'day'; key: string; day: Date }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; head: boolean }
  | { kind: 'pending'; key: string; entry: Unsent; author: User; head: boolean };

/** Messages and unsent ones in the order in which they are shown, with a line before each new
 * day. head marks the first of a group. */
export function timeline(messages: readonly Message[], entries: readonly Unsent[], writer: User | null, firstUnread?: number): Item[];

/** Splits text at its plain URLs; href is '' for what is none. */
export function linkify(text: string): { text: string; href: string }[];

/** The URL if a browser may be sent there, else ''. */
export function safeURL(url: string, base?: string | URL): string;
