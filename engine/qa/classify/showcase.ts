/** The states that a report shows: of one member that decided, at a few ticks. */
import { countCells } from '../../lattice/size.ts'
import { decidersOf, ownBehavior } from '../../metrics/classify/decide-behavior.ts'
import { captureFrames, type Frame } from '../../simulation/classify/capture-frames.ts'
import type { MemberPlan } from '../../simulation/classify/member-plan.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'
import type { SimulationOptions } from '../../simulation/create-world.ts'
import type { Classification } from './classification.ts'
import { isMover } from './count-movers.ts'

/** Rows of the space-time of a line: twice enlarged they fill a third of a report's width. */
const LINE_ROWS = 200

/** Where in a run pictures are taken, as shares of its ticks. */
const SHARES = [0, 1 / 200, 1 / 50, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]

/** Where they are taken to see something travel. */
const TRAVEL_SHARES = [0, 1 / 50, 1 / 20, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8]

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
  const { run, plan } = classification
  const shown = chooseShown(classification).plan
  const shares = classification.decision.isByMovers ? TRAVEL_SHARES : SHARES
  const isLine = run.size.y === 1 && run.size.z === 1
  const last = Math.min(plan.ticks, LINE_ROWS - 1)
  const ticks = isLine
    ? Array.from({ length: last + 1 }, (_, tick) => tick)
    : [...new Set(shares.map((share) => Math.round(share * shown.ticks)))]
  const frames = await captureFrames(run, shown, ticks, options)
  const hasCell = run.living === undefined
  const cellTicks = isLine ? ticks : []
  const cellFrames = hasCell ? await captureFrames(run, plan.cell, cellTicks, options) : []
  const changeRows =
    isLine && hasCell ? await captureChange(classification, shown, last, options) : []
  return { plan: shown, frames, cellFrames, changeRows }
}

/**
 * Of the members that decided and show the verdict by themselves, the one with the middle lookup entropy; one in
 * which something travels, where that decided.
 */
function chooseShown(classification: Classification): MemberReport {
  const { soups, patches, searches, world, decision } = classification
  const mover = [...searches, ...soups, ...patches].find(isMover)
  if (mover !== undefined && decision.isByMovers) return mover
  const deciding = decidersOf({ soups, patches }, world)
  const asked = deciding.length > 0 ? deciding : soups
  const agreeing = asked.filter((member) => ownBehavior(member, world) === decision.leaning)
  const sorted = [...(agreeing.length > 0 ? agreeing : asked)].sort(
    (a, b) => a.measures.lookupMean - b.measures.lookupMean,
  )
  return sorted[Math.floor(sorted.length / 2)]!
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
