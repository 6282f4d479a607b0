/** A whole state that a kernel was known to have, and how many ticks it has made since. */
import { countCells } from '../../lattice/size.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { planesOf } from '../program-planes.ts'

interface KeptPlane {
  readonly name: PlaneName
  readonly values: Int32Array
  /** Ticks change it, so it must be read back. */
  readonly isLive: boolean
}

/** The state that every kernel begins with: all 0, at tick 0. */
export function startCheckpoint({ size, rule }: KernelSetup): Checkpoint {
  const cells = countCells(size)
  const planes = planesOf(rule.program).map((name) => {
    return { name, values: new Int32Array(cells), isLive: changes(rule.program, name) }
  })
  return new Checkpoint(new Uint8Array(cells), planes, 0)
}

export class Checkpoint {
  readonly #cells: Uint8Array
  readonly #planes: readonly KeptPlane[]
  #tick: number
  #ticksSince = 0

  constructor(cells: Uint8Array, planes: readonly KeptPlane[], tick: number) {
    this.#cells = cells
    this.#planes = planes
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

  /** Tells whether writing or reading these cells is to know the whole state. */
  isWhole(cells: Uint8Array): boolean {
    return this.#planes.length === 0 && cells.length === this.#cells.length
  }

  noteTicks(ticks: number): void {
    this.#ticksSince += ticks
  }

  /** Cells that were written, where no ticks were made since or all cells were. */
  noteWritten(cells: Uint8Array, tick: number, firstCell: number): void {
    this.#cells.set(cells, firstCell)
    this.#tick = tick
    this.#ticksSince = 0
  }

  /** Cells that were read; if they are the whole state, it is known anew. */
  noteRead(cells: Uint8Array): void {
    if (!this.isWhole(cells)) return
    this.noteWritten(cells, this.tickNow, 0)
  }

  /** A plane that was written, where no ticks were made since. */
  notePlane(name: PlaneName, values: Int32Array): void {
    const plane = this.#planes.find(
      (kept) => kept.name.kind === name.kind && kept.name.name === name.name,
    )
    plane?.values.set(values)
  }

  /** Reads the state that a kernel has now; this checkpoint stays as it is. */
  async readNext(kernel: Kernel): Promise<Checkpoint> {
    const cells = new Uint8Array(this.#cells.length)
    await kernel.read(cells)
    const planes: KeptPlane[] = []
    for (const plane of this.#planes) {
      if (!plane.isLive) {
        planes.push(plane)
        continue
      }
      const values = new Int32Array(cells.length)
      await kernel.readPlane(plane.name, values)
      planes.push({ ...plane, values })
    }
    return new Checkpoint(cells, planes, this.tickNow)
  }

  /** Brings a kernel to where the other one was: to this state, and on by the ticks since. */
  async restoreTo(kernel: Kernel): Promise<void> {
    await kernel.write(this.#cells, this.#tick)
    for (const { name, values } of this.#planes) await kernel.writePlane(name, values)
    await kernel.advance(this.#ticksSince)
  }
}

/** Tells whether ticks change a plane of a program. */
function changes({ channels, writes }: RuleProgram, { kind, name }: PlaneName): boolean {
  if (kind === 'channel') return writes.some(({ channel }) => channels[channel] === name)
  return kind === 'component'
}
