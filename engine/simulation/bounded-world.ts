/** A world with a size, on a kernel that holds all of it. */
import { StateDigester } from '../kernels/digest/state-digester.ts'
import type { BackendName, Kernel } from '../kernels/kernel.ts'
import { planesOf } from '../kernels/program-planes.ts'
import { countCells, flatIndexOf, type Size } from '../lattice/size.ts'
import { splitBox, type WorldBox, wholeOf } from '../lattice/world-box.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { type Palette, type Stroke, startStroke } from '../scenario/stroke.ts'
import { addStates, populationOf } from './count-states.ts'
import { QuadtreeError } from './errors.ts'
import { PART_CELLS, type World } from './world.ts'

/** Builds the world of a kernel, which it then owns. */
export function createBoundedWorld(kernel: Kernel, size: Size, program: RuleProgram): World {
  return new BoundedWorld(kernel, size, program)
}

class BoundedWorld implements World {
  readonly background = 0
  readonly planes: readonly PlaneName[]
  readonly #kernel: Kernel
  readonly #size: Size
  readonly #program: RuleProgram
  /** Made when it is first asked for. */
  #digester: StateDigester | undefined

  constructor(kernel: Kernel, size: Size, program: RuleProgram) {
    this.#kernel = kernel
    this.#size = size
    this.#program = program
    this.planes = planesOf(program)
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  async clear(tick: number): Promise<void> {
    for (const { part, cells } of this.#parts()) await this.write(part, cells, tick)
    for (const plane of this.planes) {
      await this.writePlane(plane, new Int32Array(countCells(this.#size)))
    }
  }

  async advance(ticks: number): Promise<number> {
    await this.#kernel.advance(ticks)
    return ticks
  }

  extent(): WorldBox {
    return wholeOf(this.#size)
  }

  async population(): Promise<bigint> {
    const counts = new Float64Array(256)
    for (const { part, cells } of this.#parts()) {
      await this.read(part, cells)
      addStates(counts, cells)
    }
    return BigInt(populationOf(counts))
  }

  async digest(): Promise<bigint> {
    this.#digester ??= new StateDigester(this.#program.states, this.planes)
    return this.#digester.digest(this.#kernel, this.#size)
  }

  async read(box: WorldBox, into: Uint8Array): Promise<void> {
    for (const { first, from, length } of this.#runsOf(box)) {
      await this.#kernel.read(into.subarray(from, from + length), first)
    }
  }

  async write(box: WorldBox, cells: Uint8Array, tick: number): Promise<void> {
    for (const { first, from, length } of this.#runsOf(box)) {
      await this.#kernel.write(cells.subarray(from, from + length), tick, first)
    }
  }

  readPlane(plane: PlaneName, into: Int32Array): void | Promise<void> {
    return this.#kernel.readPlane(plane, into)
  }

  writePlane(plane: PlaneName, values: Int32Array): void | Promise<void> {
    return this.#kernel.writePlane(plane, values)
  }

  async paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void> {
    const painters = strokes.map((stroke) => {
      if (stroke.kind === 'quadtree') throw new QuadtreeError({ backend: this.backend })
      return startStroke(stroke, palette)
    })
    for (const { part, cells } of this.#parts()) {
      await this.read(part, cells)
      for (const paint of painters) paint(part, cells)
      await this.write(part, cells, tick)
    }
  }

  dispose(): void {
    this.#kernel.dispose()
  }

  /**
   * The world in parts, with room for the cells of each: zeros at first. All have the same room, for
   * a buffer of its own for each would be garbage that makes up much of a large world.
   */
  *#parts(): Generator<{ part: WorldBox; cells: Uint8Array }> {
    const room = new Uint8Array(Math.min(PART_CELLS, countCells(this.#size)))
    for (const part of splitBox(wholeOf(this.#size), PART_CELLS)) {
      yield { part, cells: room.subarray(0, countCells(part.size)) }
    }
  }

  /** The runs of cells that follow each other both in a box and in the world. */
  *#runsOf(box: WorldBox): Generator<{ first: number; from: number; length: number }> {
    const { x, y, z, size } = box
    const hasWholeRows = size.x === this.#size.x
    const hasWholeLayers = hasWholeRows && size.y === this.#size.y
    if (hasWholeLayers || (hasWholeRows && size.z === 1) || size.y * size.z === 1) {
      yield { first: flatIndexOf(this.#size, x, y, z), from: 0, length: countCells(size) }
      return
    }
    for (let row = 0; row < size.y * size.z; row++) {
      const inLayer = row % size.y
      const layer = Math.floor(row / size.y)
      const first = flatIndexOf(this.#size, x, y + inLayer, z + layer)
      yield { first, from: row * size.x, length: size.x }
    }
  }
}
