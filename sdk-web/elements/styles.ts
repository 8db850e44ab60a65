// How the elements look. Everything that an application may want to change is a custom property, or a part.

const css = `
:host {
  --latchkey-font: inherit;
  --latchkey-mono: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Liberation Mono", monospace;
  --latchkey-radius: 0.5rem;
  --latchkey-ink: light-dark(#12181f, #e9edf0);
  --latchkey-muted: light-dark(#54606c, #a4b0bb);
  --latchkey-surface: light-dark(#fff, #171d24);
  --latchkey-edge: light-dark(#76828e, #75828f);
  --latchkey-line: light-dark(#d8dde2, #2b343d);
  --latchkey-accent: light-dark(#0b4a63, #8acce6);
  --latchkey-accent-ink: light-dark(#fff, #06222e);
  --latchkey-focus: #f5b82e;
  --latchkey-fine: light-dark(#176237, #7fd8a4);
  --latchkey-soon: light-dark(#74500a, #efc868);
  --latchkey-act: light-dark(#963b05, #ffab77);
  --latchkey-refused: light-dark(#a3161b, #ff9c98);
  display: block;
  color: var(--latchkey-ink);
  font: var(--latchkey-font);
  line-height: 1.5;
  text-align: start;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.stack > * { min-inline-size: 0; }
:host { container-type: inline-size; }
p, ol, h2, form { margin: 0; }
[part="status"] { display: grid; grid-template-columns: auto 1fr; gap: 0 0.75rem; align-items: start; }
[part="icon"] { inline-size: 1.5rem; block-size: 1.5rem; fill: currentcolor; }
[part="title"] { font-weight: 650; }
[part="lines"] { grid-column: 2; color: var(--latchkey-muted); }
[part="reason"] { grid-column: 2; color: var(--latchkey-muted); font-size: 0.875em; }
.fine { color: var(--latchkey-fine); }
.soon { color: var(--latchkey-soon); }
.act { color: var(--latchkey-act); }
.refused, [part="error"] { color: var(--latchkey-refused); }
.stack { display: grid; gap: 0.75rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }
label, summary { font-weight: 650; }
[part="hint"] { color: var(--latchkey-muted); font-size: 0.875em; }
[part="error"] { font-weight: 650; }
[part="error"]:empty { display: none; }
textarea {
  inline-size: 100%; min-block-size: 5rem; padding: 0.625rem 0.75rem; resize: vertical;
  font: 1rem/1.5 var(--latchkey-mono); color: inherit; background: var(--latchkey-surface);
  border: 1px solid var(--latchkey-edge); border-radius: var(--latchkey-radius);
}
textarea[aria-invalid="true"] { border-color: var(--latchkey-refused); border-width: 2px; }
button, [part="link"], .file {
  min-block-size: 2.75rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; cursor: pointer; text-decoration: none;
  color: var(--latchkey-accent); background: transparent; display: inline-flex; align-items: center;
  border: 1px solid var(--latchkey-edge); border-radius: var(--latchkey-radius);
}
button[part="primary"] { color: var(--latchkey-accent-ink); background: var(--latchkey-accent); border-color: transparent; }
button[aria-disabled="true"] { opacity: 0.6; cursor: progress; }
:focus-visible { outline: 3px solid var(--latchkey-focus); outline-offset: 2px; }
.file:focus-within { outline: 3px solid var(--latchkey-focus); outline-offset: 2px; }
.file input { position: absolute; inline-size: 1px; block-size: 1px; opacity: 0; }
:host(.dropping) form { outline: 3px dashed var(--latchkey-focus); outline-offset: 0.5rem; border-radius: var(--latchkey-radius); }
details { border-block-start: 1px solid var(--latchkey-line); padding-block-start: 0.75rem; }
summary { cursor: pointer; min-block-size: 2.75rem; align-content: center; }
[part="picture"] { inline-size: min(100%, 16rem); block-size: auto; background: #fff; fill: #000; border-radius: var(--latchkey-radius); }
[part="rows"] {
  padding-inline-start: 2rem; font: 1rem/1.8 var(--latchkey-mono); font-variant-numeric: tabular-nums;
  /* A row is six groups of five with five dashes: 35 symbols, each about 0.61 em wide. */
  font-size: clamp(0.5rem, calc((100cqi - 2.25rem) / 21.4), 1rem); overflow-x: auto; white-space: nowrap;
}
[part="rows"] li::marker { color: var(--latchkey-muted); font-size: 0.8em; }
[part="camera"] { inline-size: 100%; max-block-size: 20rem; border-radius: var(--latchkey-radius); background: #000; }
@media (forced-colors: active) { [part="icon"] { fill: CanvasText; } button, .file, [part="link"] { border-color: ButtonBorder; } }
`;

let made: CSSStyleSheet | undefined;

/** One sheet for all elements of a page; no style attribute and no style tag, so that a strict content policy is no obstacle. */
export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(css);
  }
  return made;
}
