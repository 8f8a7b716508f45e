// What the API answers and takes, and what it publishes: the schemas of ../openapi.yaml,
// of which `go generate ./chat` makes this file. Change those.

/** Made by the server; compare it, and take nothing out of it. */
export type ID = string;

export type Time = string;

/** The rev of a room at which something was made. It orders, and has holes. */
export type Seq = number;

/** How many changes a room has seen. */
export type Rev = number;

export type Role = 'owner' | 'moderator' | 'member' | 'read-only';

/** Somebody. Of the host itself, and of who is not known any more, all but the ID is empty. */
export interface User {
  /** Empty: the host itself. */
  id: string;
  displayName: string;
  /** Empty: none. */
  avatarUrl: string;
  /** Empty: none. */
  profileUrl: string;
  /** True: it is a program. */
  bot?: boolean;
  /** What others call them by after an "@"; absent: nothing. */
  handle?: string;
  erasedAt?: Time;
  /** The viewer blocks them. */
  blocked?: true;
}

/** The viewer, with what only they see. */
export type Me = User & {
  preferences: Preferences;
};

/** What others see of somebody. */
export interface Preferences {
  presence: boolean;
  readReceipts: boolean;
}

export interface MeEdit {
  preferences?: PreferencesEdit;
}

export interface PreferencesEdit {
  presence?: boolean | null;
  readReceipts?: boolean | null;
}

export interface Room {
  id: ID;
  kind: 'public' | 'private' | 'direct';
  /** Its name in URLs; empty: none. */
  slug: string;
  name: string;
  topic: string;
  /** What of the host's it belongs to, such as "order:42". */
  ref?: string;
  rev: Rev;
  /** After how many days messages are removed; absent: never. */
  retentionDays?: number;
  createdBy?: ID;
  createdAt: Time;
  /** How many milliseconds the messages of one person must be apart; absent: as they like. */
  slowModeMs?: number;
  /** Since when nobody may write in it. */
  archivedAt?: Time;
}

/** A room with what it is to who asks. */
export type ViewedRoom = Room & {
  viewer?: Viewer;
  /** Others who are in a direct room, which has no other name; absent in rooms of other kinds. */
  people?: User[];
  posting?: Posting;
};

/** Whether who asks may write in the room. Told of a single room; slow mode and limits apart. */
export interface Posting {
  allowed: boolean;
  /** Why not, as a problem says it: unauthenticated, forbidden, muted, archived … */
  code?: string;
  /** When that ends by itself; absent when nobody knows. */
  until?: Time;
}

/** A member's place in a room, as they see it. Who is no member has none. */
export interface Viewer {
  role: Role;
  readSeq: Seq;
  notify: Notify;
  /** Messages of others above readSeq; 100 stands for more. */
  unread: number;
  /** Those that call them, also in threads; 100 stands for more. */
  mentions: number;
}

/** A room in a list. */
export type ListedRoom = ViewedRoom & {
  last?: Preview;
};

/** The newest message of a room's main flow, as far as a list shows it. */
export interface Preview {
  id: ID;
  seq: Seq;
  author: User;
  /** How it begins. A tombstone has none. */
  text: string;
  createdAt: Time;
  deletedAt?: Time;
}

export interface RoomDraft {
  kind?: 'public' | 'private' | 'direct';
  /** A public room without a ref needs one. */
  slug?: string;
  ref?: string;
  /** All but direct rooms need one. */
  name?: string;
  topic?: string;
  retentionDays?: number;
  /** Who belongs to it besides its owner. A direct room needs at least one. */
  members?: string[] | null;
}

export interface RoomEdit {
  name?: string | null;
  topic?: string | null;
  retentionDays?: number | null;
  slowModeMs?: number | null;
  archived?: boolean | null;
}

export interface Member {
  room: ID;
  user: ID;
  role: Role;
  joinedAt: Time;
  readSeq: Seq;
}

/** A member with who it is. */
export interface Place {
  user: User;
  role: Role;
  joinedAt: Time;
}

export interface PlaceDraft {
  role?: '' | 'owner' | 'moderator' | 'member' | 'read-only';
}

export interface Unread {
  room: ID;
  readSeq: Seq;
  lastSeq: Seq;
  /** Messages of others above readSeq; 100 stands for more. */
  unread: number;
  /** Those that call them, also in threads; 100 stands for more. 0 where the level of their notify is none, or muteUntil is to come. */
  mentions: number;
}

/** The viewer's place in a room with what is left to read. */
export type Read = Member & {
  lastSeq: Seq;
  unread: number;
  mentions: number;
};

/** How far somebody has read. */
export interface Receipt {
  user: User;
  readSeq: Seq;
}

/** Who types. */
export interface Typist {
  user: User;
}

export interface Typists {
  items: Typist[];
}

export interface TypingDraft {
  /** False: they stopped. */
  typing?: boolean;
}

/** Who is there. */
export interface Attendee {
  user: User;
  status: 'online' | 'away' | 'offline';
}

export interface ReadMark {
  seq: Seq;
  /** Go back too: what is above seq is not read. */
  force?: boolean;
}

export interface Farewell {
  confirm: true;
}

export interface Invite {
  id: ID;
  room: ID;
  role: 'member' | 'read-only';
  createdBy: ID;
  createdAt: Time;
  expiresAt?: Time;
  /** 0: any number. */
  maxUses: number;
  uses: number;
}

/** An invite with its token, which is told once. */
export type NewInvite = Invite & {
  token: string;
};

export interface InviteDraft {
  role?: '' | 'member' | 'read-only';
  /** In the future. Default: never. */
  expiresAt?: string | null;
  /** 0: any number. */
  maxUses?: number;
}

/** The room that an invite let somebody into. */
export interface Accepted {
  room: Room;
  role: Role;
  /** False: they were a member already. */
  joined: boolean;
}

/** What a member wants to be told of in a room, with a sound or the like. */
export interface Notify {
  level: 'all' | 'mentions' | 'none';
  /** Until when it is nothing, whatever the level. */
  muteUntil?: Time;
}

export interface NotifyDraft {
  level?: '' | 'all' | 'mentions' | 'none';
  muteUntil?: Time;
}

export type RoomNotify = Notify & {
  room: ID;
  /** As in Unread. */
  mentions: number;
};

/** A ban or a mute, as those see it who keep order. */
export interface Sanction {
  kind: 'ban' | 'mute';
  /** Absent: everywhere. */
  room?: ID;
  user: User;
  /** Who decided it; absent: the host. */
  by?: ID;
  reason?: string;
  at: Time;
  /** When it ends by itself; absent: never. */
  until?: Time;
}

export interface SanctionDraft {
  reason?: string;
  /** In the future. */
  until?: Time;
}

/** What everybody in a room may know of a ban or a mute. */
export interface RestraintNow {
  room: ID;
  user: ID;
  kind: 'ban' | 'mute';
  /** Whether it is in force. */
  stands: boolean;
  until?: Time;
}

export interface Block {
  user: User;
  at: Time;
}

export interface Report {
  id: ID;
  room: ID;
  message: ID;
  /** Of the message. */
  author: ID;
  reporter: ID;
  reason: string;
  /** What the message said when it was reported; empty once the report is closed. */
  text: string;
  status: 'open' | 'resolved' | 'dismissed';
  createdAt: Time;
  closedAt?: Time;
  closedBy?: ID;
}

export interface ReportDraft {
  reason: string;
}

export interface ReportClosing {
  status: 'resolved' | 'dismissed';
  /** What is done first; only for resolved. */
  act?: '' | 'delete' | 'mute' | 'remove' | 'ban';
  /** For act and the audit log. */
  reason?: string;
  /** For mute and ban. */
  until?: Time;
}

/** An entry of the audit log. */
export interface Act {
  id: ID;
  /** Absent: everywhere. */
  room?: ID;
  /** Absent: the host. */
  actor?: ID;
  what: 'message.deleted' | 'message.pinned' | 'message.unpinned' | 'revision.purged' | 'member.role' | 'member.removed' | 'member.muted' | 'member.unmuted' | 'member.banned' | 'member.unbanned' | 'room.updated' | 'room.archived' | 'room.reopened' | 'invite.removed' | 'report.closed';
  /** To whom. */
  user?: ID;
  /** The ID of the message, invite or report, the role, or the names of what changed about the room. */
  object?: string;
  reason?: string;
  at: Time;
  until?: Time;
}

export interface Bot {
  user: User;
  /** The room that it was made for. Absent: the whole module. */
  room?: ID;
  createdBy: ID;
  createdAt: Time;
}

export interface BotDraft {
  /** One line. */
  name: string;
  /** http or https. */
  avatarUrl?: string;
}

export interface BotToken {
  id: ID;
  /** Its user. */
  bot: ID;
  scopes: Scope[];
  /** Where it may be used. Empty: everywhere. */
  rooms: ID[];
  createdBy: ID;
  createdAt: Time;
  /** Absent: never. */
  expiresAt?: Time;
  /** The hour of its last use. Absent: never. */
  lastUsedAt?: Time;
}

/** A token with its secret, which is told once. */
export type NewBotToken = BotToken & {
  /** For the header Authorization, after "Bearer ". */
  token: string;
};

export interface TokenDraft {
  scopes: Scope[];
  /** IDs. Default: the room of the bot, or all. */
  rooms?: string[] | null;
  /** In the future. Default: never. */
  expiresAt?: string | null;
}

/** What a token may be used for. What no scope stands for is for people alone. */
export type Scope = 'rooms:read' | 'rooms:write' | 'members:read' | 'members:write' | 'messages:read' | 'messages:write' | 'reactions:write';

export interface IncomingWebhook {
  id: ID;
  room: ID;
  /** Who it writes as. */
  user: User;
  createdBy: ID;
  createdAt: Time;
}

/** An incoming webhook with its token, which is told once. */
export type NewIncomingWebhook = IncomingWebhook & {
  token: string;
  /** Where to post, relative to the mount. */
  path: string;
};

export interface HookDraft {
  text: string;
  /** One line. Default: as it is. */
  name?: string;
  /** http or https. Default: as it is. */
  avatar?: string;
  /** The sender's own name for the message. */
  clientId?: string;
}

export interface Webhook {
  id: ID;
  /** Absent: all but direct ones. */
  room?: ID;
  url: string;
  /** Kinds. Empty: all. */
  events: string[];
  createdBy: ID;
  createdAt: Time;
  /** Since when it is told nothing. Absent: it is. */
  disabledAt?: Time;
  /** Why, if that was nobody's wish. */
  reason?: string;
}

/** A webhook with its secret, which is told once. */
export type NewWebhook = Webhook & {
  /** As libraries for Standard Webhooks take it. */
  secret: string;
};

export interface WebhookDraft {
  /** http or https, on port 80, 443 or above 1023, to what is on the Internet or in a network that the host allows. */
  url: string;
  /** Kinds. Default: all. */
  events?: string[] | null;
}

export interface WebhookEdit {
  url?: string | null;
  events?: string[] | null;
  /** True: it is told again. False: it is told nothing. */
  enabled?: boolean | null;
}

export interface Delivery {
  room: ID;
  rev: Rev;
  attempts: number;
  /** What the last one came to. */
  reason: string;
  failedAt?: Time;
}

export interface Command {
  name: string;
  description: string;
  /** What comes after the name. */
  usage: string;
}

export interface CommandList {
  items: Command[];
}

export interface CommandResult {
  /** Its name. */
  command: string;
  /** Empty: it was done. */
  text: string;
  nodes?: Node[];
}

export interface Message {
  id: ID;
  room: ID;
  seq: Seq;
  rev: Rev;
  author: User;
  /** The author's own name for it. */
  clientId: string;
  /** As it was written. A tombstone has none. */
  text: string;
  /** What the text says as Markdown. Absent when it is plain text, to be shown as it is. */
  nodes?: Node[];
  replyTo?: ID;
  quote?: Quote;
  /** The message that began the thread in which it stands. */
  thread?: ID;
  /** It stands in the main flow too. */
  inRoom?: true;
  replies?: Thread;
  /** The files that came with it. */
  attachments?: Attachment[];
  createdAt: Time;
  editedAt?: Time;
  deletedAt?: Time;
  deletedBy?: ID;
  /** In the order in which they came. */
  reactions?: Tally[];
  pinnedAt?: Time;
  pinnedBy?: ID;
}

/** A part of a marked-up text. Of a type that is not known, its nodes are shown. */
export interface Node {
  type: 'paragraph' | 'quote' | 'list' | 'item' | 'codeBlock' | 'text' | 'emphasis' | 'strong' | 'strikethrough' | 'code' | 'link' | 'mention' | 'break';
  /** What a text */
  text?: string;
  /** The ID of whom a mention calls; absent: everybody in the room. */
  user?: string;
  /** Where a link leads. */
  url?: string;
  /** What a link says besides. */
  title?: string;
  /** Of a codeBlock. */
  language?: string;
  /** A list with numbers. */
  ordered?: true;
  /** Its first number. Default 0. */
  start?: number;
  /** What is in it. */
  nodes?: Node[];
}

/** One emoji under a message. */
export interface Tally {
  emoji: string;
  count: number;
  /** The first of them. */
  users: ID[];
}

export interface Bookmark {
  message: Message;
  at: Time;
}

/** What a message said before it was edited. */
export interface Revision {
  message: ID;
  /** The rev of the edit that replaced it. */
  n: number;
  text: string;
  replacedAt: Time;
  replacedBy: ID;
}

/** A file that came with a message. */
export interface Attachment {
  id: ID;
  name: string;
  /** The media type that its bytes have. Empty: it is not complete. */
  type: string;
  /** In bytes. */
  size: number;
  /** Of a picture that can be shown, in pixels. */
  width?: number;
  height?: number;
  /** Where the bytes are, relative to the mount. */
  url: string;
  /** Where a small version of a picture is. Absent: there is none. */
  thumbnailUrl?: string;
}

/** A file that no message has yet. */
export type Upload = Attachment & {
  /** How many bytes are here for good. */
  offset: number;
  /** A message can have it. */
  complete: boolean;
  /** When it is removed if no message has it. */
  expiresAt: Time;
};

export interface UploadDraft {
  /** What it is called. What no file system would take is left out of it. */
  name?: string;
  /** In bytes, at most limits.fileSize of meta. */
  size: number;
}

/** The bytes as they are. */
export type Bytes = string;

/** What a message says now that another one answers. */
export interface Quote {
  id: ID;
  seq: Seq;
  author: User;
  /** How it begins. */
  text: string;
  /** How many files came with it. */
  attachments?: number;
  deletedAt?: Time;
}

/** The thread that a message began. */
export interface Thread {
  count: number;
  lastSeq: Seq;
}

export interface Draft {
  /** Default: a new one. */
  clientId?: string;
  /** At most limits.textLength characters of meta, and not blank unless there are attachments. */
  text: string;
  /** Complete uploads of the author that no message has; at most limits.attachments of meta. */
  attachments?: ID[] | null;
  /** A message of the room. */
  replyTo?: string;
  /** A message of the room. Default: the main flow. */
  thread?: string;
  inRoom?: boolean;
}

export interface Edit {
  /** Not blank unless attachments are left. */
  text: string;
  /** Those of the message that stay. Default: all. */
  attachments?: ID[] | null;
}

export interface RoomPage {
  items: ListedRoom[];
  page: IDCursor;
}

export interface PlacePage {
  items: Place[];
  page: IDCursor;
}

export interface InvitePage {
  items: Invite[];
  page: IDCursor;
}

export interface BotPage {
  items: Bot[];
  page: IDCursor;
}

export interface BotTokenPage {
  items: BotToken[];
  page: IDCursor;
}

export interface IncomingWebhookPage {
  items: IncomingWebhook[];
  page: IDCursor;
}

export interface WebhookPage {
  items: Webhook[];
  page: IDCursor;
}

export interface FailurePage {
  items: Delivery[];
  page: FailureCursor;
}

/** Where the list goes on. */
export interface FailureCursor {
  after: string;
  afterRev: number;
  hasAfter: boolean;
}

export interface UnreadPage {
  items: Unread[];
  page: IDCursor;
}

export interface ReceiptPage {
  items: Receipt[];
  page: IDCursor;
}

export interface AttendeePage {
  items: Attendee[];
  page: IDCursor;
}

export interface SanctionPage {
  items: Sanction[];
  page: IDCursor;
}

export interface ReportPage {
  items: Report[];
  page: IDCursor;
}

export interface BlockPage {
  items: Block[];
  page: NewestCursor;
}

export interface ActPage {
  items: Act[];
  page: ActCursor;
}

/** Where the audit log goes on. */
export interface ActCursor {
  /** For the query of the next page. */
  before: string;
  hasBefore: boolean;
}

/** Where a list in the order of IDs goes on. */
export interface IDCursor {
  /** For the query of the next page. */
  after: string;
  hasAfter: boolean;
}

export interface MessagePage {
  items: Message[];
  page: SeqCursor;
  asOf: Rev;
}

export interface SeqCursor {
  before: Seq;
  after: Seq;
  hasBefore: boolean;
  hasAfter: boolean;
}

export interface PinPage {
  items: Message[];
  page: NewestCursor;
}

export interface ThreadMark {
  /** The seq up to which they have read; 0: it stays. */
  seq?: number;
}

/** A thread that the viewer follows. */
export interface Followed {
  message: Message;
  readSeq: Seq;
  lastSeq: Seq;
  /** Answers of others above readSeq; 100 stands for more. */
  unread: number;
}

export interface FollowedPage {
  items: Followed[];
  page: NewestIDCursor;
}

export interface UserPage {
  items: User[];
  page: IDCursor;
}

export interface MentionPage {
  items: Message[];
  page: NewestIDCursor;
}

/** Where a list in the order of IDs goes on that begins with the newest. */
export interface NewestIDCursor {
  /** For the query of the next page. */
  before: string;
  hasBefore: boolean;
}

export interface BookmarkPage {
  items: Bookmark[];
  page: NewestCursor;
}

export interface RevisionPage {
  items: Revision[];
  page: NewestCursor;
}

/** Where a list goes on that begins with the newest. */
export interface NewestCursor {
  /** For the query of the next page. */
  before: number;
  hasBefore: boolean;
}

export interface HitPage {
  items: Hit[];
  page: HitCursor;
}

/** Where the hits go on. */
export interface HitCursor {
  /** For the query of the next page. */
  before: string;
  hasBefore: boolean;
}

/** A message that was found. */
export interface Hit {
  message: Message;
  room: Room;
  /** Where the words that were looked for stand in the text of the message, in order. */
  highlights: Range[];
}

/** A part of a text in UTF-16 code units, as String.slice of JavaScript takes it. */
export interface Range {
  start: number;
  end: number;
}

export interface EventPage {
  items: Event[];
  asOf: Rev;
  hasAfter: boolean;
}

/** What happened, with the state of today: the same over REST and, on the channels /rooms/{id} and /users/{id}, over Bayeux. Applying it twice does no harm. */
export type Event = MessageEvent | MemberEvent | RoomEvent | OwnEvent | BookmarkEvent | MentionEvent | FollowEvent | ExpiredEvent | ErasedEvent | RestraintEvent | BlockEvent;

/** What every event has. */
export interface Occurrence {
  id: ID;
  /** The one that it took: 1, 2, 3 … without holes. */
  rev: number;
  at: Time;
  actor: User;
  /** That of the message that was created. */
  clientId?: string;
}

export type MessageEvent = Occurrence & {
  event: 'message.created' | 'message.updated' | 'message.deleted' | 'reaction.added' | 'reaction.removed' | 'pin.added' | 'pin.removed';
  room: ID;
  payload: Message | Lost;
};

export type MemberEvent = Occurrence & {
  event: 'member.joined' | 'member.updated' | 'member.left';
  room: ID;
  payload: MemberNow;
};

export type RoomEvent = Occurrence & {
  event: 'room.updated' | 'room.archived';
  room: ID;
  payload: Room | Lost;
};

/** In the log of a user, on all their devices. */
export type OwnEvent = Occurrence & {
  event: 'room.added' | 'room.removed';
  user: ID;
  payload: Room | Lost;
};

/** In the log of a user, on all their devices. */
export type BookmarkEvent = Occurrence & {
  event: 'bookmark.added' | 'bookmark.removed';
  user: ID;
  payload: Message | Lost;
};

/** Somebody, who need be no member, may not write there or be there any more, or may again. */
export type RestraintEvent = Occurrence & {
  event: 'member.muted' | 'member.unmuted' | 'member.banned' | 'member.unbanned';
  room: ID;
  payload: RestraintNow;
};

/** In the log of a user, on all their devices. A message calls them. */
export type MentionEvent = Occurrence & {
  event: 'mention.added';
  user: ID;
  payload: Message | Lost;
};

/** In the log of a user, on all their devices. The message began the thread. */
export type FollowEvent = Occurrence & {
  event: 'thread.followed' | 'thread.unfollowed';
  user: ID;
  payload: Message | Lost;
};

/** In the log of a user, on all their devices. */
export type BlockEvent = Occurrence & {
  event: 'block.added' | 'block.removed';
  user: ID;
  payload: Blocking;
};

export type ExpiredEvent = Occurrence & {
  event: 'messages.expired';
  room: ID;
  payload: Expired;
};

export type ErasedEvent = Occurrence & {
  event: 'user.erased';
  room: ID;
  payload: Erased;
};

/** News for those who are connected now, over Bayeux alone: on /rooms/{id}/live and /users/{id}. It stands in no log and is never told again. */
export type Signal = TypingSignal | PresenceSignal | ReceiptSignal | ReadSignal | PreferencesSignal | NotifySignal | ThreadSignal | ThreadReadSignal;

/** For the user's own devices. Somebody answered in a thread that they follow. */
export interface ThreadSignal {
  event: 'thread.updated';
  user: ID;
  payload: ThreadNews;
  at: Time;
}

export interface ThreadNews {
  room: ID;
  thread: ID;
  lastSeq: Seq;
}

/** For the user's own devices. They read a thread that they follow, on one of them. */
export interface ThreadReadSignal {
  event: 'thread.read';
  user: ID;
  payload: ThreadRead;
  at: Time;
}

/** How far somebody has read a thread, and how many messages of others are above that, as of lastSeq; 100 stands for more. */
export interface ThreadRead {
  room: ID;
  thread: ID;
  readSeq: Seq;
  lastSeq: Seq;
  unread: number;
}

export interface TypingSignal {
  event: 'typing.started' | 'typing.stopped';
  room: ID;
  payload: Typist;
  at: Time;
}

export interface PresenceSignal {
  event: 'presence.updated';
  room: ID;
  payload: Attendee;
  at: Time;
}

export interface ReceiptSignal {
  event: 'receipt.updated';
  room: ID;
  payload: Receipt;
  at: Time;
}

/** For the user's own devices. unread is as of lastSeq. */
export interface ReadSignal {
  event: 'read.updated';
  user: ID;
  payload: Unread;
  at: Time;
}

/** For the user's own devices. */
export interface PreferencesSignal {
  event: 'preferences.updated';
  user: ID;
  payload: Preferences;
  at: Time;
}

/** For the user's own devices. */
export interface NotifySignal {
  event: 'notify.updated';
  user: ID;
  payload: RoomNotify;
  at: Time;
}

/** All that is left of what is no longer there, or no longer for this user. */
export interface Lost {
  id: ID;
}

/** Somebody's place in the room; who left has no role. */
export interface MemberNow {
  room: ID;
  user: ID;
  role?: Role;
  joinedAt?: Time;
}

export interface Expired {
  /** Every message up to it was removed. */
  throughSeq: Seq;
}

export interface Blocking {
  /** Whom the user blocks or does not block any more. */
  user: ID;
}

export interface Erased {
  /** Whose every message in the room is a tombstone now. */
  user: ID;
}

export interface Meta {
  version: string;
  /** Where this document is, relative to the mount. */
  openapi: string;
  /** Null: nobody is logged in. */
  viewer: User | null;
  /** The default room. Null: the viewer may not read it. */
  lobby: Room | null;
  /** Where the Bayeux server is, relative to the mount. Null: nowhere. */
  bayeux: string | null;
  logins: Login[];
  /** Where to POST to log out, relative to the mount. Empty: nowhere. */
  logout: string;
  limits: Limits;
}

export interface Login {
  /** An address to go to, or one to POST {"name": …} to. */
  kind: 'link' | 'guest';
  label: string;
  /** Relative to the mount. */
  url: string;
}

export interface Limits {
  /** The most characters of a message. */
  textLength: number;
  /** The most bytes of a request's body. */
  bodySize: number;
  /** The most of a page. */
  pageSize: number;
  /** The most bytes of a file; 0: there are no attachments. */
  fileSize: number;
  /** The most files of a message. */
  attachments: number;
}

/** A failure (RFC 9457). */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /** For people. */
  detail: string;
  code: Code;
  errors?: FieldProblem[];
  /** When it ends by itself, for muted and banned. */
  until?: Time;
  /** The rev from which to start afresh, for replay_expired. */
  resetFrom?: Rev;
}

/** For programs. */
export type Code = 'malformed' | 'unauthenticated' | 'forbidden' | 'insufficient_scope' | 'last_owner' | 'cross_origin' | 'not_found' | 'method_not_allowed' | 'conflict' | 'archived' | 'full' | 'gone' | 'replay_expired' | 'offset' | 'precondition_failed' | 'too_large' | 'unsupported_media' | 'validation' | 'idempotency_mismatch' | 'rate_limited' | 'slow_mode' | 'banned' | 'muted' | 'blocked' | 'internal' | 'unavailable' | 'timeout';

export interface FieldProblem {
  /** A JSON pointer (RFC 6901) into the body, or a parameter. */
  pointer: string;
  /** The broken rule: "required", "max". */
  code: string;
  detail: string;
}

export interface SeedUser {
  id: ID;
  displayName: string;
  profileUrl: string;
  avatarUrl: string;
}

export interface SeedMessage {
  /** The seq. */
  id: number;
  /** Fit for HTML: "<" is "&lt;". */
  content: string;
  userId: ID;
  created: Time;
  user: SeedUser;
}

export interface SeedDraft {
  content: string;
}

export interface SeedError {
  code: number;
  message: string;
  data: null;
}

export interface SeedList {
  data: SeedMessage[];
  error: null;
  success: true;
}

export interface SeedOne {
  data: SeedMessage;
  error: null;
  success: true;
}

export interface SeedGone {
  data: SeedDeleted;
  error: null;
  success: true;
}

export interface SeedDeleted {
  id: number;
}

export interface SeedMe {
  data: SeedUser | null;
  error: null;
  success: true;
}

export interface SeedFailure {
  data: null;
  error: SeedError;
  success: false;
}
