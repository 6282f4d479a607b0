/** Places in a text, as editors count them. */

/** 1-based; columns count UTF-16 units, as JavaScript does. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** Line and column of an index into a text. */
export function positionAt(text: string, index: number): TextPosition {
  const lines = text.slice(0, index).split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** The index of the letter that begins at, or before, a byte of the text's UTF-8. */
export function indexOfByte(text: string, byte: number): number {
  let bytes = 0
  let index = 0
  for (const letter of text) {
    bytes += utf8Length(letter.codePointAt(0)!)
    if (bytes > byte) break
    index += letter.length
  }
  return index
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}
