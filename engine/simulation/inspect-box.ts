/** What there is in a box of sites. Looking never changes a run. */
import { type BitColumns, STATUSES } from '../bits/bit-columns.ts'
import type { BitStatus } from '../bits/thunderbit.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { BitCounts, BoxReport } from '../protocol/inspect-api.ts'
import { isSamePlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import { countStates } from './count-states.ts'
import { StateTooLargeError } from './errors.ts'
import {
  listCounts,
  MAX_INSPECTED_CELLS,
  type Region,
  readRegion,
  regionOfBox,
  ruleName,
  spreadFields,
} from './inspect-region.ts'
import { assertInside } from './inspect-site.ts'
import type { Simulation } from './simulation.ts'

const RULE: LatticePlaneName = Object.freeze({ kind: 'rule', name: '' })

/**
 * Looks at a box of sites; what of it lies outside the world is left out.
 *
 * @throws {OutsideWorldError} when all of it does.
 * @throws {StateTooLargeError} when it has too many cells to be looked at.
 */
export async function inspectBox(simulation: Simulation, wanted: WorldBox): Promise<BoxReport> {
  const { run, tick, bits } = simulation
  const { living } = run
  const box = assertInside(wanted, run.size)
  if (countCells(box.size) > MAX_INSPECTED_CELLS) {
    throw new StateTooLargeError({ size: box.size, maxCells: MAX_INSPECTED_CELLS })
  }
  const cells = new Uint8Array(countCells(box.size))
  await simulation.read(box, cells)
  const counts = listCounts(countStates(cells))
  // Boxes of worlds without an end have no flat indices, and nothing beside the cells.
  const region = isUnbounded(run.size) ? NOTHING : regionOfBox(box, run.size)
  const status = bits?.store.columns.status
  return {
    tick,
    box,
    counts,
    fields: await spreadFields(simulation, region),
    rules: living === undefined ? [] : await countRules(simulation, living, region, status),
    bits: status && living && countBits(status, living, region),
  }
}

const NOTHING: Region = { cells: 0, layers: [] }

type Statuses = BitColumns['status']

const isSettled = ({ zones, zoneMap }: LivingRun, cell: number) =>
  zones[zoneMap.zoneOfCell(cell)]!.isSettled

/** Cells by rule, vacant sites of settled zones left out. */
async function countRules(
  simulation: Simulation,
  living: LivingRun,
  region: Region,
  status: Statuses | undefined,
): Promise<BoxReport['rules']> {
  const counts = new Map<number, number>()
  const steps = (cell: number) =>
    status === undefined || STATUS_LIVES[status[cell]!] || !isSettled(living, cell)
  const count = (cell: number, rule: number) => {
    if (steps(cell)) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  }
  if (simulation.planes.some((plane) => isSamePlane(plane, RULE))) {
    await readRegion(simulation, RULE, region, (rules, first) => {
      for (const [i, rule] of rules.entries()) count(first + i, rule)
    })
  } else {
    // A world of one rule has no plane of them.
    for (const [first, cells] of region.layers.flat()) {
      for (let cell = first; cell < first + cells; cell++) count(cell, 0)
    }
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([rule, cells]) => ({ rule: ruleName(simulation, rule), cells }))
}

/** By status: whether such a bit lives. */
const STATUS_LIVES = STATUSES.map((name) => name !== '' && name !== 'terminated')

function countBits(status: Statuses, living: LivingRun, { layers }: Region): BitCounts {
  const byStatus = new Uint32Array(STATUSES.length)
  let vacant = 0
  for (const [first, cells] of layers.flat()) {
    for (let cell = first; cell < first + cells; cell++) {
      const number = status[cell]!
      byStatus[number]!++
      if (!STATUS_LIVES[number] && isSettled(living, cell)) vacant++
    }
  }
  const statuses = STATUSES.flatMap((name, number) =>
    STATUS_LIVES[number] && byStatus[number]! > 0
      ? [{ status: name as BitStatus, bits: byStatus[number]! }]
      : [],
  )
  return { vacant, statuses }
}
