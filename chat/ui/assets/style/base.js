import { css } from './sheet.js';

export default css`
*, *::before, *::after { box-sizing: border-box; }

/* Styles such as display: flex would show it again. */
[hidden] { display: none !important; }

h1, h2, p, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--link); text-underline-offset: 2px; }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }

:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }

.icon { width: 1.25rem; height: 1.25rem; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.icon-more { stroke-width: 3; }
:dir(rtl) > :is(.icon-back, .icon-reply) { scale: -1 1; }

:where(button, .button) {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 0.4rem;
  min-height: 2.4rem;
  padding: 0.3rem 0.95rem;
  border: 1px solid var(--line);
  border-radius: calc(var(--radius) * 0.8);
  background: var(--raised);
  text-decoration: none;
  cursor: pointer;
  white-space: nowrap;
}

:where(button:hover:enabled, .button:hover) { background: var(--hover); }
button:disabled { opacity: 0.5; cursor: default; }

.primary { background: var(--accent); border-color: transparent; color: var(--on-accent); font-weight: 600; }
.danger { background: var(--danger); border-color: transparent; color: var(--on-danger); }
.primary:hover:enabled, .danger:hover:enabled { filter: brightness(1.08); }
.small { min-height: 1.9rem; padding: 0.1rem 0.7rem; font-size: 0.87em; }

.icon-button { min-height: 2.25rem; width: 2.25rem; padding: 0; border: 0; background: none; color: var(--muted); flex: none; border-radius: 10px; }
.icon-button:hover:enabled { background: var(--hover); color: var(--text); }
.link-button { min-height: 1.6rem; padding: 0 0.3rem; border: 0; background: none; color: var(--accent); font-weight: 600; }
.link-button:hover { text-decoration: underline; }

.field {
  width: 100%;
  min-width: 0;
  padding: 0.5rem 0.8rem;
  border: 1px solid var(--line);
  border-radius: calc(var(--radius) * 0.8);
  background: var(--surface);
}

.field::placeholder, .write::placeholder { color: var(--muted); opacity: 1; }
.field:focus-visible { outline-offset: -1px; }
textarea.field { display: block; resize: none; overflow-y: auto; max-height: min(40vh, 16rem); line-height: 1.4; }

/* In words that may run the other way than the page. */
:is(.stamp, .short, .room-time, .here, .status > span, .banner > span, .older) { unicode-bidi: plaintext; }
.line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; }
.hint { color: var(--muted); font-size: 0.82em; }
.problem { margin: 0.15rem 0; color: var(--danger); font-size: 0.88em; overflow-wrap: anywhere; }
.problem:empty { display: none; }
.tools { display: flex; align-items: center; gap: 0.15rem; }
.tools:empty { display: none; }

.avatar {
  position: relative;
  display: inline-flex;
  align-items: center;
  justify-content: center;
  flex: none;
  width: var(--avatar, 2.4rem);
  height: var(--avatar, 2.4rem);
  overflow: hidden;
  border-radius: var(--parley-avatar-radius, 32%);
  background: light-dark(oklch(0.52 0.09 calc(var(--hue, 0) * 1deg)), oklch(0.46 0.08 calc(var(--hue, 0) * 1deg)));
  color: #fff;
  font-size: calc(var(--avatar, 2.4rem) * 0.37);
  font-weight: 600;
  letter-spacing: 0.01em;
  user-select: none;
}

.avatar img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: var(--hover); }

.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.loading { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.75rem; padding: 1.5rem; text-align: center; color: var(--muted); }

.spinner { width: 1.7rem; height: 1.7rem; border: 3px solid var(--line); border-block-start-color: var(--accent); border-radius: 50%; animation: turn 0.9s linear infinite; }
.spinner.small { display: inline-block; width: 0.9rem; min-height: 0; height: 0.9rem; padding: 0; border-width: 2px; vertical-align: -0.1rem; }

@keyframes turn { to { transform: rotate(1turn); } }

@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 4s !important; transition: none !important; }
}
`;
