import { css } from './sheet.js';

/* Sizes follow the element, not the window: it may stand in a sidebar. */
export default css`
:host(parley-chat), :host(parley-app) { height: min(42rem, 85dvh); }
:host(parley-rooms), :host(parley-thread) { height: 100%; }
:host > :is(.page, .chat, .rooms) { height: 100%; }
.page { container: page / inline-size; }
.chat { container: chat / inline-size; }
:host(parley-composer) > .chat { height: auto; }

.page { display: grid; grid-template-columns: 18.5rem minmax(0, 1fr); }
.page > .chat { min-width: 0; height: 100%; }
.page.single { grid-template-columns: minmax(0, 1fr); }
.page.single > .rooms { display: none; }

.chat { display: flex; min-height: 0; position: relative; }
/* Each as wide as it is. */
.main, .pane { container: chat / inline-size; }
.main { display: flex; flex-direction: column; flex: 1; min-width: 0; height: 100%; }
.stage, .room, .list { display: flex; flex-direction: column; flex: 1; min-height: 0; position: relative; }
.alone { display: block; }
.alone > .room { height: 100%; }

.back { display: none; }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.6rem; min-height: 3.75rem; padding: 0.5rem 1.25rem; border-block-end: 1px solid var(--line); }
.about { flex: 1 1 7rem; min-width: 0; }
.titles { display: flex; align-items: baseline; gap: 0.65rem; min-width: 0; }
.top h1 { font-size: 1.08em; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.here { flex: none; margin-inline-start: -0.35rem; color: var(--muted); font-size: 0.8em; }
.here:dir(rtl) { margin-inline: 0 -0.35rem; }
.here::before { content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; margin-inline: 0.35rem; border-radius: 50%; background: light-dark(#22a06b, #4ccf94); }
.topic { color: var(--muted); font-size: 0.86em; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.topic:empty { display: none; }
.me { min-width: 0; min-height: 2.4rem; padding: 0.1rem 0.35rem; border: 0; background: none; --avatar: 1.9rem; }
.me:hover:enabled { background: var(--hover); }
.me .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 11rem; font-size: 0.92em; }
.top .problem { flex-basis: 100%; }

.banner { display: flex; align-items: center; justify-content: center; flex-wrap: wrap; gap: 0.5rem; padding: 0.35rem 1rem; background: var(--notice); color: var(--on-notice); font-size: 0.88em; }

.list + .loading, .room > .loading { position: absolute; inset: 0; background: var(--surface); z-index: 1; }
.stage > [data-testid=failure] { position: absolute; inset: 0; background: var(--surface); z-index: 2; }

.pane { display: flex; flex-direction: column; width: 23rem; flex: none; height: 100%; border-inline-start: 1px solid var(--line); background: var(--surface); }
.pane-top { display: flex; align-items: center; justify-content: space-between; min-height: 3.75rem; padding: 0.5rem 0.75rem 0.5rem 1.25rem; padding-inline: 1.25rem 0.75rem; border-block-end: 1px solid var(--line); }
.pane-top h2 { font-size: 1.02em; font-weight: 650; }
.pane > :last-child:not(.pane-top) { flex: 1; min-height: 0; }

.login { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.9rem; margin: 0 1.25rem 1rem; padding: 0.8rem 1rem; border-radius: var(--radius); background: var(--soft); }
.login-title { font-weight: 600; }
.ways { display: flex; flex-wrap: wrap; gap: 0.5rem; flex: 1 1 16rem; }
.guest { display: flex; flex-wrap: wrap; gap: 0.35rem 0.5rem; flex: 1 1 14rem; }
.guest .field { flex: 99 1 8rem; }
.guest .primary { flex: auto; }
.guest .problem { flex-basis: 100%; }

.toast { position: absolute; z-index: 3; inset-block-end: 5rem; inset-inline: 1rem; margin-inline: auto; width: fit-content; max-width: calc(100% - 2rem); display: flex; align-items: center; gap: 0.5rem; padding: 0.35rem 0.35rem 0.35rem 1rem; border: 1px solid transparent; border-radius: var(--radius); background: var(--text); color: var(--surface); box-shadow: 0 6px 24px var(--shade); font-size: 0.92em; }
.toast .icon-button { color: inherit; }

@container chat (max-width: 48rem) {
  .pane { position: absolute; inset: 0; width: auto; border: 0; z-index: 4; }
}

@container page (max-width: 46rem) {
  .page > .rooms, .page > .chat { grid-column: 1 / -1; grid-row: 1; }
  .page[data-pane=rooms] > .chat, .page[data-pane=room] > .rooms { display: none; }
}

@container chat (max-width: 30rem) {
  .top { padding-inline: 0.75rem; gap: 0.25rem; }
  .about { flex-basis: 4rem; }
  .titles { display: block; line-height: 1.2; }
  .me .name { position: absolute; width: 1px; clip-path: inset(50%); }
  .login { margin-inline: 0.75rem; }
}
`;
