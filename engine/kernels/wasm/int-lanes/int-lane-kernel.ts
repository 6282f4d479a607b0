/**
 * The kernel for any program: a rule runs as a lattice of one pass, in which its channels,
 * parameters and rule indices are planes as any other.
 */
import { countCells } from '../../../lattice/size.ts'
import type { LatticeProgram } from '../../../rules/program/lattice-program.ts'
import type { PlaneName } from '../../../rules/program/plane-name.ts'
import { PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { assertPlaneNumbers, findPlane } from '../../lattice-check.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { LaneWorld } from './lane-world.ts'
import { latticeOfRule } from './rule-lattice.ts'

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

class IntLaneKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #lattice: LatticeProgram
  readonly #world: LaneWorld

  constructor(setup: KernelSetup) {
    const { size, topology, rule, seed, threads } = setup
    const lattice = latticeOfRule(rule.program)
    this.#setup = setup
    this.#lattice = lattice
    this.#world = new LaneWorld({ size, topology, lattice, seed, threads, name: rule.canonical })
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#world.write(0, cells, firstCell)
    this.#world.startAt(tick)
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#world.read(0, into, firstCell)
  }

  advance(ticks: number): void | Promise<void> {
    return this.#world.advance(ticks)
  }

  writePlane(plane: PlaneName, values: Int32Array): void {
    const index = this.#find(plane, values.length)
    assertPlaneNumbers(this.#lattice, index, values)
    this.#world.write(index + 1, values, 0)
  }

  readPlane(plane: PlaneName, into: Int32Array): void {
    this.#world.read(this.#find(plane, into.length) + 1, into, 0)
  }

  dispose(): void {
    this.#world.dispose()
  }

  #find(plane: PlaneName, count: number): number {
    const { size } = this.#setup
    if (count !== countCells(size)) throw new PlaneError(plane)
    return findPlane({ size, lattice: this.#lattice }, plane, count, 0)
  }
}
