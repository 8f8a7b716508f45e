import { css } from './sheet.js';

export default css`
.rooms { display: flex; flex-direction: column; height: 100%; min-width: 0; background: var(--sunken); border-inline-end: 1px solid var(--line); }
.rooms-top { display: flex; align-items: center; justify-content: space-between; min-height: 3.75rem; padding: 0.5rem 1.1rem; }
.rooms-top h2 { font-size: 1.08em; font-weight: 650; }
.rooms > .field { width: auto; margin: 0 0.75rem 0.6rem; }
.rooms-note { padding: 0.5rem 1.1rem; color: var(--muted); font-size: 0.92em; }
.room-items { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 0.5rem 0.75rem; }

.room-item {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr) auto;
  grid-template-rows: auto auto;
  align-items: center;
  gap: 0 0.7rem;
  width: 100%;
  padding: 0.5rem 0.6rem;
  border: 0;
  border-radius: calc(var(--radius) * 0.9);
  background: none;
  text-align: start;
  line-height: 1.35;
}

.room-item:hover:enabled { background: color-mix(in oklab, var(--text) 5%, transparent); }
.room-item[aria-current], .room-item[aria-current]:hover:enabled { background: var(--soft); }
.room-item:focus-visible { outline-offset: -2px; }
.room-item > .avatar { grid-row: 1 / 3; --avatar: 2.5rem; }
.room-title, .room-said { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
/* Whichever way a text runs, it begins below the name. */
.room-said { text-align: left; }
.rooms:dir(rtl) .room-said { text-align: right; }
.room-time, .room-said { color: var(--muted); font-size: 0.84em; }
.room-time { font-size: 0.76em; justify-self: end; }
.room-title:has(~ .room-said:empty) { grid-row: 1 / 3; }
.room-item.unread .room-title { font-weight: 650; }
.room-item.unread .room-said { color: var(--text); }
.room-item.outside .room-title { color: var(--muted); }
.pills { justify-self: end; display: flex; gap: 0.25rem; }
.pill { min-width: 1.35rem; padding: 0 0.4rem; border-radius: 99px; background: var(--accent); color: var(--on-accent); font-size: 0.74em; font-weight: 650; line-height: 1.35rem; text-align: center; font-variant-numeric: tabular-nums; }
.pill[part=mention-count] { background: var(--danger); color: var(--on-danger); }

@container page (max-width: 46rem) {
  .page > .rooms { border: 0; }
  .page:not(.single) .back { display: inline-flex; margin-inline-start: -0.4rem; }
}
`;
