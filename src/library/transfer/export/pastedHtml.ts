import { markdownToHtml } from './markdownHtml'

/** In a page of many messages headings stand below the message's own: by themselves they do not. */
const headings: Readonly<Record<string, string>> = { 3: '1', 4: '2', 5: '3', 6: '4' }

/** An answer's Markdown as the HTML that other programs paste: without what only a page of ours shows. */
export const pastedHtml = (markdown: string): string =>
  markdownToHtml(markdown, 'copied', { highlight: () => null, formula: () => null, diagram: () => null })
    .replace(/<figcaption>[^<]*<\/figcaption>/g, '')
    .replace(/(<\/?h)([3-6])(?=[ >])/g, (_all, start: string, level: string) => start + headings[level])
