/**
 * What cannot be seen, or makes its surroundings look like something else: characters that are ignored in
 * drawing, turn the direction, are blank in another way than a space, or stand for nothing. The end of a line
 * stays.
 */
const misleading =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800]|(?![ \n])[\p{Cc}\p{Zs}]/gu

/**
 * A text that the user decides by, with such characters written as `\u{202E}`. It is to be shown with
 * `white-space: pre-wrap` and `unicode-bidi: isolate`.
 */
export const shownExactly = (text: string): string =>
  text.replace(misleading, (each) => `\\u{${(each.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`)
