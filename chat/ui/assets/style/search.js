import { css } from './sheet.js';

export default css`
.search { display: flex; flex-direction: column; }
.search-form { display: grid; gap: 0.45rem; padding: 0.75rem 1.25rem; }
.search-scope { display: inline-flex; align-items: center; gap: 0.45rem; width: fit-content; min-height: 1.6rem; color: var(--muted); font-size: 0.9em; cursor: pointer; }
.search-scope input { width: 1rem; height: 1rem; margin: 0; accent-color: var(--accent); }
.search-results { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 0.65rem 1rem; scrollbar-width: thin; }
.search-results > button { display: flex; margin: 0.6rem auto 0; }
.search-status { padding: 0 0.6rem 0.4rem; color: var(--muted); font-size: 0.86em; }
.hit { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.7rem; width: 100%; padding: 0.5rem 0.6rem; border: 0; background: none; text-align: start; white-space: normal; line-height: 1.4; --avatar: 2rem; }
.hit:hover:enabled { background: var(--hover); }
.hit:focus-visible { outline-offset: -2px; }
.hit .avatar { grid-row: 1 / 3; align-self: start; }
.hit-top { display: flex; align-items: baseline; gap: 0.5rem; min-width: 0; }
.hit-name { font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hit-room { color: var(--muted); font-size: 0.84em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hit-top time { flex: none; margin-inline-start: auto; color: var(--muted); font-size: 0.76em; }
/* Whichever way a text runs, it begins beside its author. */
.hits:dir(rtl) .hit-text { text-align: right; }
.hit-text { text-align: left; overflow: hidden; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; }
input::-webkit-search-cancel-button { filter: grayscale(1); opacity: 0.6; }
mark { padding-inline: 0.1em; border-radius: 3px; background: light-dark(#ffe27a, #6b5514); color: inherit; }

.switcher { width: min(34rem, calc(100vw - 2rem)); margin: min(12vh, 7rem) auto auto; padding: 0.6rem; border: 1px solid var(--line); border-radius: calc(var(--radius) * 1.2); background: var(--raised); color: inherit; font: inherit; box-shadow: 0 16px 60px var(--shade); }
.switcher::backdrop { background: rgb(10 14 18 / 0.35); }
.switcher-rooms { max-height: min(26rem, 60vh); margin-block-start: 0.5rem; overflow-y: auto; scrollbar-width: thin; }
.switcher-rooms .choice { min-height: 2.7rem; }
`;
