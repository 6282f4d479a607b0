/**
 * A divergence as a small picture in text: what lies around the first cell that differs, as it
 * should be, as it is, and where the two are not the same.
 */
import type { DifferenceWindow, StateDifference } from '../simulation/compare-states.ts'

/** States as letters, as pattern files have them; further ones share the last sign. */
const LETTERS = '.ABCDEFGHIJKLMNOPQRSTUVWXYZ+'

/** Of two states, the live one. */
const TWO_STATES = '.o'

/** Numbers of a plane, from the least in the window to the greatest. */
const SHADES = '.123456789'

const PANEL_GAP = '   '

/** The lines of a picture; none where the difference is in nothing that has cells. */
export function drawDivergence({ plane, site, window }: StateDifference): string[] {
  if (window === undefined || site === undefined) return []
  const { glyphs, legend } = chooseGlyphs(plane, window)
  const panels = [
    drawPanel('expected', window, (i) => glyphs(window.expected[i]!)),
    drawPanel('found', window, (i) => glyphs(window.found[i]!)),
    drawPanel('differs', window, (i) => {
      if (window.expected[i] === window.found[i]) return '.'
      return isSite(window, i, site) ? 'X' : '#'
    }),
  ]
  const width = Math.max(...panels.flat().map((line) => line.length))
  const rows = panels[0]!.map((_, row) =>
    panels
      .map((lines) => lines[row]!.padEnd(width))
      .join(PANEL_GAP)
      .trimEnd(),
  )
  return [...rows, `${legend}; X the first that differs, # others; ${describePlace(window)}`]
}

function drawPanel(
  title: string,
  { size: [width, height, depth] }: DifferenceWindow,
  glyphAt: (index: number) => string,
): string[] {
  const lines = [title]
  for (let row = 0; row < height * depth; row++) {
    lines.push(Array.from({ length: width }, (_, x) => glyphAt(x + width * row)).join(''))
  }
  return lines
}

function chooseGlyphs(plane: string, { expected, found }: DifferenceWindow) {
  const numbers = [...new Set([...expected, ...found])].sort((a, b) => a - b)
  const [least, most] = [numbers[0]!, numbers.at(-1)!]
  if (plane === 'cells') {
    const signs = most <= 1 ? TWO_STATES : LETTERS
    const glyphs = (state: number) => signs[Math.min(state, signs.length - 1)]!
    const shown = numbers.map((state) => `${glyphs(state)} ${state}`).join('  ')
    return { glyphs, legend: `states: ${shown}` }
  }
  const span = Math.max(1, most - least)
  const shades = SHADES.length - 1
  // The least number alone is a dot, so that what is little is still seen.
  const glyphs = (value: number) => SHADES[Math.ceil((shades * (value - least)) / span)]!
  return { glyphs, legend: `numbers: . is ${least}, 9 is ${most}` }
}

function isSite({ corner, size }: DifferenceWindow, index: number, site: readonly number[]) {
  const row = Math.floor(index / size[0])
  const place = [index % size[0], row % size[1], Math.floor(row / size[1])]
  return place.every((offset, axis) => corner[axis]! + offset === site[axis])
}

function describePlace({ corner, size }: DifferenceWindow): string {
  return ['x', 'y', 'z']
    .map((axis, i) => {
      const [from, to] = [corner[i]!, corner[i]! + size[i]! - 1]
      return from === to ? `${axis} ${from}` : `${axis} ${from} to ${to}`
    })
    .join(', ')
}
