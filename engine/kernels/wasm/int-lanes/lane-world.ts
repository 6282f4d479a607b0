/**
 * A lattice in a world, run by generated WebAssembly that steps sixteen cells at a time, in lanes
 * of 8, 16 or 32 bits.
 *
 * Everything that is known when it is built goes into its code: the passes, the world's size, and
 * where in the memory each plane lies. Components are named by their numbers, the states' is 0;
 * what is written is not checked here.
 */
import { PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { countBorderCells, MAX_BORDER_CELLS } from '../../cpu/grid-layout.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import { blankOf } from '../../lattice-check.ts'
import type { LatticeSetup } from '../../lattice-kernel.ts'
import { HelperTeam } from '../helper-team.ts'
import { StaticData } from '../static-data.ts'
import { type LaneLayout, layOutPlanes, TEAM_ADDRESS } from './lane-layout.ts'
import { generateLaneModule, type LaneModule, TALLY_BYTES } from './lane-module.ts'
import { type LanePlan, planLattice } from './lane-plan.ts'
import { LanePlanes, type Phase } from './lane-planes.ts'
import { CORNERS, PHASE, SHARE, ThreadMemory, TICK } from './thread-memory.ts'
import { countUsefulThreads, partOf, shareWork } from './thread-share.ts'

/** Pages of 64 KiB that a memory may have. */
const MAX_PAGES = 65_536

/** Engines take functions of up to some 7.6 million bytes. */
const MAX_CODE_BYTES = 7_000_000

/** Ticks of one call into the module; their number is an i32 there. */
const MAX_TICKS_OF_CALL = 2 ** 30

export interface LaneWorldSetup extends LatticeSetup {
  /** What the lattice is called where it is refused. */
  readonly name: string
}

/** Code for a lattice in a world, and where in its memory everything lies. */
interface CompiledLanes {
  readonly plan: LanePlan
  readonly layout: LaneLayout
  /** To be written to the memory before the code runs. */
  readonly data: StaticData
  readonly threadCount: number
  readonly generated: LaneModule
}

/**
 * Generates the code.
 *
 * @throws {KernelUnsupportedError} when the world is so long and thin that its border does not fit, or the code is too
 *   long.
 */
export function compileLanes(setup: LaneWorldSetup): CompiledLanes {
  const { size, topology, lattice, seed, threads } = setup
  const plan = planLattice(lattice)
  const layout = layOutPlanes(size, lattice, plan)
  if (countBorderCells(layout.grid) > MAX_BORDER_CELLS + layout.flatStride * size.y * size.z) {
    throw unsupported(setup, `its border would have more than ${MAX_BORDER_CELLS} cells`)
  }
  const threadCount = countUsefulThreads(layout, threads?.count ?? 1)
  const data = new StaticData(layout.end)
  const memory = new ThreadMemory(plan.blocks.length)
  const generated = generateLaneModule({ plan, layout, topology, data, memory, seed, threadCount })
  if (generated.bytes.length > MAX_CODE_BYTES) {
    throw unsupported(setup, `its code would take ${generated.bytes.length} bytes`)
  }
  return { plan, layout, data, threadCount, generated }
}

type Run = (members: number, ticks: number, argument: number) => void

export class LaneWorld {
  readonly #plan: LanePlan
  readonly #layout: LaneLayout
  readonly #module: LaneModule
  readonly #run: Run
  readonly #team: HelperTeam | undefined
  readonly #threadCount: number
  readonly #tallyCount: number
  #planes: LanePlanes
  /** The whole memory. */
  #numbers: Int32Array
  #tick = 0
  /** Which of their places the planes that alternate have. */
  #phase: Phase = 0
  /** For how many threads the work is shared out. */
  #members = 0

  /**
   * @param setup that is checked.
   * @throws {KernelUnsupportedError} when the world with its planes does not fit into the memory
   * of a module, or is so long and thin that its border does not, or its code is too long.
   */
  constructor(setup: LaneWorldSetup) {
    const { lattice, threads } = setup
    const { plan, layout, data, threadCount, generated } = compileLanes(setup)
    const shared = allocate(setup, generated.pages, threadCount > 1)
    const module = new WebAssembly.Module(generated.bytes)
    const instance = new WebAssembly.Instance(module, { env: { memory: shared } })
    this.#plan = plan
    this.#layout = layout
    this.#module = generated
    this.#run = exportedRun(instance)
    this.#threadCount = threadCount
    this.#tallyCount = lattice.passes.reduce((sum, { tallies }) => sum + tallies.length, 0)
    this.#planes = new LanePlanes(layout, shared.buffer)
    this.#numbers = new Int32Array(shared.buffer)
    data.writeTo(new Uint8Array(shared.buffer))
    for (const [i, plane] of lattice.planes.entries()) {
      const blank = blankOf(plane)
      if (blank !== 0) this.#planes.fill(i + 1, this.#phase, blank)
    }
    if (threads !== undefined && threadCount > 1) {
      const useful = { count: threadCount, start: threads.start.bind(threads) }
      this.#team = new HelperTeam(useful, module, shared, TEAM_ADDRESS)
    }
  }

  /** The tick is the world's from here. */
  startAt(tick: number): void {
    this.#tick = tick
  }

  write(component: number, values: Uint8Array | Int32Array, firstCell: number): void {
    this.#planes.write(component, this.#phase, values, firstCell)
  }

  read(component: number, into: Uint8Array | Int32Array, firstCell: number): void {
    this.#team?.assertWhole()
    this.#planes.read(component, this.#phase, into, firstCell)
  }

  readAt(component: number, cell: number): number {
    this.#team?.assertWhole()
    return this.#planes.readAt(component, this.#phase, cell)
  }

  writeAt(component: number, cell: number, value: number): void {
    this.#planes.writeAt(component, this.#phase, cell, value)
  }

  advance(ticks: number): void | Promise<void> {
    const waiting = this.#team?.whenUp()
    if (waiting === undefined) this.#advanceNow(ticks)
    else return waiting.then(() => this.#advanceNow(ticks))
  }

  readTallies(): BigInt64Array {
    this.#team?.assertWhole()
    const { threads, threadBytes, tallies } = this.#module
    const sums = new BigInt64Array(this.#tallyCount)
    if (this.#numbers.length === 0) return sums
    for (let thread = 0; thread < this.#threadCount; thread++) {
      const place = threads + thread * threadBytes + tallies
      const count = (TALLY_BYTES / 8) * sums.length
      const parts = new BigInt64Array(this.#numbers.buffer, place, count)
      for (const [i, part] of parts.entries()) sums[i >> 1]! += part
    }
    return sums
  }

  dispose(): void {
    this.#team?.dispose()
    this.#planes = new LanePlanes(this.#layout, new ArrayBuffer(0))
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
    const { threads, threadBytes, borders } = this.#module
    const numbers = this.#numbers
    for (let thread = 0; thread < members; thread++) {
      const element = (threads + thread * threadBytes) / 4
      numbers[element + PHASE / 4] = this.#phase
      numbers[element + TICK / 4] = this.#tick | 0
      for (const [i, { corners }] of this.#plan.blocks.entries()) {
        numbers[element + CORNERS / 4 + i] = this.#tick % corners.length
      }
      if (members === this.#members) continue
      const share = shareWork(this.#layout, thread, members)
      numbers.set(share.flat(), element + SHARE / 4)
      for (const { runs, place } of borders) {
        numbers.set(partOf(runs, thread, members), element + place / 4)
      }
    }
    this.#members = members
  }
}

function allocate(setup: LaneWorldSetup, pages: number, shared: boolean): WebAssembly.Memory {
  const gigabytes = ((pages * PAGE_BYTES) / 2 ** 30).toFixed(1)
  if (pages > MAX_PAGES) throw unsupported(setup, `it would take ${gigabytes} GiB, more than 4`)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch {
    throw unsupported(setup, `${gigabytes} GiB of memory cannot be had`)
  }
}

function unsupported({ size, name }: LaneWorldSetup, why: string): KernelUnsupportedError {
  const reason = `in a world of ${size.x} x ${size.y} x ${size.z} cells ${why}`
  return new KernelUnsupportedError({ backend: 'wasm', rule: name, reason })
}

function exportedRun({ exports }: WebAssembly.Instance): Run {
  const { run } = exports
  if (typeof run !== 'function') throw new Error('the module has no run')
  return (members, ticks, argument) => run(members, ticks, argument)
}
