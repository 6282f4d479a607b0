/**
 * Generates the module that runs one lattice in one world.
 *
 * A pass has three steps: fill the borders of what cells look around in, make derived planes from
 * it, and step the rows. Every thread takes its share of each, and all wait for each other after
 * each step.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { writeBarrier, writeTeam } from '../thread-team.ts'
import { RUN_BYTES, writeBorderFunction } from './border-functions.ts'
import { type BorderTable, BorderTables } from './border-tables.ts'
import { writeDerivingFunction } from './derived-functions.ts'
import { TEAM_ADDRESS } from './lane-layout.ts'
import type { PassPlan } from './lane-plan.ts'
import { type LaneSetup, writeRowFunction } from './row-function.ts'
import { turnOf } from './row-pointers.ts'
import { CORNERS, PHASE, SHARE, TICK } from './thread-memory.ts'

export interface LaneModuleSetup extends LaneSetup {
  readonly topology: Topology
  /** Threads that may come to work on it; with more than one the memory is shared. */
  readonly threadCount: number
}

export interface LaneModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of memory it needs. */
  readonly pages: number
  /** Address of the first thread's memory, and bytes from one to the next. */
  readonly threads: number
  readonly threadBytes: number
  /** The tables of border runs, of which every thread has its share in that memory. */
  readonly borders: readonly BorderTable[]
  /** Where the sums of the tallies lie in it: two i64 each, in the order of the passes. */
  readonly tallies: number
}

/** One step of a tick, done by a thread. */
type WriteStep = (f: FunctionBuilder, thread: Local<'i32'>) => void

/** Memory of different threads never shares a line of a cache. */
const THREAD_ALIGNMENT = 128

/** Bytes of a tally's sums. */
export const TALLY_BYTES = 16

/**
 * Generates the module, with the exports of a team of threads.
 *
 * Before it runs, its data must be written to the memory, and every thread's tick and share to the
 * memory of that thread.
 */
export function generateLaneModule(setup: LaneModuleSetup): LaneModule {
  const { data, memory, threadCount, plan } = setup
  const module = new ModuleBuilder()
  const barrier = writeBarrier(module, TEAM_ADDRESS)
  const borders = new BorderTables(setup.layout, setup.topology, data, memory)
  const counts = plan.passes.map((pass) => pass.tallies.length)
  const tallies = memory.reserve(TALLY_BYTES * counts.reduce((sum, count) => sum + count, 0))
  const steps = plan.passes.flatMap((pass, i) => {
    const before = counts.slice(0, i).reduce((sum, count) => sum + count, 0)
    return writeSteps(module, setup, pass, borders, tallies + TALLY_BYTES * before)
  })
  const threads = roundUp(data.end, THREAD_ALIGNMENT)
  const threadBytes = roundUp(memory.bytes, THREAD_ALIGNMENT)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks) => {
    const thread = f.keep(i32.add(i32.mul(place, threadBytes), threads))
    f.while(ticks, () => {
      for (const [i, step] of steps.entries()) {
        step(f, thread)
        // Before the barrier: behind the last one the caller may write to every thread's memory.
        if (i === steps.length - 1) writeNextTick(f, thread, plan.blocks)
        f.do(f.call(barrier, members))
      }
      f.increase(ticks, -1)
    })
  })
  writeTeam(module, TEAM_ADDRESS, work)
  const pages = Math.ceil((threads + threadCount * threadBytes) / PAGE_BYTES)
  const isShared = threadCount > 1
  const limits = { minPages: pages, ...(isShared ? { maxPages: pages, isShared } : {}) }
  module.importMemory('env', 'memory', limits)
  const bytes = module.toBytes()
  return { bytes, pages, threads, threadBytes, borders: borders.tables, tallies }
}

/** The steps of a pass; no thread begins one before all have done the one before. */
function writeSteps(
  module: ModuleBuilder,
  setup: LaneModuleSetup,
  pass: PassPlan,
  borders: BorderTables,
  firstTally: number,
): readonly WriteStep[] {
  const { layout, data } = setup
  const steps: WriteStep[] = []
  const fillings = [...pass.gathered].flatMap(([component, reach]) => {
    const { width, edge } = layout.planes[component]!
    const table = borders.find(reach, edge)
    return table === undefined ? [] : [{ component, width, table }]
  })
  if (fillings.length > 0) {
    const widths = [...new Set(fillings.map(({ width }) => width))]
    const fill = new Map(widths.map((width) => [width, writeBorderFunction(module, width)]))
    steps.push((f, thread) => {
      for (const { component, width, table } of fillings) {
        const runAt = (field: 0 | 4) =>
          i32.add(i32.mul(i32.load(thread, table.place + field), RUN_BYTES), table.address)
        const plane = planeNow(setup, pass, thread, component)
        f.do(f.call(fill.get(width)!, runAt(0), runAt(4), plane))
      }
    })
  }
  const derivations = pass.derived.map((plane) => ({
    plane,
    derive: writeDerivingFunction(module, layout, data, plane),
  }))
  if (derivations.length > 0) {
    steps.push((f, thread) => {
      for (const { plane, derive } of derivations) {
        const source = planeNow(setup, pass, thread, plane.component)
        f.do(f.call(derive, share(thread, 0), share(thread, 1), source))
      }
    })
  }
  const step = writeRowFunction(module, setup, pass, firstTally)
  steps.push((f, thread) => {
    const { size } = layout
    f.for(share(thread, 2), share(thread, 3), (row) => {
      const y = i32.remU(row, size.y)
      const z = i32.divU(row, size.y)
      const [from, to] = [share(thread, 4), share(thread, 5)]
      f.if(i32.ltS(from, to), () => f.do(f.call(step, y, z, from, to, thread)))
    })
  })
  return steps
}

/** A number of the thread's share, in the order of `ThreadShare`. */
const share = (thread: Local<'i32'>, number: number) => i32.load(thread, SHARE + 4 * number)

/** Address of a component's plane as it is before the pass. */
function planeNow(
  { layout }: LaneSetup,
  { turns }: PassPlan,
  thread: Local<'i32'>,
  component: number,
): Expression<'i32'> {
  const { address, alternates } = layout.planes[component]!
  const isTurned = turns[component] === 1
  if (alternates) return i32.add(turnOf(thread, layout, isTurned), address)
  return i32.const(address + (isTurned ? layout.turnBytes : 0))
}

/** Moves a thread on to the next tick. */
function writeNextTick(
  f: FunctionBuilder,
  thread: Local<'i32'>,
  blocks: LaneSetup['plan']['blocks'],
): void {
  f.do(i32.store(thread, i32.xor(i32.load(thread, PHASE), 1), PHASE))
  f.do(i32.store(thread, i32.add(i32.load(thread, TICK), 1), TICK))
  for (const [i, { corners }] of blocks.entries()) {
    const place = CORNERS + 4 * i
    const next = i32.add(i32.load(thread, place), 1)
    f.do(i32.store(thread, i32.remU(next, corners.length), place))
  }
}

const roundUp = (bytes: number, step: number) => Math.ceil(bytes / step) * step
