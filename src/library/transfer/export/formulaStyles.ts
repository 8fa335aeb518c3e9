/// <reference path="./assets.d.ts" />
/* The fonts of formulas, within the build: half a megabyte that is loaded when a formula is exported. */
import aMSRegular from 'katex/dist/fonts/KaTeX_AMS-Regular.woff2?inline'
import caligraphicBold from 'katex/dist/fonts/KaTeX_Caligraphic-Bold.woff2?inline'
import caligraphicRegular from 'katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2?inline'
import frakturBold from 'katex/dist/fonts/KaTeX_Fraktur-Bold.woff2?inline'
import frakturRegular from 'katex/dist/fonts/KaTeX_Fraktur-Regular.woff2?inline'
import mainBold from 'katex/dist/fonts/KaTeX_Main-Bold.woff2?inline'
import mainBoldItalic from 'katex/dist/fonts/KaTeX_Main-BoldItalic.woff2?inline'
import mainItalic from 'katex/dist/fonts/KaTeX_Main-Italic.woff2?inline'
import mainRegular from 'katex/dist/fonts/KaTeX_Main-Regular.woff2?inline'
import mathBoldItalic from 'katex/dist/fonts/KaTeX_Math-BoldItalic.woff2?inline'
import mathItalic from 'katex/dist/fonts/KaTeX_Math-Italic.woff2?inline'
import sansSerifBold from 'katex/dist/fonts/KaTeX_SansSerif-Bold.woff2?inline'
import sansSerifItalic from 'katex/dist/fonts/KaTeX_SansSerif-Italic.woff2?inline'
import sansSerifRegular from 'katex/dist/fonts/KaTeX_SansSerif-Regular.woff2?inline'
import scriptRegular from 'katex/dist/fonts/KaTeX_Script-Regular.woff2?inline'
import size1Regular from 'katex/dist/fonts/KaTeX_Size1-Regular.woff2?inline'
import size2Regular from 'katex/dist/fonts/KaTeX_Size2-Regular.woff2?inline'
import size3Regular from 'katex/dist/fonts/KaTeX_Size3-Regular.woff2?inline'
import size4Regular from 'katex/dist/fonts/KaTeX_Size4-Regular.woff2?inline'
import typewriterRegular from 'katex/dist/fonts/KaTeX_Typewriter-Regular.woff2?inline'
import styles from 'katex/dist/katex.min.css?raw'

const addresses: Readonly<Record<string, string>> = {
  'KaTeX_AMS-Regular': aMSRegular,
  'KaTeX_Caligraphic-Bold': caligraphicBold,
  'KaTeX_Caligraphic-Regular': caligraphicRegular,
  'KaTeX_Fraktur-Bold': frakturBold,
  'KaTeX_Fraktur-Regular': frakturRegular,
  'KaTeX_Main-Bold': mainBold,
  'KaTeX_Main-BoldItalic': mainBoldItalic,
  'KaTeX_Main-Italic': mainItalic,
  'KaTeX_Main-Regular': mainRegular,
  'KaTeX_Math-BoldItalic': mathBoldItalic,
  'KaTeX_Math-Italic': mathItalic,
  'KaTeX_SansSerif-Bold': sansSerifBold,
  'KaTeX_SansSerif-Italic': sansSerifItalic,
  'KaTeX_SansSerif-Regular': sansSerifRegular,
  'KaTeX_Script-Regular': scriptRegular,
  'KaTeX_Size1-Regular': size1Regular,
  'KaTeX_Size2-Regular': size2Regular,
  'KaTeX_Size3-Regular': size3Regular,
  'KaTeX_Size4-Regular': size4Regular,
  'KaTeX_Typewriter-Regular': typewriterRegular,
}

/** Which classes need a font beyond those that nearly every formula needs. */
const wanted: readonly (readonly [classes: RegExp, font: RegExp])[] = [
  [/^(?:vbox|strut|base|katex)$/, /^KaTeX_(?:Main-Regular|Math-Italic|Size\d-Regular)$/],
  [/^(?:mathbf|textbf|boldsymbol)$/, /^KaTeX_(?:Main-Bold|Math-BoldItalic|Main-BoldItalic)$/],
  [/^(?:mathit|textit|mathboldit)$/, /^KaTeX_Main-(?:Italic|BoldItalic)$/],
  [/^(?:amsrm|mathbb|textbb)$/, /^KaTeX_AMS/],
  [/^mathcal$/, /^KaTeX_Caligraphic/],
  [/^(?:mathfrak|textfrak|mathboldfrak|textboldfrak)$/, /^KaTeX_Fraktur/],
  [/^(?:mathtt|texttt)$/, /^KaTeX_Typewriter/],
  [/^(?:mathscr|textscr)$/, /^KaTeX_Script/],
  [/^(?:mathsf|textsf|mathboldsf|textboldsf|mathsfit|mathitsf|textitsf)$/, /^KaTeX_SansSerif/],
]

/** KaTeX's styles with the fonts that these classes need inside, and no address that leads outside. */
export const formulaStyles = (classes: ReadonlySet<string>): string =>
  styles.replace(/@font-face\{[^}]*\}/g, (face) => {
    const name = /fonts\/(KaTeX_[\w-]+)\.woff2/.exec(face)?.[1] ?? ''
    const address = addresses[name]
    const isNeeded = wanted.some(
      ([pattern, font]) => font.test(name) && [...classes].some((each) => pattern.test(each)),
    )
    if (!isNeeded || address === undefined) return ''
    return face.replace(/src:[^;}]*/, `src:url(${address}) format("woff2")`)
  })
