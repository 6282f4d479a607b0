/**
 * Generates the module that runs one rule in one world.
 *
 * The rows of all layers are shared out among the threads; within a layer sums run from row to row,
 * so each thread begins its share by summing up what lies around its first row.
 */
import type { Expression } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { TEAM_BYTES, writeBarrier, writeTeam } from '../thread-team.ts'
import { writeCircleStep } from './circle-rows.ts'
import { writeDiamondStep } from './diamond-rows.ts'
import { MemoryPlan } from './memory-plan.ts'
import { writeRowDecision } from './row-decision.ts'
import type { StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'
import { writeWindowStep } from './window-rows.ts'

export interface SumModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of memory it needs. */
  readonly pages: number
  /** Addresses of the two planes, which change places with every tick. */
  readonly planes: readonly [number, number]
  /** Where the words of the team lie. */
  readonly team: number
  /** Writes what must lie in the memory before it runs. */
  writeTo(memory: ArrayBufferLike): void
}

/**
 * Generates the module. It exports the `run` and `serve` of a team of so many threads at most; the
 * argument of `run` is the number of the plane that holds the cells, 0 or 1.
 */
export function generateSumModule(plan: SumPlan, threads: number): SumModule {
  const module = new ModuleBuilder()
  const memory = new MemoryPlan()
  const scratch = new MemoryPlan()
  const team = memory.reserve(TEAM_BYTES)
  const planes = [memory.reserve(plan.rows.bytes), memory.reserve(plan.rows.bytes)] as const
  const barrier = writeBarrier(module, team)
  const stepRows = writeStepRows(module, plan, memory, scratch)
  const stepShare = writeStepShare(module, plan, stepRows)
  const firstScratch = memory.reserve(threads * scratch.end)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, phase) => {
    const own = f.keep(i32.add(i32.mul(place, scratch.end), firstScratch))
    const from = f.keep(firstRowOf(plan, place, members))
    const to = f.keep(firstRowOf(plan, i32.add(place, 1), members))
    f.while(ticks, () => {
      const now = i32.select(phase, planes[1], planes[0])
      const next = i32.select(phase, planes[0], planes[1])
      f.do(f.call(stepShare, now, next, own, from, to))
      f.do(f.call(barrier, members))
      f.set(phase, i32.xor(phase, 1))
      f.increase(ticks, -1)
    })
  })
  writeTeam(module, team, work)
  const pages = Math.ceil(memory.end / PAGE_BYTES)
  const isShared = threads > 1
  module.importMemory('env', 'memory', { minPages: pages, maxPages: pages, isShared })
  return {
    bytes: module.toBytes(),
    pages,
    planes,
    team,
    writeTo: (buffer) => memory.writeTo(buffer),
  }
}

/** The first row of a member's share; shares differ by one row at most. */
function firstRowOf(
  { rows }: SumPlan,
  place: Expression<'i32'>,
  members: Expression<'i32'>,
): Expression<'i32'> {
  const count = rows.size.y * rows.size.z
  const more = i32.remU(count, members)
  return i32.add(
    i32.mul(place, i32.divU(count, members)),
    i32.select(i32.ltU(place, more), place, more),
  )
}

/** Writes the function that steps rows of a layer, by the shape that is counted. */
function writeStepRows(
  module: ModuleBuilder,
  plan: SumPlan,
  tables: MemoryPlan,
  scratch: MemoryPlan,
): StepRows {
  const decision = writeRowDecision(module, plan, tables)
  const { kind } = plan.shape
  switch (kind) {
    case 'window':
      return writeWindowStep(module, plan, decision, scratch)
    case 'diamond':
      return writeDiamondStep(module, plan, decision, scratch)
    case 'circle':
      return writeCircleStep(module, plan, decision, tables, scratch)
    default:
      return kind satisfies never
  }
}

/** Writes the function that steps some rows of the world, layer by layer. */
function writeStepShare(
  module: ModuleBuilder,
  { rows }: SumPlan,
  stepRows: StepRows,
): FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32', 'i32'], 'void'> {
  const height = rows.size.y
  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, scratch, row, endRow) => {
      const top = f.local('i32')
      const bottom = f.local('i32')
      f.while(i32.ltS(row, endRow), () => {
        f.set(top, i32.mul(i32.divU(row, height), height))
        f.set(bottom, i32.add(top, height))
        f.set(bottom, i32.select(i32.ltS(bottom, endRow), bottom, endRow))
        const layer = f.keep(i32.mul(top, rows.rowBytes))
        f.do(
          f.call(
            stepRows,
            i32.add(from, layer),
            i32.add(to, layer),
            scratch,
            i32.sub(row, top),
            i32.sub(bottom, top),
          ),
        )
        f.set(row, bottom)
      })
    },
  )
}
