/** About how wide words are in Inter, for what is laid out before it is drawn. */

/** Advances in em of letters that are far from the mean; measured in Inter 4 at weight 400. */
const ADVANCES: Readonly<Record<string, number>> = {
  ...fill("ijl.,:;'|!I", 0.27),
  ...fill('frt()-[]/ ', 0.37),
  ...fill('mwMW%', 0.86),
  ...fill('ABCDEFGHKLNOPQRSTUVXYZ', 0.69),
  ...fill('0123456789≥±–', 0.63),
}

/** The advance of any other letter. */
const MEAN_ADVANCE = 0.57

function fill(letters: string, advance: number): Record<string, number> {
  return Object.fromEntries([...letters].map((letter) => [letter, advance]))
}

/** The width of words in pixels. @param advance of every letter, in em, where the font is a mono one. */
export function widthOfText(words: string, size: number, advance?: number): number {
  let width = 0
  for (const letter of words) width += advance ?? ADVANCES[letter] ?? MEAN_ADVANCE
  return width * size
}

/** The words, cut with an ellipsis where they are wider than there is room for. */
export function fitText(words: string, size: number, room: number, advance?: number): string {
  if (widthOfText(words, size, advance) <= room) return words
  const letters = [...words]
  while (letters.length > 0 && widthOfText(`${letters.join('')}…`, size, advance) > room)
    letters.pop()
  return `${letters.join('').trimEnd()}…`
}
