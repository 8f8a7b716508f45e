import { css } from './sheet.js';

/* What a host may set, on the element or on anything around it, is named --parley-…; the
 * values here are the defaults. Light or dark is as color-scheme says at the element. */
export default css`
:host {
  --emoji: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif;
  --size: var(--parley-font-size, 15px);
  --radius: var(--parley-radius, 12px);
  --surface: var(--parley-surface, light-dark(#ffffff, #17191d));
  --sunken: var(--parley-sunken, light-dark(#f6f7f8, #111316));
  --raised: var(--parley-raised, light-dark(#ffffff, #22252b));
  --hover: var(--parley-hover, light-dark(#f4f5f7, #1f2227));
  --line: var(--parley-line, light-dark(#e4e7eb, #2c3037));
  --text: var(--parley-text, light-dark(#1c2127, #e6e8eb));
  --muted: var(--parley-muted, light-dark(#5c6570, #9aa3ae));
  --accent: var(--parley-accent, light-dark(#0f766e, #5ecfc0));
  --on-accent: var(--parley-on-accent, light-dark(#ffffff, #06231f));
  --soft: color-mix(in oklab, var(--accent) 12%, var(--surface));
  --link: var(--parley-link, light-dark(#0b6bcb, #85bcff));
  --danger: var(--parley-danger, light-dark(#b42318, #ff9c92));
  --on-danger: light-dark(#ffffff, #3a0906);
  --notice: light-dark(#fff6dd, #352c12);
  --on-notice: light-dark(#5f4700, #f4dfa4);
  --focus: var(--parley-focus, var(--accent));
  --shade: light-dark(rgb(20 30 40 / 0.14), rgb(0 0 0 / 0.5));
  display: block;
  box-sizing: border-box;
  min-width: 0;
  overflow: hidden;
  background: var(--surface);
  color: var(--text);
  font-size: var(--size);
  line-height: 1.5;
  font-family: var(--parley-font, inherit);
  text-align: start;
}

:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }

@media (prefers-contrast: more) {
  :host { --line: currentColor; --muted: var(--text); }
}
`;
