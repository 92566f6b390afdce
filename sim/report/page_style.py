"""Style of the report: for a phone, a screen, a dark screen and paper."""

CSS = """
:root { color-scheme: light dark; --ink: #1c2430; --muted: #5b6472; --line: #d7dbe0; --warm: #fbf5e6; --edge: #b8892b;
  --navy: #0b3c5d; --paper: #fff; --code: #f6f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --muted: #a4adba; --line: #3a424e; --warm: #2c2716;
  --edge: #b8892b; --navy: #7fb2d6; --paper: #14181e; --code: #1d232b; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 12px; }
body { margin: 0 auto; max-width: 1120px; padding: 24px 28px 48px; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
a { color: var(--navy); }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 34px 0 10px; padding-bottom: 4px; border-bottom: 2px solid var(--navy); }
p { margin: 6px 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 14px 0; padding: 8px 0;
  border-block: 1px solid var(--line); }
abbr[title] { text-decoration: underline dotted var(--muted); text-underline-offset: 3px; cursor: help; }
.sub { color: var(--muted); }
.lede { font-size: 17px; margin: 14px 0 10px; max-width: 62em; }
.quote { border-left: 4px solid var(--navy); padding: 2px 0 2px 12px; margin: 0 0 18px; }
.badge { display: inline-block; border: 1.5px solid var(--ink); border-radius: 3px; padding: 0 8px; font-size: 13px;
  font-weight: 600; }
.notes { border: 1.5px solid var(--edge); border-left-width: 8px; background: var(--warm); padding: 10px 16px; }
.notes ul { margin: 4px 0 2px; padding-left: 20px; }
.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 18px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
th.n { text-align: right; }
td.n { text-align: right; white-space: nowrap; font-weight: 600; }
td.r, td.u { color: var(--muted); }
td.u { white-space: nowrap; }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 18px 26px; align-items: start; }
.stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 18px; }
figure { margin: 0 0 8px; break-inside: avoid; }
figure img { width: 100%; height: auto; display: block; background: #fff; border-radius: 3px; }
.zoom input { position: absolute; opacity: 0; }
.finding, .touch { display: none; }
figcaption { color: var(--muted); font-size: 12.5px; line-height: 1.4; margin-top: 2px; }
details { margin-top: 14px; }
details td, details th { font-size: 12.5px; padding-right: 8px; }
summary { cursor: pointer; font-weight: 600; break-after: avoid; }
pre { background: var(--code); padding: 12px; overflow-x: auto; font-size: 12px; line-height: 1.35; }
footer { color: var(--muted); font-size: 13px; }
footer td { border: 0; padding: 1px 12px 1px 0; }
footer td:first-child { white-space: nowrap; }
@media screen and (max-width: 760px) {
  body { padding: 16px 14px 32px; }
  h1 { font-size: 22px; }
  .two { grid-template-columns: minmax(0, 1fr); }
  .finding { display: block; font-weight: 600; font-size: 14px; line-height: 1.35; margin: 0 0 4px; }
  .touch { display: block; color: var(--muted); font-size: 12.5px; text-align: right; }
  figure .scroll { overflow-y: hidden; --whole: calc(100vw - 28px); --legible: max(var(--least), var(--whole)); }
  .zoom { display: block; width: var(--legible); overflow: hidden; cursor: zoom-out; }
  .zoom img { width: 100%; margin-top: calc(-100% * var(--title)); }
  .zoom:has(:checked) { width: var(--whole); cursor: zoom-in; }
  .zoom input:focus-visible + img { outline: 2px solid var(--navy); outline-offset: -2px; }
  .many thead tr, .key thead tr { border: 0; padding: 0; }
  .many thead :is(th, td), .key thead :is(th, td) { display: none; }
  .many thead th:first-child, .key thead th:first-child { display: block; padding-bottom: 0; }
  .many tr { display: block; padding: 6px 0; border-bottom: 1px solid var(--line); }
  .many td { display: flex; gap: 12px; justify-content: space-between; border: 0; padding: 1px 0;
    white-space: normal; text-align: right; }
  .many td:empty { display: none; }
  .many td::before { content: attr(data-head); color: var(--muted); font-weight: 400; text-align: left; }
  .many td:first-child { font-weight: 600; text-align: left; }
  .many td:first-child::before { content: none; }
  .key tr { display: grid; grid-template-columns: 1fr auto auto; column-gap: 6px; padding: 4px 0;
    border-bottom: 1px solid var(--line); }
  .key thead tr { display: block; }
  .key td { border: 0; padding: 0; }
  .key td.r { grid-column: 1 / -1; font-size: 13px; }
  footer td:first-child { white-space: normal; min-width: 7em; }
}
.printed { display: none; }
@media print {
  .printed { display: revert; }
  .unprinted { display: none; }
  @page { size: A4; margin: 14mm; }
  :root { color-scheme: light; --ink: #1c2430; --muted: #5b6472; --line: #d7dbe0; --warm: #fbf5e6; --navy: #0b3c5d;
    --paper: #fff; --code: #f6f7f9; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  h2 { break-after: avoid; }
  tr, .notes, .keep { break-inside: avoid; }
  thead { break-inside: avoid; break-after: avoid; }
  figure, .scroll { margin-bottom: 8px; }
  .many :is(td, th), details .key :is(td, th) { font-size: 7.5pt; padding-right: 6px; white-space: normal; }
  .two { grid-template-columns: 1fr; }
  .two img { max-width: 140mm; }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; columns: 2; column-gap: 2em; font-size: 7pt; }
  details::details-content { content-visibility: visible !important; display: block !important;
    block-size: auto !important; }
  details > :not(summary) { display: revert; }
}
"""
