/** Marks of Wolfram's classes: each has a shape too, so that color is not all that tells them apart. */
import type { ChartTheme } from './chart-theme.ts'
import { areaPath, element } from './svg.ts'

/** The color of a class; that of the first for any other number. */
export function classColor(group: number, theme: ChartTheme): string {
  return [theme.class1, theme.class2, theme.class3, theme.class4][group - 1] ?? theme.class1
}

/** A square, a disk, a triangle or a diamond around a place. @param r about half its width, in pixels. */
export function classMark(
  x: number,
  y: number,
  group: 1 | 2 | 3 | 4,
  fill: string,
  r: number,
  opacity?: number,
): string {
  const shared = { fill, 'fill-opacity': opacity }
  switch (group) {
    case 1:
      return element('rect', {
        x: x - r * 0.9,
        y: y - r * 0.9,
        width: 1.8 * r,
        height: 1.8 * r,
        ...shared,
      })
    case 2:
      return element('circle', { cx: x, cy: y, r, ...shared })
    case 3: {
      const corners = [
        [x, y - 1.15 * r],
        [x + 1.15 * r, y + 0.9 * r],
        [x - 1.15 * r, y + 0.9 * r],
      ] as const
      return element('path', { d: areaPath(corners), ...shared })
    }
    case 4: {
      const far = 1.35 * r
      const corners = [
        [x, y - far],
        [x + far, y],
        [x, y + far],
        [x - far, y],
      ] as const
      return element('path', { d: areaPath(corners), ...shared })
    }
    default:
      return group satisfies never
  }
}
