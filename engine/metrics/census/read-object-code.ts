/** From the code of an object back to its cells: the code is the pattern, in one of its phases and orientations. */
import { buildCellSet, type CellSet } from './cell-set.ts'
import { CensusError } from './errors.ts'

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

const STRIP_ROWS = 5

/** Longer codes are none that a census writes out. */
const MAX_CODE_CHARS = 2 ** 20

/**
 * The cells that stand in a code, of any number of layers and states, from the corner of their box on.
 *
 * @throws {CensusError} for what is no code, or one of an object that was too large to be written out.
 */
export function readObjectCode(code: string): CellSet {
  const [, text] = /^x[spq]\d{1,9}_([0-9a-z_.]+)$/.exec(code.slice(0, MAX_CODE_CHARS)) ?? []
  const sites: number[] = []
  const states: number[] = []
  for (const [before, planes] of (text ?? '').split('.').entries()) {
    for (const [z, layer] of planes.split('_').entries()) {
      for (const [x, y] of readLayer(layer)) {
        sites.push(x, y, z)
        states.push(before + 1)
      }
    }
  }
  const places = new Set(Array.from(states, (_, i) => String(sites.slice(3 * i, 3 * i + 3))))
  if (states.length === 0 || places.size < states.length) {
    const found = `the pattern of ${JSON.stringify(code.slice(0, 80))}`
    throw new CensusError({ found, wanted: 'the code of an object with its cells is wanted' })
  }
  return buildCellSet(sites, states)
}

/** The cells of a layer, in the extended Wechsler format. */
function* readLayer(text: string): Generator<readonly [x: number, y: number]> {
  for (const [strip, columns] of text.split(/(?<!y)z/).entries()) {
    let x = 0
    for (const [, run, column] of columns.matchAll(/(y.?|[wx])|(.)/g)) {
      if (run !== undefined)
        x += run === 'w' ? 2 : run === 'x' ? 3 : 4 + DIGITS.indexOf(run[1] ?? '0')
      else {
        const rows = DIGITS.indexOf(column!)
        for (let row = 0; row < STRIP_ROWS; row++) {
          if (((rows >> row) & 1) === 1) yield [x, strip * STRIP_ROWS + row]
        }
        x++
      }
    }
  }
}
