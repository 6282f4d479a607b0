/** Measures of a report, in pixels: what the page and the sheet share. */

const INNER = 1248
const GAP = 16

/** Widths of what lies side by side. */
export const SHEET = Object.freeze({
  /** Of all that has words or pictures. */
  inner: INNER,
  margin: 48,
  gap: GAP,
  chartWidth: (INNER - 40) / 2,
  chartHeight: 280,
  /** Of each of so many pictures in a row. */
  pictureWidth: (columns: number) => (INNER - GAP * (columns - 1)) / columns,
  /** How often a pixel is repeated: whole numbers keep cells crisp. At least 1. */
  pictureScale: (width: number, columns: number) =>
    Math.max(1, Math.floor((INNER - GAP * (columns - 1)) / columns / width)),
})
