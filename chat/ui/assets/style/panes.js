import { css } from './sheet.js';

/* What stands in the pane beside the messages, and in dialogs. */
export default css`
.pane-list { overflow-y: auto; overscroll-behavior: contain; padding: 0.5rem 0.75rem 1rem; }
.pane-list > .small { margin: 0.5rem; }
.pane-list > .rooms-note { padding-inline: 0.5rem; }
:is(.person, .card) .icon-button { margin-inline-end: -0.5rem; }
.pane-list h3 { padding: 1rem 0.5rem 0.25rem; }
.pane-list h3, .form h3, .dialog-body h3 { margin: 0; font-size: 0.92em; font-weight: 650; }
.person { display: flex; align-items: center; gap: 0.7rem; min-height: 3.1rem; padding: 0.3rem 0.5rem; }
.who { flex: 1; min-width: 0; display: grid; line-height: 1.35; }
.who > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who .name { font-weight: 600; }
.presence { position: relative; display: inline-flex; }
.presence::after { content: ""; position: absolute; inset-block-end: -2px; inset-inline-end: -2px; width: 0.7rem; height: 0.7rem; border: 2px solid var(--surface); border-radius: 50%; background: var(--muted); }
.presence.online::after { background: light-dark(#22a06b, #4ccf94); }
.presence.away::after { background: light-dark(#d9900a, #f0b64a); }
.presence.offline::after { display: none; }

.card { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.2rem; padding: 0.6rem 0.5rem; border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
.card .icon-button { margin-inline-start: auto; }
.card .name { font-weight: 600; }
.excerpt { display: -webkit-box; min-width: 0; margin-inline: -0.5rem; -webkit-box-orient: vertical; -webkit-line-clamp: 4; min-height: 1.8rem; padding: 0.2rem 0.5rem; border: 0; background: none; overflow: hidden; text-align: start; white-space: pre-line; overflow-wrap: anywhere; }
.excerpt, .card > p { color: var(--muted); font-size: 0.92em; }
.excerpt:hover:enabled { background: var(--hover); }

.dialog { width: min(30rem, 100vw - 2rem); max-height: min(44rem, 100dvh - 2rem); padding: 0; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: inherit; font: inherit; box-shadow: 0 10px 40px var(--shade); overflow: hidden; }
.dialog[open] { display: flex; flex-direction: column; }
.dialog::backdrop { background: rgb(0 0 0 / 0.4); }
.dialog-body { overflow-y: auto; padding: 1rem 1.25rem 1.25rem; }
small:empty, .pane-list > :is(p, ul):empty { display: none; }
.form { display: grid; gap: 0.8rem; }
.form h3:not(:first-child), .dialog-body h3:not(:first-child) { margin-block-start: 0.8rem; }
.form > .problem:empty + h3:nth-child(2) { margin: 0; }
.labelled { display: grid; gap: 0.25rem; }
.labelled > span { color: var(--muted); font-size: 0.9em; }
select.field { min-height: 2.4rem; color: inherit; font: inherit; }
.check { display: flex; gap: 0.6rem; min-height: 1.75rem; }
.check input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0.15rem 0 0; accent-color: var(--accent); }
.picked { max-height: 15rem; overflow-y: auto; }
.picked .check { align-items: center; --avatar: 1.9rem; }
.keys { display: grid; grid-template-columns: 7rem 1fr; gap: 0.35rem 1rem; margin: 0.4rem 0 0; }
.keys dd { margin: 0; }
kbd { padding: 0.1em 0.45em; border: 1px solid var(--line); border-radius: 5px; background: var(--sunken); font: 0.86em/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: nowrap; }

@container chat (max-width: 30rem) {
  .wide { display: none; }
}
`;
