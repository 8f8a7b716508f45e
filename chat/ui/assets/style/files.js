import { css } from './sheet.js';

export default css`
.files { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0.4rem; margin-block: 0.25rem; }
.picture { display: block; max-width: 100%; min-height: 1.5rem; padding: 0; overflow: hidden; border-color: color-mix(in oklab, var(--text) 10%, transparent); background: var(--sunken); cursor: zoom-in; }
.picture:focus-visible { outline-offset: 2px; }
.picture img { display: block; max-width: 100%; height: auto; color: var(--muted); font-size: 0.8em; }
.sent-file { position: relative; display: flex; align-items: center; max-width: 100%; }
.sent-file > .file { min-width: 0; }
.picture + .icon-button, .picture + .icon-button:hover:enabled { position: absolute; inset-block-start: 0.25rem; inset-inline-end: 0.25rem; min-height: 1.75rem; width: 1.75rem; background: var(--raised); color: var(--text); box-shadow: 0 1px 4px var(--shade); }
@media (hover: hover) { .sent-file:not(:hover, :focus-within) > .icon-button { opacity: 0; } }
.file { display: flex; align-items: center; gap: 0.65rem; width: 20rem; max-width: 100%; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.8); background: var(--raised); color: var(--text); text-decoration: none; }
.file:hover { background: var(--hover); }
.file .icon { color: var(--muted); }
.file-about { display: grid; flex: 1; min-width: 0; line-height: 1.3; }
.file-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 550; font-size: 0.92em; }
.file-size { color: var(--muted); font-size: 0.8em; }
.file-size.problem { margin: 0; color: var(--danger); }

.uploads { display: flex; flex-wrap: wrap; gap: 0.4rem; padding-block-end: 0.5rem; max-height: 11rem; overflow-y: auto; }
.upload { display: flex; align-items: center; gap: 0.55rem; width: 15.5rem; max-width: 100%; min-height: 3.5rem; padding: 0.35rem 0.3rem 0.35rem 0.4rem; padding-inline: 0.4rem 0.3rem; border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.8); background: var(--raised); }
.upload[data-state=failed] { border-color: var(--danger); }
.upload progress { width: 100%; height: 0.35rem; margin-block-start: 0.2rem; appearance: none; border: 0; border-radius: 99px; overflow: hidden; background: var(--line); }
.upload progress::-webkit-progress-bar { background: var(--line); }
.upload progress::-webkit-progress-value { background: var(--accent); }
.upload progress::-moz-progress-bar { background: var(--accent); }
.preview { display: grid; place-items: center; flex: none; width: 2.75rem; height: 2.75rem; overflow: hidden; border-radius: calc(var(--radius) * 0.55); background: var(--sunken); color: var(--muted); }
.preview canvas { width: 100%; height: 100%; }
.pending .uploads { padding-block: 0.25rem; }

.composer { position: relative; }
.drop { position: absolute; inset: 0; z-index: 5; padding: 0.75rem; background: color-mix(in oklab, var(--surface) 80%, transparent); pointer-events: none; }
.drop-here { display: flex; align-items: center; justify-content: center; gap: 0.6rem; height: 100%; border: 2px dashed var(--accent); border-radius: var(--radius); color: var(--accent); font-weight: 600; }

.lightbox { position: fixed; inset: 0; width: 100vw; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0; overflow: hidden; background: #0c0e11; color: #fff; font: inherit; }
.lightbox[open] { display: grid; grid-template: auto minmax(0, 1fr) / 3.75rem minmax(0, 1fr) 3.75rem; align-items: center; }
.lightbox::backdrop { background: none; }
.lightbox-top { grid-column: 1 / -1; display: flex; align-items: center; gap: 0.4rem; padding: 0.6rem 0.75rem; padding-inline-start: 1.25rem; padding-block-start: max(0.6rem, env(safe-area-inset-top)); }
.lightbox-top p { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.lightbox-count { margin-inline-start: 0.6rem; color: #b9c0c8; font-size: 0.86em; }
.lightbox :is(button, .button), .lightbox :is(button, .button):hover:enabled { width: 2.5rem; height: 2.5rem; padding: 0; border: 0; border-radius: 50%; background: rgb(255 255 255 / 0.14); color: #fff; justify-self: center; }
.lightbox :is(button, .button):hover { background: rgb(255 255 255 / 0.26); }
.lightbox :is(button, .button):focus-visible { outline-color: #fff; }
.lightbox button:disabled { visibility: hidden; }
.lightbox-before:dir(rtl) .icon, .lightbox-after:dir(ltr) .icon { scale: -1 1; }
.lightbox-before:dir(ltr) .icon { scale: 1 1; }
.lightbox-image { justify-self: center; max-width: 100%; max-height: 100%; object-fit: contain; min-height: 0; }

@container chat (max-width: 30rem) {
  .file { width: 100%; }
  .uploads { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; }
  .upload { flex: none; width: min(13.5rem, 85%); }
  .upload:only-child { width: 100%; }
}
@media (max-width: 40rem) {
  .lightbox[open] { grid-template: auto minmax(0, 1fr) auto / 1fr 1fr; }
  .lightbox-image { grid-column: 1 / -1; grid-row: 2; }
  .lightbox-before, .lightbox-after { grid-row: 3; margin-block-end: max(1rem, env(safe-area-inset-bottom)); }
}
`;
