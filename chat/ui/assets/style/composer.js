import { css } from './sheet.js';

export default css`
.composer { margin: 0 1.25rem 0.75rem; padding-block-end: env(safe-area-inset-bottom); }
.room > .composer { margin-block-start: 0; }
.alone > .composer { margin: 0; }
.writing { display: flex; align-items: flex-end; gap: 0.15rem; padding: 0.3rem; border: 1px solid var(--line); border-radius: calc(var(--radius) * 1.3); background: var(--raised); }
.writing:focus-within { border-color: transparent; outline: 2px solid var(--focus); outline-offset: -1px; }
.write { flex: 1; min-width: 0; padding: 0.4rem 0.7rem; border: 0; outline: 0; background: none; resize: none; overflow-y: auto; max-height: min(40vh, 16rem); line-height: 1.45; }
.write:disabled { cursor: not-allowed; }
.anonymous > .main > .stage .composer { display: none; }
.off .writing { background: var(--sunken); }
.off .tools, .off .send { visibility: hidden; }
.send { min-height: 2.25rem; width: 2.25rem; padding: 0; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); flex: none; }
.send:hover:enabled { filter: brightness(1.08); }
.send:disabled { background: color-mix(in oklab, var(--text) 9%, transparent); color: var(--muted); opacity: 1; }
.context { display: flex; align-items: center; gap: 0.6rem; padding: 0.3rem 0.35rem 0.5rem 0.6rem; color: var(--muted); font-size: 0.88em; }
.answered { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.answered strong { color: var(--text); font-weight: 600; margin-inline-end: 0.5rem; }
.answers { max-height: min(40vh, 16rem); overflow-y: auto; }
.answer { flex: 1; min-width: 0; color: var(--text); }
.tray:empty { display: none; }
.counter { color: var(--muted); font-size: 0.8em; padding: 0.25rem 0.7rem 0; font-variant-numeric: tabular-nums; }
.counter:empty { display: none; }
.counter.problem { color: var(--danger); }

.typing { display: flex; align-items: center; gap: 0.45rem; height: 1.5rem; margin-inline: 1.5rem; color: var(--muted); font-size: 0.82em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; flex: none; }
.dots { display: inline-flex; gap: 0.18rem; }
.dots i { width: 0.32rem; height: 0.32rem; border-radius: 50%; background: currentColor; animation: hop 1.2s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: 0.15s; }
.dots i:nth-child(3) { animation-delay: 0.3s; }
@keyframes hop { 0%, 60%, 100% { opacity: 0.3; } 30% { opacity: 1; } }

.popup { position: fixed; inset: auto; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: var(--radius); background: var(--raised); color: inherit; font: inherit; box-shadow: 0 10px 40px var(--shade); overflow: hidden; }
.menu { display: grid; min-width: 13rem; padding: 0.35rem; }
.menu-item { justify-content: flex-start; gap: 0.7rem; min-height: 2.3rem; padding: 0 0.7rem; border: 0; border-radius: 8px; background: none; text-align: start; }
.menu-item:hover:enabled, .menu-item:focus-visible { background: var(--hover); outline-offset: -2px; }
.menu-item .icon { color: var(--muted); }
.grave, .grave .icon { color: var(--danger); }

.emoji-panel { display: grid; gap: 0.4rem; padding: 0.6rem; width: 20.7rem; max-width: calc(100vw - 1rem); }
.emoji-quick { display: flex; justify-content: space-between; padding-block-end: 0.3rem; border-block-end: 1px solid var(--line); margin-block-end: 0.3rem; }
.emoji-grid { display: grid; grid-template-columns: repeat(8, minmax(0, 1fr)); height: 14rem; overflow-y: auto; scrollbar-width: thin; align-content: start; }
.emoji-choice { min-height: 2.3rem; min-width: 2.2rem; padding: 0; border: 0; border-radius: 8px; background: none; font-family: var(--emoji); font-size: 1.3em; line-height: 1; }
.emoji-choice:hover:enabled, .emoji-choice:focus-visible { background: var(--hover); outline-offset: -2px; }

@container chat (max-width: 30rem) {
  .composer { margin-inline: 0.6rem; }
  .typing { margin-inline: 0.9rem; }
}
`;
