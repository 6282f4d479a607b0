/**
 * A figure for print: the picture, with the parameters of its run set below it, as SVG. Words stay words, so
 * that whoever sets a page can change them.
 */

export interface FigureSource {
  /** PNG, base64. */
  readonly picture: string
  readonly widthPixels: number
  readonly heightPixels: number
  readonly title: string
  /** One after the other; each begins on a line of its own. */
  readonly sentences: readonly string[]
}

/** As wide as two columns of most journals. */
const WIDTH_MM = 170
const TEXT_MM = 3.4
const LINE_MM = 4.8
/** What fits the width, of letters of usual width. */
const LINE_CHARS = 96
const GAP_MM = 4

/** Writes it; nothing of what it is given becomes markup. */
export function writeFigure({
  picture,
  widthPixels,
  heightPixels,
  title,
  sentences,
}: FigureSource): string {
  const pictureMm = round((WIDTH_MM * heightPixels) / widthPixels)
  const lines = sentences.flatMap((sentence) => wrap(sentence, LINE_CHARS))
  const heightMm = round(pictureMm + GAP_MM + LINE_MM * (lines.length + 1) + 1)
  const textOf = (text: string, place: number, weight: string) =>
    `  <text x="0" y="${round(pictureMm + GAP_MM + LINE_MM * (place + 0.8))}"${weight}>${escapeXml(text)}</text>\n`
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_MM}mm" height="${heightMm}mm" ` +
    `viewBox="0 0 ${WIDTH_MM} ${heightMm}" font-family="Inter, Helvetica, Arial, sans-serif" ` +
    `font-size="${TEXT_MM}" fill="#1c2024">\n` +
    `  <title>${escapeXml(title)}</title>\n` +
    `  <rect width="${WIDTH_MM}" height="${heightMm}" fill="#ffffff"/>\n` +
    `  <image width="${WIDTH_MM}" height="${pictureMm}" href="data:image/png;base64,${picture}"/>\n` +
    textOf(title, 0, ' font-weight="600"') +
    lines.map((line, place) => textOf(line, place + 1, '')).join('') +
    `</svg>\n`
  )
}

/** Lines of whole words; a word that is longer than a line is cut. */
export function wrap(text: string, most: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > most) {
      lines.push(line)
      line = ''
    }
    for (; rest.length > most; rest = rest.slice(most)) lines.push(rest.slice(0, most))
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '') lines.push(line)
  return lines
}

const round = (value: number) => Math.round(value * 100) / 100

/** XML has no place for most control characters, not even escaped ones. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are taken out.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  )
}
