/**
 * The reference kernel of a lattice: the oracle of every faster one.
 *
 * Pass after pass, and in each cell after cell, it evaluates the program in the words of
 * `engine/rules/program/evaluate-program.ts` and takes what the cells become when all are done.
 */
import { countCells } from '../../lattice/size.ts'
import { createPhilox } from '../../math/philox.ts'
import { createEvaluator } from '../../rules/program/evaluate-program.ts'
import type { LatticePass } from '../../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { assertLatticeSetup, assertPlaneNumbers, blankOf, findPlane } from '../lattice-check.ts'
import type { LatticeKernel, LatticeSetup } from '../lattice-kernel.ts'
import { assertCells } from '../setup-check.ts'
import { createGatherers, type Gatherer } from './gatherers.ts'
import { MovingView } from './moving-view.ts'

/**
 * Builds a reference kernel of a lattice with all cells 0.
 *
 * @throws what `assertLatticeSetup` throws for worlds and programs that cannot be.
 */
export function createReferenceLatticeKernel(setup: LatticeSetup): LatticeKernel {
  assertLatticeSetup(setup)
  return new ReferenceLatticeKernel(setup)
}

interface PassWork {
  readonly pass: LatticePass
  readonly gatherers: ReadonlyMap<NodeId, Gatherer>
}

class ReferenceLatticeKernel implements LatticeKernel {
  readonly backend = 'reference'
  readonly #setup: LatticeSetup
  readonly #works: readonly PassWork[]
  readonly #random: ReturnType<typeof createPhilox>
  readonly #tallies: BigInt64Array
  /** The states, then the planes: one number for each cell, in flat order. */
  #planes: Int32Array[]
  #tick = 0

  constructor(setup: LatticeSetup) {
    const { size, topology, lattice } = setup
    const count = countCells(size)
    const { planes, passes } = lattice
    this.#setup = setup
    this.#random = createPhilox(setup.seed)
    this.#works = passes.map((pass) => ({
      pass,
      gatherers: createGatherers(pass.program, size, topology),
    }))
    this.#tallies = new BigInt64Array(passes.flatMap(({ tallies }) => tallies).length)
    const blanks = planes.map((plane) => new Int32Array(count).fill(blankOf(plane)))
    this.#planes = [new Int32Array(count), ...blanks]
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    const { size, lattice } = this.#setup
    assertCells({ size, rule: lattice }, cells, firstCell)
    this.#planes[0]!.set(cells, firstCell)
    this.#tick = tick
  }

  read(into: Uint8Array, firstCell = 0): void {
    into.set(this.#planes[0]!.subarray(firstCell, firstCell + into.length))
  }

  writePlane(plane: LatticePlaneName, values: Int32Array, firstCell = 0): void {
    const index = findPlane(this.#setup, plane, values.length, firstCell)
    assertPlaneNumbers(this.#setup.lattice, index, values)
    this.#planes[index + 1]!.set(values, firstCell)
  }

  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell = 0): void {
    const index = findPlane(this.#setup, plane, into.length, firstCell)
    into.set(this.#planes[index + 1]!.subarray(firstCell, firstCell + into.length))
  }

  advance(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      let firstTally = 0
      for (const work of this.#works) {
        this.#run(work, firstTally)
        firstTally += work.pass.tallies.length
      }
      this.#tick++
    }
  }

  readTallies(): BigInt64Array {
    return this.#tallies.slice()
  }

  dispose(): void {
    this.#planes = []
  }

  #run({ pass, gatherers }: PassWork, firstTally: number): void {
    const { program, tallies } = pass
    const next = this.#planes.map((plane) => new Int32Array(plane.length))
    // Programs of a lattice know of components alone.
    const seen = { components: this.#planes, channels: [], parameters: [] }
    const view = new MovingView(seen, gatherers, this.#random, this.#tick)
    const evaluate = createEvaluator(program)
    const { size } = this.#setup
    let cell = 0
    for (let z = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++) {
        for (let x = 0; x < size.x; x++) {
          view.moveTo(cell, x, y, z)
          const values = evaluate(view)
          program.next.forEach((id, component) => {
            next[component]![cell] = values[id]!
          })
          tallies.forEach(({ value }, i) => {
            this.#tallies[firstTally + i]! += BigInt(values[value]!)
          })
          cell++
        }
      }
    }
    this.#planes = next
  }
}
