/** The picture of a divergence, taken apart, so that its parts stand where there is room for them. */

/** One of the parts that stand side by side in a report's text. */
export interface PicturePanel {
  readonly title: string
  readonly rows: readonly string[]
}

export interface PictureParts {
  readonly panels: readonly PicturePanel[]
  /** What signs and axes mean. */
  readonly legend: string
}

const TITLES = ['expected', 'found', 'differs'] as const

/**
 * The parts of a picture as the gate draws it.
 *
 * @returns undefined where its lines are others: anybody may have written them.
 */
export function splitPicture(lines: readonly string[]): PictureParts | undefined {
  const [head = '', ...below] = lines
  if (!/^expected +found +differs$/.test(head) || below.length === 0) return undefined
  const starts = TITLES.map((title) => head.indexOf(title))
  const rows = below.slice(0, -1)
  const panels = TITLES.map((title, i) => ({
    title,
    rows: rows.map((row) => row.slice(starts[i], starts[i + 1]).trimEnd()),
  }))
  return { panels, legend: below.at(-1)! }
}
