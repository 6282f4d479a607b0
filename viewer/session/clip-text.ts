/** Tells patterns that other programs copy from any other text. */

/** Comments before a header that is looked for. */
const MAX_HEAD_CHARS = 10_000

/** Tells whether a text looks like a pattern in RLE or 3-D RLE, as Golly copies it. */
export function isClipText(text: string): boolean {
  return /^(?:#[^\n]*\n|\s)*(?:x\s*=\s*\d|3D\s+version)/i.test(text.slice(0, MAX_HEAD_CHARS))
}
