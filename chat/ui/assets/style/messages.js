import { css } from './sheet.js';

export default css`
.scroller { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; overflow-anchor: none; scroll-padding-block-start: 2.25rem; scrollbar-gutter: stable; display: flex; flex-direction: column; scrollbar-width: thin; }
/* Few messages stand at the bottom, near the composer; those of a thread below its root. */
.scroller > .older { margin-block-start: auto; }
.threaded .older { margin-block-start: 0; padding-block: 0.25rem; }
.messages { padding: 0 0 0.9rem; }

.older { padding: 1.25rem; text-align: center; color: var(--muted); font-size: 0.88em; min-height: 1rem; }
.empty { display: grid; justify-items: center; gap: 0.6rem; padding: 2rem 1rem; font-size: 1.08em; }
.empty .icon { width: 2.6rem; height: 2.6rem; stroke-width: 1.3; color: var(--accent); }

/* Messages pass behind all of its line. */
.day { position: sticky; inset-block-start: 0; z-index: 1; display: flex; justify-content: center; margin-block-start: 0.7rem; padding-block: 0.4rem; background: linear-gradient(var(--surface) 75%, transparent); pointer-events: none; font-size: 0.77em; }
.day > span { padding: 0.15rem 0.75rem; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: var(--muted); font-weight: 550; }

.unread-line { display: flex; align-items: center; gap: 0.6rem; margin: 0.7rem 1.25rem 0.1rem; color: var(--danger); font-size: 0.76em; font-weight: 650; }
.unread-line::before { content: ""; flex: 1; border-block-start: 1px solid currentColor; opacity: 0.5; }

.unread-bar { position: absolute; z-index: 2; inset-block-start: 0.5rem; inset-inline: 0; margin-inline: auto; width: fit-content; display: flex; align-items: center; padding-inline-start: 0.75rem; border-radius: 99px; background: var(--accent); color: var(--on-accent); font-size: 0.88em; box-shadow: 0 4px 16px var(--shade); }
.unread-bar button { color: inherit; background: none; }

.message { position: relative; display: grid; grid-template-columns: 2.4rem minmax(0, 1fr); gap: 0 0.8rem; padding: 0.1rem 1.25rem; scroll-margin: 3rem 0.5rem; }
.message.head { padding-block-start: 0.4rem; margin-block-start: 0.55rem; }
.message:hover, .message:focus-within { background: var(--hover); }
.message:focus-visible { outline-offset: -2px; border-radius: 8px; }
.message.found { animation: found 2.4s ease-out; }
.message.bookmarked, .message.pinned { background: color-mix(in oklab, var(--accent) 5%, var(--surface)); }
@keyframes found { from, 40% { background: var(--soft); } }

/* A time that is too wide begins sooner, before it runs into the text. */
.side { display: flex; justify-content: flex-end; }
.side .short { color: var(--muted); font-size: 0.68em; line-height: 1.4rem; visibility: hidden; white-space: nowrap; }
.message:hover .short, .message:focus-within .short { visibility: visible; }

.content { min-width: 0; }
/* Whichever way a text runs, it begins beside its author. */
.text { max-width: 48rem; text-align: left; }
.text:dir(rtl) { text-align: right; }
.byline { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5rem; line-height: 1.35; }
.byline.sr-only { display: block; }
.byline .name { font-weight: 650; overflow-wrap: anywhere; }
.name a { color: inherit; text-decoration: none; }
.name a:hover { text-decoration: underline; }
.byline .stamp { color: var(--muted); font-size: 0.78em; }

.body { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.body.emoji { font-family: var(--emoji); font-size: 2.1em; line-height: 1.25; }
.body :is(p, ul, ol, pre, blockquote) { margin: 0 0 0.35rem; unicode-bidi: plaintext; }
.body :is(ul, ol, pre, blockquote) { text-align: start; }
.body > :last-child { margin-block-end: 0; }
.body ul { list-style: disc; padding-inline-start: 1.4rem; white-space: normal; }
.body ol { list-style: decimal; padding-inline-start: 1.7rem; white-space: normal; }
.body li > p { margin: 0; white-space: pre-wrap; }
.body blockquote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); color: var(--muted); white-space: normal; }
.body blockquote > p { white-space: pre-wrap; }
.body code { padding: 0.1em 0.35em; border-radius: 5px; background: color-mix(in oklab, var(--text) 8%, transparent); font: 0.88em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.mention { padding: 0 0.25em; border-radius: 5px; background: var(--soft); color: var(--accent); font-weight: 550; }
.mention.me { background: var(--accent); color: var(--on-accent); }
.mention a { color: inherit; text-decoration: none; }
.body pre { padding: 0.6rem 0.8rem; overflow-x: auto; border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.7); background: var(--sunken); white-space: pre; tab-size: 4; }
.body pre code { padding: 0; background: none; }
.tombstone { color: var(--muted); font-style: italic; }
.dying { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.5rem; }
.edited, .mark { color: var(--muted); font-size: 0.76em; line-height: 1.3; }
.edited:is(button) { display: flex; min-height: 1.5rem; padding: 0; border: 0; background: none; }
.edited:is(button:hover) { text-decoration: underline; }
.mark { display: flex; align-items: center; gap: 0.25rem; }
.mark .icon { width: 0.95rem; height: 0.95rem; }

.quote { display: flex; max-width: 100%; min-height: 0; margin-block: 0.1rem 0.2rem; padding: 0.25rem 0.6rem; border: 0; border-inline-start: 3px solid var(--accent); border-radius: 4px; background: color-mix(in oklab, var(--text) 5%, transparent); color: var(--muted); font-size: 0.88em; text-align: start; }
:is(.quoted-name, .quoted-text) { overflow: hidden; text-overflow: ellipsis; }
.quoted-name { flex: none; max-width: 60%; }
.quoted-name { font-weight: 600; color: var(--text); }

.reactions { display: flex; flex-wrap: wrap; gap: 0.3rem; margin-block: 0.25rem 0.15rem; }
.reaction { min-height: 1.75rem; padding: 0 0.55rem; gap: 0.3rem; border-radius: 99px; border-color: transparent; background: color-mix(in oklab, var(--text) 6%, transparent); font-size: 0.92em; }
.reaction .count { font-size: 0.86em; font-variant-numeric: tabular-nums; }
.reaction[aria-pressed=true] { border-color: var(--accent); background: var(--soft); color: var(--accent); font-weight: 600; }
.reaction.add { color: var(--muted); visibility: hidden; }
.message:hover .reaction.add, .message:focus-within .reaction.add { visibility: visible; }
.reaction:disabled { opacity: 1; }
.reaction .icon { width: 1.05rem; height: 1.05rem; }

.thread-link { min-height: 1.6rem; margin-block-start: 0.1rem; padding: 0 0.5rem; margin-inline-start: -0.5rem; border: 0; background: none; color: var(--accent); font-size: 0.88em; font-weight: 600; }
.readers { display: flex; justify-content: flex-end; gap: 0.15rem; margin-block-start: 0.15rem; --avatar: 1.05rem; }

.actions { position: absolute; z-index: 1; inset-inline-end: 1.25rem; inset-block-start: -1rem; display: flex; padding: 0.15rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); box-shadow: 0 2px 10px var(--shade); }
.actions.low { inset-block-start: 0; }
.action { min-height: 1.8rem; min-width: 1.9rem; padding: 0 0.3rem; border: 0; border-radius: 7px; background: none; color: var(--muted); font-size: 0.86em; }
.action:hover:enabled { background: var(--hover); color: var(--text); }
.action:focus-visible { outline-offset: -2px; }
.action .icon { width: 1.1rem; height: 1.1rem; }
.action.touch { display: none; }

/* Fingers do not hover: there each message has a button for its menu. */
@media (hover: none) {
  .actions { display: none; }
  .message { grid-template-columns: 2.4rem minmax(0, 1fr) auto; }
  .action.touch { display: inline-flex; align-self: start; opacity: 0.6; margin-block: -0.2rem; margin-inline-end: -0.6rem; }
  .reaction.add { visibility: visible; }
}

.pending .body { opacity: 0.75; }
.pending .status { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.25rem; color: var(--muted); font-size: 0.8em; }
.pending[data-state="failed"] .status { color: var(--danger); }
.pending .action { padding: 0; text-decoration: underline; text-underline-offset: 2px; color: inherit; }

.edit { display: grid; gap: 0.4rem; padding: 0.2rem 0 0.4rem; }

.newer { position: absolute; z-index: 2; inset-block-end: 0.75rem; inset-inline: 0; margin-inline: auto; width: fit-content; border-radius: 99px; background: var(--accent); border-color: transparent; color: var(--on-accent); font-size: 0.9em; box-shadow: 0 4px 16px var(--shade); }
.newer.plain { inset-inline: auto 1.25rem; width: 2.5rem; height: 2.5rem; padding: 0; border-color: var(--line); background: var(--raised); color: var(--text); }
.newer .icon { width: 1.1rem; height: 1.1rem; }

@container chat (max-width: 30rem) {
  .message { grid-template-columns: 2rem minmax(0, 1fr); gap: 0 0.6rem; padding-inline: 0.75rem; --avatar: 2rem; }
  .side .short { font-size: 0.6em; }
  .actions { inset-inline-end: 0.75rem; }
  .unread-line { margin-inline: 0.75rem; }
}

@media (hover: none) {
  @container chat (max-width: 30rem) {
    .message { grid-template-columns: 2rem minmax(0, 1fr) auto; }
  }
}

@media (forced-colors: active) {
  .avatar, .newer, .primary, .pill, .unread-bar, .reaction { border: 1px solid; }
  .icon { stroke: ButtonText; }
  .day { background: none; }
  .room-item[aria-current], .reaction[aria-pressed=true] { outline: 2px solid Highlight; outline-offset: -2px; }
  .here::before, .presence::after { forced-color-adjust: none; }
}
`;
