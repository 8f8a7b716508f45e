import { css } from './sheet.js';

export default css`
.choices { max-height: min(21rem, 60vh); padding: 0.35rem; overflow-y: auto; }
.choice { display: flex; align-items: center; gap: 0.65rem; min-height: 2.4rem; padding: 0.2rem 0.6rem; border-radius: 8px; cursor: pointer; --avatar: 1.75rem; }
.choice:hover { background: color-mix(in oklab, var(--text) 5%, transparent); }
.choice[aria-selected=true] { background: color-mix(in oklab, var(--accent) 18%, var(--raised)); outline: 2px solid transparent; outline-offset: -2px; }
.choice[aria-selected=true] > .choice-note { color: inherit; }
.choice-picture { display: grid; place-items: center; flex: none; min-width: 1.75rem; font-size: 1.2em; line-height: 1; }
.choice-picture:empty { display: none; }
.choice-picture .avatar { font-size: calc(var(--avatar) * 0.37); }
.choice-label { flex: 0 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.choice-note { flex: 1; min-width: 0; color: var(--muted); font-size: 0.86em; text-align: end; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
`;
