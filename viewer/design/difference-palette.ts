/** The colors of a difference: what is the same stays faint, what is not is told apart by more than hue. */
import { buildStatePalette, type StatePalette } from './state-palette.ts'
import type { Theme } from './theme.ts'

type Rgb = readonly [red: number, green: number, blue: number]

/** Alike, here alone, there alone, and in both in other states: blue and orange of Okabe and Ito (2008), and white. */
const COLORS: Readonly<Record<Theme, readonly Rgb[]>> = {
  dark: [
    [52, 56, 64],
    [255, 167, 38],
    [86, 180, 233],
    [240, 240, 240],
  ],
  light: [
    [205, 208, 214],
    [176, 84, 0],
    [0, 104, 170],
    [40, 40, 48],
  ],
}

/** What the marks of a difference stand for, by mark from 1 on. */
export const DIFFERENCE_NAMES = ['alike', 'only here', 'only there', 'other state'] as const

/** Builds the palette of the marks of `DIFFERENCE_STATES`. */
export function differencePalette(theme: Theme): StatePalette {
  const { bytes } = buildStatePalette('categorical', COLORS.dark.length + 1, theme)
  for (const [i, color] of COLORS[theme].entries()) bytes.set([...color, 255], 4 * (i + 1))
  return { kind: 'categorical', states: COLORS.dark.length + 1, bytes }
}

/** A mark's color as CSS writes it. */
export const cssDifferenceColor = (mark: number, theme: Theme): string =>
  `rgb(${COLORS[theme][mark - 1]!.join(' ')})`
