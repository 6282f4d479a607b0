/**
 * Text that may hold words from files of strangers, for a terminal: a name or a comment could
 * otherwise move the cursor, set the window's title or turn the writing around.
 */

/** Control characters but for the line break and the tabulator, and what overrides directions. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The same text with a dot for every character that a terminal would obey and not show. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, '·')
}
