/** The WebAssembly kernel of lattices: all passes in one generated module. */
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import {
  assertLatticeSetup,
  assertNumberOf,
  assertPlaneNumbers,
  findPlane,
} from '../lattice-check.ts'
import type { LatticeKernel, LatticeSetup, LentPlane } from '../lattice-kernel.ts'
import { assertCells } from '../setup-check.ts'
import { LaneWorld } from './int-lanes/lane-world.ts'

/**
 * Builds a WebAssembly kernel of a lattice with all cells 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when the world with its planes does not fit into the memory of
 * a module, or is so long and thin that its border does not, or its code is too long.
 * @throws what `assertLatticeSetup` throws for worlds and programs that cannot be.
 */
export function createWasmLatticeKernel(setup: LatticeSetup): LatticeKernel {
  assertLatticeSetup(setup)
  return new WasmLatticeKernel(setup)
}

class WasmLatticeKernel implements LatticeKernel {
  readonly backend = 'wasm'
  readonly #setup: LatticeSetup
  readonly #world: LaneWorld

  constructor(setup: LatticeSetup) {
    const passes = setup.lattice.passes.map(({ name }) => name)
    this.#setup = setup
    this.#world = new LaneWorld({ ...setup, name: passes.join(', ') })
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    const { size, lattice } = this.#setup
    assertCells({ size, rule: lattice }, cells, firstCell)
    this.#world.write(0, cells, firstCell)
    this.#world.startAt(tick)
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#world.read(0, into, firstCell)
  }

  writePlane(plane: LatticePlaneName, values: Int32Array, firstCell = 0): void {
    const index = findPlane(this.#setup, plane, values.length, firstCell)
    assertPlaneNumbers(this.#setup.lattice, index, values)
    this.#world.write(index + 1, values, firstCell)
  }

  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell = 0): void {
    const index = findPlane(this.#setup, plane, into.length, firstCell)
    this.#world.read(index + 1, into, firstCell)
  }

  lend(component: number): LentPlane {
    const { lattice } = this.#setup
    const world = this.#world
    return {
      readAt: (cell) => world.readAt(component, cell),
      writeAt(cell, value) {
        assertNumberOf(lattice, component, value)
        world.writeAt(component, cell, value)
      },
      read: (into) => world.read(component, into, 0),
    }
  }

  advance(ticks: number): void | Promise<void> {
    return this.#world.advance(ticks)
  }

  readTallies(): BigInt64Array {
    return this.#world.readTallies()
  }

  dispose(): void {
    this.#world.dispose()
  }
}
