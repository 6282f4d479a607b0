/** A whole state that a kernel was known to have, and how many ticks it has made since. */
import { isKept } from '../../forge/wgsl/pass-use.ts'
import { countCells } from '../../lattice/size.ts'
import { componentOf } from '../../rules/program/lattice-program.ts'
import {
  isSamePlane,
  type LatticePlaneName,
  type PlaneName,
} from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import type { KernelSetup } from '../kernel.ts'
import { blankOf } from '../lattice-check.ts'
import type { LatticeSetup } from '../lattice-kernel.ts'
import { planesOf } from '../program-planes.ts'
import type { LastingKernel } from './lasting-kernel.ts'

interface KeptPlane<Name> {
  readonly name: Name
  readonly values: Int32Array
  /** Ticks change it, so it must be read back. */
  readonly isLive: boolean
}

/** What is known of a state. */
interface KeptState<Name> {
  readonly cells: Uint8Array
  readonly planes: readonly KeptPlane<Name>[]
  /** What had been tallied. */
  readonly tallies: BigInt64Array
}

/** The state that every kernel of a rule begins with: all 0, at tick 0. */
export function startCheckpoint({ size, rule }: KernelSetup): Checkpoint<PlaneName> {
  const count = countCells(size)
  const planes = planesOf(rule.program).map((name) => {
    return { name, values: new Int32Array(count), isLive: changes(rule.program, name) }
  })
  return new Checkpoint({ cells: new Uint8Array(count), planes, tallies: new BigInt64Array(0) }, 0)
}

/** The state that every kernel of a lattice begins with: all cells 0 and planes blank, at tick 0. */
export function startLatticeCheckpoint({
  size,
  lattice,
}: LatticeSetup): Checkpoint<LatticePlaneName> {
  const count = countCells(size)
  const planes = lattice.planes.map((plane) => {
    const component = componentOf(lattice, plane.plane)!
    const values = new Int32Array(count).fill(blankOf(plane))
    const isLive = !lattice.passes.every((pass) => isKept(pass, component))
    return { name: plane.plane, values, isLive }
  })
  const tallies = new BigInt64Array(lattice.passes.flatMap((pass) => pass.tallies).length)
  return new Checkpoint({ cells: new Uint8Array(count), planes, tallies }, 0)
}

export class Checkpoint<Name extends LatticePlaneName> {
  readonly #state: KeptState<Name>
  #tick: number
  #ticksSince = 0

  constructor(state: KeptState<Name>, tick: number) {
    this.#state = state
    this.#tick = tick
  }

  /** Ticks made since this state. */
  get ticksSince(): number {
    return this.#ticksSince
  }

  /** Number of the tick that the kernel is at. */
  get tickNow(): number {
    return this.#tick + this.#ticksSince
  }

  /** What had been tallied before the ticks since; to be read only. */
  get tallies(): BigInt64Array {
    return this.#state.tallies
  }

  /** Tells whether writing or reading these cells is to know the whole state. */
  isWhole(read: Uint8Array): boolean {
    const { cells, planes, tallies } = this.#state
    return planes.length === 0 && tallies.length === 0 && read.length === cells.length
  }

  noteTicks(ticks: number): void {
    this.#ticksSince += ticks
  }

  /** Cells that were written, where no ticks were made since or all cells were. */
  noteWritten(cells: Uint8Array, tick: number, firstCell: number): void {
    this.#state.cells.set(cells, firstCell)
    this.#tick = tick
    this.#ticksSince = 0
  }

  /** Cells that were read; if they are the whole state, it is known anew. */
  noteRead(cells: Uint8Array): void {
    if (!this.isWhole(cells)) return
    this.noteWritten(cells, this.tickNow, 0)
  }

  /** Numbers of a plane that were written, where no ticks were made since. */
  notePlane(name: Name, values: Int32Array, firstCell: number): void {
    const plane = this.#state.planes.find((kept) => isSamePlane(kept.name, name))
    plane?.values.set(values, firstCell)
  }

  /** Reads the state that a kernel has now; this checkpoint stays as it is. */
  async readNext(kernel: LastingKernel<Name>): Promise<Checkpoint<Name>> {
    const cells = new Uint8Array(this.#state.cells.length)
    await kernel.read(cells)
    const planes: KeptPlane<Name>[] = []
    for (const plane of this.#state.planes) {
      if (!plane.isLive) {
        planes.push(plane)
        continue
      }
      const values = new Int32Array(cells.length)
      await kernel.readPlane(plane.name, values)
      planes.push({ ...plane, values })
    }
    const tallies = (await kernel.readTallies?.()) ?? this.#state.tallies
    return new Checkpoint({ cells, planes, tallies }, this.tickNow)
  }

  /**
   * Brings a kernel to where the other one was: to this state, and on by the ticks since. What it
   * tallies begins with those.
   */
  async restoreTo(kernel: LastingKernel<Name>): Promise<void> {
    const { cells, planes } = this.#state
    await kernel.write(cells, this.#tick)
    for (const { name, values } of planes) await kernel.writePlane(name, values)
    await kernel.advance(this.#ticksSince)
  }
}

/** Tells whether ticks change a plane of a program. */
function changes({ channels, writes }: RuleProgram, { kind, name }: PlaneName): boolean {
  if (kind === 'channel') return writes.some(({ channel }) => channels[channel] === name)
  return kind === 'component'
}
