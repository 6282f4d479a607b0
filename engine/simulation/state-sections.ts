/**
 * The sections of a state file, as a run has them: which there are, how long each is, and what
 * numbers it may hold. All of it follows from the run and the state's box.
 *
 *   cells                   one byte a cell of the box, in flat order
 *   plane channel heat ...  an i32 a cell for each plane of numbers that is state, by its name
 *   bits status ...         a column of bits, a number a cell
 *   bits names              JSON: names of CAChannels by number
 *   bits traced             the flat index of each traced bit, a u32
 *   routing                 what CAChannels know (`encode-routing.ts`), of worlds that have some
 */
import { COLUMN_NAMES, type ColumnName, createColumns } from '../bits/bit-columns.ts'
import { DEFAULT_MAX_TRACED } from '../bits/trace-pool.ts'
import { planesOf } from '../kernels/program-planes.ts'
import { countCells, isUnbounded, type Size } from '../lattice/size.ts'
import { INT32_MAX, INT32_MIN } from '../math/int32.ts'
import { formatPlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import type { Rule } from '../rules/rule.ts'
import type { Run } from '../scenario/run.ts'

/** Names of CAChannels take at most so many bytes. */
const MAX_NAMES_BYTES = 2 ** 24

/** What CAChannels know takes at most so many bytes: a million messages, and as many bits. */
const MAX_ROUTING_BYTES = 2 ** 28

export interface SectionPlan {
  readonly name: string
  /** Length in bytes: a multiple of `bytesEach`, from `leastBytes` to `mostBytes`. */
  readonly bytesEach: number
  readonly leastBytes: number
  readonly mostBytes: number
}

/** A plane that is state, and the numbers it may hold. */
export interface PlanePlan {
  readonly plane: LatticePlaneName
  readonly low: number
  readonly high: number
}

export const CELLS = 'cells'
export const NAMES = 'bits names'
export const TRACED = 'bits traced'
export const ROUTING = 'routing'

/** The name of a column's section. */
export const nameOfColumn = (column: ColumnName) => `bits ${column}`

/** The name of a plane's section. */
export const nameOfPlane = (plane: LatticePlaneName) => `plane ${formatPlane(plane)}`

/** The planes that a state has beside its cells and columns. */
export function planPlanes({ size, living }: Run, { program }: Rule): PlanePlan[] {
  if (living !== undefined) {
    return living.lattice.planes.filter(({ isState }) => isState)
  }
  if (isUnbounded(size)) return []
  return planesOf(program).map((plane) => {
    const traits =
      plane.kind === 'component'
        ? program.traits?.[program.components.indexOf(plane.name)]
        : undefined
    if (plane.kind === 'rule') return { plane, low: 0, high: program.rules - 1 }
    return { plane, low: traits?.low ?? INT32_MIN, high: traits?.high ?? INT32_MAX }
  })
}

/** The sections of a state in their order. */
export function planSections(run: Run, rule: Rule, boxSize: Size): SectionPlan[] {
  const cells = countCells(boxSize)
  const exactly = (name: string, bytesEach: number): SectionPlan => {
    return { name, bytesEach, leastBytes: bytesEach * cells, mostBytes: bytesEach * cells }
  }
  const atMost = (name: string, bytesEach: number, mostBytes: number): SectionPlan => {
    return { name, bytesEach, leastBytes: 0, mostBytes }
  }
  const plans = [
    exactly(CELLS, 1),
    ...planPlanes(run, rule).map(({ plane }) => exactly(nameOfPlane(plane), 4)),
  ]
  if (run.living?.bits === undefined) return plans
  const blank = createColumns(0)
  return [
    ...plans,
    ...COLUMN_NAMES.map((name) => exactly(nameOfColumn(name), blank[name].BYTES_PER_ELEMENT)),
    atMost(NAMES, 1, MAX_NAMES_BYTES),
    atMost(TRACED, 4, 4 * Math.min(cells, DEFAULT_MAX_TRACED)),
    ...(run.living.caChannels.length > 0 ? [atMost(ROUTING, 1, MAX_ROUTING_BYTES)] : []),
  ]
}
