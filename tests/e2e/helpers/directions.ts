/** Arabic, Hebrew and Persian, mixed with Latin names, numbers, code, a list, a table and a quote. */
export const directions = [
  '# كيف نثبّت البرنامج؟',
  'ثبّت **Node.js 22** أولاً، ثم شغّل `npm install` في المجلد. الصيغة $x^2 + 1$ كما هي.',
  '1. افتح الطرفية\n2. اكتب `ls -la`، ثم اضغط <kbd>Enter</kbd>\n3. Then read the output in English\n\n   - بند داخلي',
  '> اقتباس من الوثائق: <https://example.org/docs>',
  '| الاسم | Price | ملاحظة |\n|---|---|---|\n| تفاح | 3 € | طازج |\n| Orange | 2 € | من יפו |',
  '```js\n// تعليق\nconst name = "علي"\n```',
  'בעברית: הפקודה `git status` מציגה 3 קבצים (README.md ועוד).',
  'سلام، من دارم rowboat رو تست می‌کنم.',
  'An English paragraph that ends with שלום.',
].join('\n\n')
export const askedRightToLeft = 'كيف أثبّت Parley على Debian 13؟\nAnd in English, please.'
