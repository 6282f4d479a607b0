/**
 * The kernel for any program: generated WebAssembly that steps sixteen cells at a time, in lanes
 * of 8, 16 or 32 bits.
 *
 * Everything that is known when a kernel is built goes into its code: the program, the world's
 * size, and where in the memory each plane lies.
 */
import { PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import type { PlaneName } from '../../../rules/program/plane-name.ts'
import { countBorderCells, MAX_BORDER_CELLS } from '../../cpu/grid-layout.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { HelperTeam } from '../helper-team.ts'
import { StaticData } from '../static-data.ts'
import { findBorderRuns } from './border-runs.ts'
import { type LaneLayout, layOutPlanes, TEAM_ADDRESS } from './lane-layout.ts'
import { generateLaneModule, type LaneModule } from './lane-module.ts'
import { type LanePlan, planProgram } from './lane-plan.ts'
import { LanePlanes } from './lane-planes.ts'
import { CORNERS, PHASE, SHARE, ThreadMemory, TICK } from './thread-memory.ts'
import { countUsefulThreads, shareWork } from './thread-share.ts'

/** Pages of 64 KiB that a memory may have. */
const MAX_PAGES = 65_536

/** Engines take functions of up to some 7.6 million bytes. */
const MAX_CODE_BYTES = 7_000_000

/** Ticks of one call into the module; their number is an i32 there. */
const MAX_TICKS_OF_CALL = 2 ** 30

/**
 * Builds a kernel with all cells 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when the world with its planes does not fit into the memory of
 * a module, or is so long and thin that its border does not; and what `assertSetup` throws.
 */
export function createIntLaneKernel(setup: KernelSetup): Kernel {
  assertSetup(setup)
  return new IntLaneKernel(setup)
}

type Run = (members: number, ticks: number, argument: number) => void

class IntLaneKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #plan: LanePlan
  readonly #layout: LaneLayout
  readonly #module: LaneModule
  readonly #borderRuns: number
  readonly #run: Run
  readonly #team: HelperTeam | undefined
  #planes: LanePlanes
  /** The whole memory. */
  #numbers: Int32Array
  #tick = 0
  /** Which of the two planes holds the current tick. */
  #phase: 0 | 1 = 0
  /** For how many threads the work is shared out. */
  #members = 0

  constructor(setup: KernelSetup) {
    const { size, topology, rule, seed, threads } = setup
    const { program } = rule
    const plan = planProgram(program)
    const layout = layOutPlanes(size, program, plan)
    if (countBorderCells(layout.grid) > MAX_BORDER_CELLS + layout.flatStride * size.y * size.z) {
      throw unsupported(setup, `its border would have more than ${MAX_BORDER_CELLS} cells`)
    }
    const borderRuns = findBorderRuns(layout.grid, plan.reach, topology)
    const threadCount = countUsefulThreads(layout, threads?.count ?? 1)
    const data = new StaticData(layout.end)
    const memory = new ThreadMemory(plan.blocks.length)
    const code = { program, plan, layout, data, memory, seed, borderRuns, threadCount }
    const generated = generateLaneModule(code)
    if (generated.bytes.length > MAX_CODE_BYTES) {
      throw unsupported(setup, `its code would take ${generated.bytes.length} bytes`)
    }
    const shared = allocate(setup, generated.pages, threadCount > 1)
    const module = new WebAssembly.Module(generated.bytes)
    const instance = new WebAssembly.Instance(module, { env: { memory: shared } })
    this.#setup = setup
    this.#plan = plan
    this.#layout = layout
    this.#module = generated
    this.#borderRuns = borderRuns.length / 3
    this.#run = exportedRun(instance)
    this.#planes = new LanePlanes(setup, plan, layout, shared.buffer)
    this.#numbers = new Int32Array(shared.buffer)
    data.writeTo(new Uint8Array(shared.buffer))
    if (threads !== undefined && threadCount > 1) {
      const useful = { count: threadCount, start: threads.start.bind(threads) }
      this.#team = new HelperTeam(useful, module, shared, TEAM_ADDRESS)
    }
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#planes.writeStates(this.#phase, cells, firstCell)
    this.#tick = tick
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#team?.assertWhole()
    this.#planes.readStates(this.#phase, into, firstCell)
  }

  advance(ticks: number): void | Promise<void> {
    const waiting = this.#team?.whenUp()
    if (waiting === undefined) this.#advanceNow(ticks)
    else return waiting.then(() => this.#advanceNow(ticks))
  }

  writePlane(plane: PlaneName, values: Int32Array): void {
    this.#planes.writeNumbers(plane, this.#phase, values)
  }

  readPlane(plane: PlaneName, into: Int32Array): void {
    this.#team?.assertWhole()
    this.#planes.readNumbers(plane, this.#phase, into)
  }

  dispose(): void {
    this.#team?.dispose()
    this.#planes = new LanePlanes(this.#setup, this.#plan, this.#layout, new ArrayBuffer(0))
    this.#numbers = new Int32Array(0)
  }

  #advanceNow(ticks: number): void {
    for (let left = ticks; left > 0; left -= MAX_TICKS_OF_CALL) {
      const call = Math.min(left, MAX_TICKS_OF_CALL)
      const work = (members: number) => {
        this.#prepareThreads(members)
        this.#run(members, call, 0)
      }
      if (this.#team === undefined) work(1)
      else this.#team.run(work)
      this.#tick += call
      this.#phase = (this.#phase ^ (call & 1)) === 0 ? 0 : 1
    }
  }

  /** Tells each thread the tick, where it is, and which part of the work is its own. */
  #prepareThreads(members: number): void {
    const { threads, threadBytes } = this.#module
    const numbers = this.#numbers
    for (let thread = 0; thread < members; thread++) {
      const element = (threads + thread * threadBytes) / 4
      numbers[element + PHASE / 4] = this.#phase
      numbers[element + TICK / 4] = this.#tick | 0
      for (const [i, { corners }] of this.#plan.blocks.entries()) {
        numbers[element + CORNERS / 4 + i] = this.#tick % corners.length
      }
      if (members === this.#members) continue
      const share = shareWork(this.#layout, this.#borderRuns, thread, members)
      numbers.set(share.flat(), element + SHARE / 4)
    }
    this.#members = members
  }
}

function allocate(setup: KernelSetup, pages: number, shared: boolean): WebAssembly.Memory {
  const gigabytes = ((pages * PAGE_BYTES) / 2 ** 30).toFixed(1)
  if (pages > MAX_PAGES) throw unsupported(setup, `it would take ${gigabytes} GiB, more than 4`)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch {
    throw unsupported(setup, `${gigabytes} GiB of memory cannot be had`)
  }
}

function unsupported({ size, rule }: KernelSetup, why: string): KernelUnsupportedError {
  const reason = `in a world of ${size.x} x ${size.y} x ${size.z} cells ${why}`
  return new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
}

function exportedRun({ exports }: WebAssembly.Instance): Run {
  const { run } = exports
  if (typeof run !== 'function') throw new Error('the module has no run')
  return (members, ticks, argument) => run(members, ticks, argument)
}
