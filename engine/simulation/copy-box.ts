/** A part of the present state as the text that other programs paste. */
import { cellListFromDense } from '../formats/cell-list.ts'
import { writePattern } from '../formats/write-pattern.ts'
import { countCells } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { StateTooLargeError } from './errors.ts'
import { assertInside } from './inspect-site.ts'
import type { Simulation } from './simulation.ts'

/** The text of a larger box would be more than a clipboard is for. */
export const MAX_COPIED_CELLS = 2 ** 22

/**
 * The states of a box as RLE, or 3-D RLE in a world of three axes; what of it lies outside the world is
 * left out.
 *
 * @throws {OutsideWorldError} when all of it does.
 * @throws {StateTooLargeError} when it has more than MAX_COPIED_CELLS.
 */
export async function copyBox(simulation: Simulation, wanted: WorldBox): Promise<string> {
  const { run, rule } = simulation
  const { size, ...box } = assertInside(wanted, run.size)
  if (countCells(size) > MAX_COPIED_CELLS) {
    throw new StateTooLargeError({ size, maxCells: MAX_COPIED_CELLS })
  }
  const cells = new Uint8Array(countCells(size))
  await simulation.read({ ...box, size }, cells)
  const isSolid = run.dimensions === 3
  const source = {
    cells: cellListFromDense(cells, size),
    size,
    dimensions: isSolid ? 3 : 2,
    rule,
  } as const
  return new TextDecoder().decode(await writePattern(source, isSolid ? 'rle3' : 'rle'))
}
