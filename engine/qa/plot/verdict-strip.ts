/** What each member of an ensemble shows by itself: a mark for each, in rows by what it began with. */
import { type ChartWords, chartSvg, label } from './chart-frame.ts'
import { type ChartTheme, MONO } from './chart-theme.ts'
import { classColor, classMark } from './class-mark.ts'

export interface StripRow {
  readonly name: string
  /** Classes 1 to 4, member by member. */
  readonly classes: readonly (1 | 2 | 3 | 4)[]
}

/** Marks in a row before it is told by its numbers only. */
const MAX_MARKS = 24

/** Draws it. */
export function verdictStrip(
  spec: {
    readonly words: ChartWords
    readonly width: number
    readonly height: number
    readonly rows: readonly StripRow[]
    readonly groupNames: readonly string[]
  },
  theme: ChartTheme,
): string {
  const { width, height, rows } = spec
  const left = 108
  const legend = spec.groupNames.map((name, i) =>
    [
      classMark(5 + 92 * i, 9, (i + 1) as 1, classColor(i + 1, theme), 4),
      label(15 + 92 * i, 13, name, theme.text),
    ].join(''),
  )
  const step = Math.min(34, (height - 44) / Math.max(1, rows.length))
  const body = rows.map(({ name, classes }, i) => {
    const y = 46 + step * i
    const shown = classes.slice(0, MAX_MARKS)
    const across = Math.min(26, (width - left - 50) / Math.max(1, shown.length))
    const marks = shown.map((each, at) =>
      classMark(
        left + 10 + across * at,
        y,
        each,
        classColor(each, theme),
        Math.min(7, across * 0.32),
      ),
    )
    const rest =
      classes.length > shown.length
        ? label(width - 8, y + 4, `+${classes.length - shown.length}`, theme.quiet, {
            'text-anchor': 'end',
            'font-family': MONO,
          })
        : ''
    return [
      label(left - 10, y + 4, name, theme.quiet, { 'text-anchor': 'end' }),
      ...marks,
      rest,
    ].join('')
  })
  return chartSvg({ width, height }, spec.words, [...legend, ...body].join(''))
}
