const unscrolled = `  /* Nothing can be scrolled on paper or in a picture. */
  pre, .source { white-space: pre-wrap; overflow-wrap: anywhere; }
  .code, .table, .formula { overflow: visible; }
  table { min-width: 0; width: 100%; }
  th, td { overflow-wrap: break-word; }
  .wide { font-size: .78em; }
  .wide :is(th, td) { padding: .35em .5em; overflow-wrap: anywhere; }
  /* Short words stay whole where there is room for that in every column. */
  .wide:not(.widest) :is(th, td) { min-width: 6.5ch; }
  /* A long formula goes on in the next line, between its terms. */
  .formula .katex-display > .katex { white-space: normal; }
  .formula .base { margin-block: .2em; }
`

/**
 * The look of an exported page: the app's own colours, light and dark as the reader's system has it, and
 * paper.
 */
export const pageStyles = `
:root {
  color-scheme: light dark;
  --page: #fcfbf9; --raised: #ffffff; --line: #e3dfd7; --text: #22201c; --soft: #5f5b52; --accent: #17695d;
  --bubble: #ecebe4; --code: #f5f3ee; --danger: #a8271c;
  --comment: #6c675c; --keyword: #8b3a78; --string: #2c6b39; --number: #8a4b00; --name: #1d5a9b; --type: #76600a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #1b1a18; --raised: #252421; --line: #37342f; --text: #edebe6; --soft: #b0aca2; --accent: #79cdbd;
    --bubble: #2d2c28; --code: #201f1c; --danger: #f4a69d;
    --comment: #9a958a; --keyword: #dda3d1; --string: #9fd0a1; --number: #e7b97e; --name: #93c3f2; --type: #ddce88;
  }
}
/* Each script's fonts on macOS, Windows and Linux: a character has other shapes in other languages. */
:root {
  --latin: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue";
  --chinese: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei";
  --japanese: "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", "Noto Sans JP";
  --korean: "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR";
  --arabic: "SF Arabic", "Geeza Pro", "Segoe UI", Tahoma, "Noto Sans Arabic", "Noto Naskh Arabic";
  --hebrew: "SF Hebrew", "Arial Hebrew", "Segoe UI", Arial, "Noto Sans Hebrew";
}
.body:lang(zh) { font-family: var(--latin), var(--chinese), sans-serif; }
.body:lang(ja) { font-family: var(--latin), var(--japanese), var(--chinese), sans-serif; }
.body:lang(ko) { font-family: var(--latin), var(--korean), var(--chinese), sans-serif; }
.body:is(:lang(ar), :lang(fa), :lang(ur)) { font-family: var(--latin), var(--arabic), sans-serif; }
.body:lang(he) { font-family: var(--latin), var(--hebrew), sans-serif; }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 48rem; background: var(--page); color: var(--text);
  font: 1rem/1.65 var(--latin), var(--chinese), var(--japanese), var(--korean), var(--arabic), var(--hebrew), sans-serif;
  overflow-wrap: break-word; -webkit-text-size-adjust: 100%;
}
.top { padding-bottom: 1.4rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0 0 .3rem; font-size: 1.7rem; line-height: 1.3; letter-spacing: -.015em; }
.top p, .facts, footer { margin: 0; font-size: .85rem; color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
article { margin-top: 1.9rem; }
article > h2 { margin: 0 0 .45rem; font-size: .85rem; font-weight: 600; color: var(--soft); }
article > h2 span { font-weight: 400; }
.you > .body { padding: .75rem 1.05rem; border-radius: 1rem; background: var(--bubble); }
.you .words { white-space: pre-wrap; }
.branch { margin: 3rem 0 0; padding-top: 1rem; border-top: 2px solid var(--line); color: var(--soft); font-size: .95rem; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
p, ul, ol, blockquote, figure, pre, .table, details { margin: .85em 0; }
h3, h4, h5, h6 { margin: 1.4em 0 .6em; line-height: 1.35; font-weight: 650; }
.h1 { font-size: 1.4em; } .h2 { font-size: 1.22em; } .h3 { font-size: 1.08em; } .h4, .h5, .h6 { font-size: 1em; }
ul, ol { padding-inline-start: 1.6em; }
li, li > p, blockquote > p, th, td { unicode-bidi: plaintext; }
blockquote > p { text-align: start; }
li, th, td { text-align: -webkit-match-parent; text-align: match-parent; }
li + li { margin-top: .2em; }
li > p { margin: .3em 0; }
li > ul, li > ol { margin: .2em 0; }
.task { list-style: none; }
.task > input { margin-inline: -1.4em .5em; }
.task > p { display: inline; }
blockquote { padding-inline-start: 1em; margin-inline: 0; border-inline-start: 3px solid var(--line); color: var(--soft); }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.6em 0; }
a { color: var(--accent); text-underline-offset: 2.5px; }
.dead { border-bottom: 1px dotted var(--soft); }
code, pre, .source { font-family: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code { font-size: .87em; padding: .12em .36em; border-radius: .35em; background: var(--bubble); }
.you code { background: none; padding: 0; }
pre code { font-size: 1em; padding: 0; background: none; }
kbd { padding: .08em .4em; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: .35em; font: .85em ui-monospace, Menlo, Consolas, monospace; }
mark { background: color-mix(in oklab, var(--accent) 28%, transparent); color: inherit; }
/* Code is read from the left in whatever text it stands. */
code, pre, .source { direction: ltr; unicode-bidi: isolate; }
pre { text-align: left; }
.katex { direction: ltr; unicode-bidi: isolate; }
.code { margin-inline: 0; border: 1px solid var(--line); border-radius: .75rem; background: var(--code); overflow: hidden; }
figcaption { padding: .3rem .95rem; border-bottom: 1px solid var(--line); font-size: .78rem; color: var(--soft); }
pre { margin: 0; padding: .75rem .95rem; overflow-x: auto; font-size: .86em; line-height: 1.55; tab-size: 4; }
.raw, .source { white-space: pre-wrap; }
.source { font-size: .87em; color: var(--soft); }
.table { max-width: 100%; overflow-x: auto; border: 1px solid var(--line); border-radius: .75rem; font-size: .93em; }
table { min-width: 100%; border-collapse: collapse; }
th, td { padding: .45em .85em; border-top: 1px solid var(--line); vertical-align: top; }
th { border-top: 0; background: var(--code); font-weight: 600; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
.formula { margin: .85em 0; overflow: auto hidden; }
.katex { font-size: 1.08em; }
.footnote { display: flex; gap: .6em; font-size: .9em; color: var(--soft); }
.footnote p { margin: 0 0 .4em; }
.sources { margin: 1.1em 0 0; padding-top: .7em; border-top: 1px solid var(--line); font-size: .88em; }
.sources p { margin: 0 0 .3em; font-weight: 600; color: var(--soft); }
.sources ol { margin: 0; }
.sources span { color: var(--soft); }
.picture { margin-inline: 0; }
.picture img { display: block; max-width: 100%; height: auto; border-radius: .75rem; border: 1px solid var(--line); }
.you .picture img { max-width: min(100%, 22rem); }
.alone { padding: 2rem; max-width: none; }
.alone article { margin: 0; }
.alone {
${unscrolled}}
.diagram { margin-inline: 0; }
/* Drawn with dark lines, whatever the page's colours. */
.diagram img { display: block; max-width: 100%; height: auto; margin: 0 auto; padding: .75rem; border-radius: .75rem; background: #ffffff; }
.alone .drawn { display: none; }
.missing, .file { padding: .5rem .8rem; border: 1px dashed var(--line); border-radius: .75rem; font-size: .9rem; color: var(--soft); }
.file { display: inline-block; border-style: solid; background: var(--raised); }
details { padding: .1rem 0 .1rem .9rem; border-inline-start: 2px solid var(--line); font-size: .94em; color: var(--soft); }
summary { cursor: pointer; font-weight: 600; }
details pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .5rem 0; }
.end { font-size: .9rem; color: var(--soft); font-style: italic; }
.failed { color: var(--danger); }
.facts { margin-top: .5rem; font-size: .8rem; }
.hljs-comment, .hljs-quote, .hljs-meta { color: var(--comment); }
.hljs-keyword, .hljs-selector-tag, .hljs-doctag, .hljs-tag, .hljs-name { color: var(--keyword); }
.hljs-string, .hljs-regexp, .hljs-addition, .hljs-symbol { color: var(--string); }
.hljs-number, .hljs-literal, .hljs-variable, .hljs-template-variable, .hljs-bullet { color: var(--number); }
.hljs-title, .hljs-section, .hljs-attr, .hljs-attribute, .hljs-selector-id, .hljs-selector-class, .hljs-property { color: var(--name); }
.hljs-type, .hljs-built_in, .hljs-class { color: var(--type); }
.hljs-deletion { color: var(--danger); }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --raised: #ffffff; --line: #d8d4cb; --text: #1c1a17; --soft: #56524a; --accent: #0f564c;
    --bubble: #f3f1ec; --code: #f7f5f1; --danger: #a8271c;
    --comment: #6c675c; --keyword: #8b3a78; --string: #2c6b39; --number: #8a4b00; --name: #1d5a9b; --type: #76600a;
  }
  body { padding: 0; max-width: none; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
${unscrolled}  /* No line is cut, none stands alone, and what leads on is never the last of a page. */
  article > h2, h1, h3, h4, h5, h6, figcaption, summary, .branch, .you { break-after: avoid; }
  h1, h2, h3, h4, h5, h6, summary, thead, tr, .picture, .diagram, .formula, .footnote, .file, .missing {
    break-inside: avoid;
  }
  thead { display: table-header-group; }
  .code, .table, blockquote, .you > .body { box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  .picture img { max-height: 22cm; width: auto; }
  .diagram img { max-height: 22cm; width: auto; }
  .drawn { display: none; }
  body { orphans: 3; widows: 3; }
  a { text-decoration: none; }
  footer { display: none; }
}
`
