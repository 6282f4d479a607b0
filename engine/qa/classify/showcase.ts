/** The states that a report shows: of one member that decided, at a few ticks. */
import { countCells } from '../../lattice/size.ts'
import { isDead } from '../../metrics/classify/pooled-measures.ts'
import { captureFrames, type Frame } from '../../simulation/classify/capture-frames.ts'
import type { MemberPlan } from '../../simulation/classify/member-plan.ts'
import type { SimulationOptions } from '../../simulation/create-world.ts'
import type { Classification } from './classification.ts'

/** Rows of the space-time of a line: twice enlarged they fill a third of a report's width. */
const LINE_ROWS = 200

/** Where in a run pictures are taken, as shares of its ticks. */
const SHARES = [0, 1 / 200, 1 / 50, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]

export interface Showcase {
  readonly plan: MemberPlan
  readonly frames: readonly Frame[]
  /** Of one cell amid zeros; empty in living worlds. */
  readonly cellFrames: readonly Frame[]
  /** Lines only: whether cells differ after one was changed, a row a tick. */
  readonly changeRows: readonly Uint8Array[]
}

/** Runs what a report shows. */
export async function captureShowcase(
  classification: Classification,
  options: SimulationOptions = {},
): Promise<Showcase> {
  const { run, plan, soups, patches, world } = classification
  const all = [...soups, ...patches]
  const shown = (all.find((member) => !isDead(member, world)) ?? all[0]!).plan
  const isLine = run.size.y === 1 && run.size.z === 1
  const last = Math.min(plan.ticks, LINE_ROWS - 1)
  const ticks = isLine
    ? Array.from({ length: last + 1 }, (_, tick) => tick)
    : [...new Set(SHARES.map((share) => Math.round(share * plan.ticks)))]
  const frames = await captureFrames(run, shown, ticks, options)
  const hasCell = run.living === undefined
  const cellTicks = isLine ? ticks : []
  const cellFrames = hasCell ? await captureFrames(run, plan.cell, cellTicks, options) : []
  const changeRows =
    isLine && hasCell ? await captureChange(classification, shown, last, options) : []
  return { plan: shown, frames, cellFrames, changeRows }
}

/** One cell in the middle of a line is changed at tick 0: rows of 0 dead, 1 live, 2 changed. */
async function captureChange(
  { run }: Classification,
  plan: MemberPlan,
  last: number,
  options: SimulationOptions,
): Promise<Uint8Array[]> {
  const ticks = Array.from({ length: last + 1 }, (_, tick) => tick)
  const frames = await captureFrames(run, plan, ticks, options)
  const middle = Math.floor(countCells(run.size) / 2)
  const state = (frames[0]!.cells[middle]! + 1) % run.rule.states
  const size = { x: 1, y: 1, z: 1 }
  const changed = await captureFrames(run, plan, ticks, options, {
    kind: 'fill',
    box: { x: middle, y: 0, z: 0, size },
    state,
  })
  return frames.map(({ cells }, i) =>
    cells.map((each, at) => (each !== changed[i]!.cells[at] ? 2 : each === 0 ? 0 : 1)),
  )
}
