/** A world with a size, on a kernel that holds all of it. */
import { StateDigester } from '../kernels/digest/state-digester.ts'
import type { BackendName, Kernel } from '../kernels/kernel.ts'
import { planesOf } from '../kernels/program-planes.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import type { Palette, Stroke } from '../scenario/stroke.ts'
import { BoundedCells } from './bounded-cells.ts'
import { populationOf } from './count-states.ts'
import { TickGuard, type TickLimit } from './tick-guard.ts'
import type { World } from './world.ts'

/**
 * Builds the world of a kernel, which it then owns.
 *
 * @throws {TickLimitError} when its ticks cannot be held to the limit.
 */
export function createBoundedWorld(
  kernel: Kernel,
  size: Size,
  program: RuleProgram,
  limit?: TickLimit,
): World {
  return new BoundedWorld(kernel, size, program, limit)
}

class BoundedWorld implements World {
  readonly background = 0
  readonly planes: readonly PlaneName[]
  readonly #kernel: Kernel
  readonly #cells: BoundedCells
  readonly #size: Size
  readonly #program: RuleProgram
  readonly #guard: TickGuard<PlaneName> | undefined
  /** Tick of the state. */
  #tick = 0
  /** Made when it is first asked for. */
  #digester: StateDigester | undefined

  constructor(kernel: Kernel, size: Size, program: RuleProgram, limit: TickLimit | undefined) {
    this.#kernel = kernel
    this.#cells = new BoundedCells(kernel, size)
    this.#size = size
    this.#program = program
    this.planes = planesOf(program)
    this.#guard = limit && new TickGuard(kernel, size, this.planes, limit)
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  async clear(tick: number): Promise<void> {
    this.#tick = tick
    await this.#cells.clear(tick)
    for (const plane of this.planes) {
      await this.writePlane(plane, new Int32Array(countCells(this.#size)))
    }
  }

  async advance(ticks: number): Promise<number> {
    if (this.#guard === undefined) {
      await this.#kernel.advance(ticks)
      this.#tick += ticks
      return ticks
    }
    const { made, failure } = await this.#guard.advance(this.#tick, ticks, (some) =>
      this.#kernel.advance(some),
    )
    this.#tick += made
    if (failure !== undefined) throw failure
    return made
  }

  extent(): WorldBox {
    return wholeOf(this.#size)
  }

  async population(): Promise<bigint> {
    const counts = this.countStates()
    return counts === undefined ? this.#cells.population() : BigInt(populationOf(counts))
  }

  countStates(): Float64Array | undefined {
    return this.#kernel.countStates?.()
  }

  tellsNextChange(): boolean {
    return this.#kernel.countChanged !== undefined
  }

  countChanged(): number | undefined {
    return this.#kernel.countChanged?.()
  }

  async digest(): Promise<bigint> {
    this.#digester ??= new StateDigester(this.#program.states, this.planes)
    return this.#digester.digest(this.#kernel, this.#size)
  }

  read(box: WorldBox, into: Uint8Array): Promise<void> {
    return this.#cells.read(box, into)
  }

  write(box: WorldBox, cells: Uint8Array, tick: number): Promise<void> {
    this.#tick = tick
    return this.#cells.write(box, cells, tick)
  }

  async readPlane(plane: PlaneName, into: Int32Array, firstCell = 0): Promise<void> {
    const cells = countCells(this.#size)
    if (into.length === cells) return this.#kernel.readPlane(plane, into)
    const whole = new Int32Array(cells)
    await this.#kernel.readPlane(plane, whole)
    into.set(whole.subarray(firstCell, firstCell + into.length))
  }

  writePlane(plane: PlaneName, values: Int32Array): void | Promise<void> {
    return this.#kernel.writePlane(plane, values)
  }

  paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void> {
    return this.#cells.paint(strokes, palette, tick)
  }

  dispose(): void {
    this.#kernel.dispose()
  }
}
