/**
 * Generates the module that runs one program in one world.
 *
 * A tick has three steps: fill the borders of what cells look around in, make derived planes from
 * it, and step the rows. Every thread takes its share of each, and all wait for each other after
 * each step.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { writeBarrier, writeTeam } from '../thread-team.ts'
import { RUN_BYTES, writeBorderFunction } from './border-functions.ts'
import { writeDerivingFunction } from './derived-functions.ts'
import { TEAM_ADDRESS } from './lane-layout.ts'
import { type LaneSetup, writeRowFunction } from './row-function.ts'
import { CORNERS, PHASE, SHARE, TICK } from './thread-memory.ts'

export interface LaneModuleSetup extends LaneSetup {
  /** Runs of the border, three numbers each; see `grid-layout.ts`. */
  readonly borderRuns: Int32Array
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
}

/** One step of a tick, done by a thread. */
type WriteStep = (f: FunctionBuilder, thread: Local<'i32'>) => void

/** Memory of different threads never shares a line of a cache. */
const THREAD_ALIGNMENT = 128

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
  const steps = writeSteps(module, setup)
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
  return { bytes: module.toBytes(), pages, threads, threadBytes }
}

/** The steps of a tick; no thread begins one before all have done the one before. */
function writeSteps(module: ModuleBuilder, setup: LaneModuleSetup): readonly WriteStep[] {
  const { plan, layout, data, borderRuns } = setup
  const steps: WriteStep[] = []
  if (borderRuns.length > 0) {
    const runs = data.placeNumbers(32, borderRuns)
    const fillState = writeBorderFunction(module, 1)
    const fillGathered = writeBorderFunction(module, 4)
    steps.push((f, thread) => {
      const from = runAt(runs, thread, 0)
      const to = runAt(runs, thread, 1)
      f.do(f.call(fillState, from, to, planeNow(thread, layout.states)))
      for (const i of plan.gathered.keys()) {
        const plane = i32.add(planeNow(thread, layout.gathered), i * layout.gatheredBytes)
        f.do(f.call(fillGathered, from, to, plane))
      }
    })
  }
  const derivations = plan.derived.map((plane) => ({
    plane,
    derive: writeDerivingFunction(module, layout, data, plane),
  }))
  if (derivations.length > 0) {
    steps.push((f, thread) => {
      for (const { plane, derive } of derivations) {
        const i = plan.gathered.indexOf(plane.component)
        const source =
          plane.component === 0
            ? planeNow(thread, layout.states)
            : i32.add(planeNow(thread, layout.gathered), i * layout.gatheredBytes)
        f.do(f.call(derive, share(thread, 2), share(thread, 3), source))
      }
    })
  }
  const step = writeRowFunction(module, setup)
  steps.push((f, thread) => {
    const { size } = layout
    f.for(share(thread, 4), share(thread, 5), (row) => {
      const y = i32.remU(row, size.y)
      const z = i32.divU(row, size.y)
      const [from, to] = [share(thread, 6), share(thread, 7)]
      f.if(i32.ltS(from, to), () => f.do(f.call(step, y, z, from, to, thread)))
    })
  })
  return steps
}

/** A number of the thread's share, in the order of `ThreadShare`. */
const share = (thread: Local<'i32'>, number: number) => i32.load(thread, SHARE + 4 * number)

const runAt = (table: number, thread: Local<'i32'>, number: number): Expression<'i32'> =>
  i32.add(i32.mul(share(thread, number), RUN_BYTES), table)

const planeNow = (thread: Local<'i32'>, [even, odd]: readonly [number, number]) =>
  i32.select(i32.load(thread, PHASE), odd, even)

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
