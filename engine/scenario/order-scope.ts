/** What orders are compiled for, and the sites that they name. */
import { countCells, type Dimensions, flatIndexOf, type Size } from '../lattice/size.ts'
import { wholeOf } from '../lattice/world-box.ts'
import { compileBox, compileSite } from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import type { LivingRun } from './living-run.ts'
import type { BoxDocument } from './place-schema.ts'
import { startStroke } from './stroke.ts'

/** What orders are compiled for. */
export interface OrderScope {
  readonly size: Size
  readonly seed: bigint
  /** Axes the world is thought of as having. */
  readonly dimensions: Dimensions
  readonly living: Pick<LivingRun, 'channels' | 'caChannels' | 'rules' | 'policies'>
  /** Names of the lists of meta-rules, from number 1 on. */
  readonly metaLists: readonly string[]
  /** Counts sites before they are kept, and throws where they are too many. */
  take(sites: number): void
}

/** What is wrong with an order that names what there is not. */
export function missing(what: string, name: string): RunSetupError {
  return new RunSetupError('run/option', `there is no ${what} ${JSON.stringify(name)}`, { name })
}

/** Where something happens, as a document has it. */
interface PlaceDocument {
  readonly cells?: number[][] | undefined
  readonly box?: BoxDocument | undefined
  /** Goes with a box. */
  readonly density?: number | undefined
}

/**
 * The sites an order names, as flat indices in their order.
 *
 * @throws {RunSetupError} where it names none, or one outside the world.
 */
export function sitesOf(
  { cells, box, density }: PlaceDocument,
  { size, seed, take }: OrderScope,
): Uint32Array {
  if ((cells === undefined) === (box === undefined)) {
    throw new RunSetupError('run/option', 'it needs cells or a box', {})
  }
  if (cells !== undefined) {
    if (density !== undefined) {
      throw new RunSetupError('run/option', 'a density goes with a box', {})
    }
    take(cells.length)
    const sites = cells.map((cell) => compileSite(cell, size))
    return Uint32Array.from(sites, ({ x, y, z }) => flatIndexOf(size, x, y, z)).sort()
  }
  const inside = compileBox(box, size)
  take(countCells(inside.size))
  const marks = new Uint8Array(countCells(size))
  const stroke =
    density === undefined
      ? ({ kind: 'fill', box: inside, state: 1 } as const)
      : ({ kind: 'soup', box: inside, density: density } as const)
  startStroke(stroke, { states: 2, seed })(wholeOf(size), marks)
  return Uint32Array.from(indicesOf(marks))
}

function* indicesOf(marks: Uint8Array): Generator<number> {
  for (let cell = 0; cell < marks.length; cell++) if (marks[cell] === 1) yield cell
}
