/** A world without an end, on a kernel that holds what is in it. */
import type { CellList } from '../formats/pattern.ts'
import { StateDigester } from '../kernels/digest/state-digester.ts'
import { PlaneRangeError } from '../kernels/hashlife/errors.ts'
import type { QuadTable } from '../kernels/hashlife/quad-table.ts'
import type { BackendName } from '../kernels/kernel.ts'
import type { UnboundedKernel } from '../kernels/unbounded-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { splitBox, type WorldBox } from '../lattice/world-box.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { type PaintedStroke, type Palette, type Stroke, startStroke } from '../scenario/stroke.ts'
import { QuadtreeError } from './errors.ts'
import { PART_CELLS } from './part-cells.ts'
import { countLeaves, forEachLeaf, LEAF_CELLS } from './quadtree-leaves.ts'
import type { World } from './world.ts'

/** Leaves of a quadtree that are painted one by one where a kernel cannot take it whole. */
const MAX_PAINTED_LEAVES = 2 ** 22

/** Sites of a list are painted tile by tile, so that far ones cost no more than near ones. */
const TILE_CELLS = 64

/** Builds the world of a kernel, which it then owns. */
export function createEndlessWorld(
  kernel: UnboundedKernel,
  size: Size,
  program: RuleProgram,
): World {
  return new EndlessWorld(kernel, size, program)
}

const NOWHERE: WorldBox = Object.freeze({ x: 0, y: 0, z: 0, size: { x: 0, y: 0, z: 0 } })

class EndlessWorld implements World {
  readonly planes = []
  readonly #kernel: UnboundedKernel
  readonly #size: Size
  readonly #program: RuleProgram
  /** Cells by state, which are lent. */
  readonly #counts = new Float64Array(256)
  /** Made when it is first asked for. */
  #digester: StateDigester | undefined

  constructor(kernel: UnboundedKernel, size: Size, program: RuleProgram) {
    this.#kernel = kernel
    this.#size = size
    this.#program = program
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  get background(): number {
    return this.#kernel.background
  }

  get tick(): number {
    return this.#kernel.tick
  }

  clear(tick: number, background: number): void {
    this.#kernel.clear(tick, background)
  }

  async advance(ticks: number, isOver?: () => boolean): Promise<number> {
    const from = this.#kernel.tick
    await this.#kernel.advance(ticks, isOver)
    return this.#kernel.tick - from
  }

  extent(): WorldBox {
    return this.#kernel.bounds() ?? NOWHERE
  }

  filledBoxes(): Iterable<WorldBox> {
    return this.#kernel.filledBoxes()
  }

  countStates(): Float64Array | undefined {
    if (this.#program.states !== 2) return undefined
    const population = this.#kernel.population()
    if (population === undefined) return undefined
    this.#counts[1] = Number(population)
    this.#counts[0] = countCells(this.extent().size) - this.#counts[1]
    return this.#counts
  }

  tellsNextChange(): boolean {
    return this.#kernel.tellsNextChange?.() ?? false
  }

  countChanged(): number | undefined {
    return this.#kernel.countChanged?.()
  }

  async population(): Promise<bigint | undefined> {
    return this.#kernel.population()
  }

  async digest(): Promise<bigint | undefined> {
    this.#digester ??= new StateDigester(this.#program.states, this.planes)
    try {
      return this.#digester.digestEndless(this.#kernel, this.#size)
    } catch (error) {
      // Where the corners of the state are not exact it has no digest, as where it is too large.
      if (error instanceof PlaneRangeError) return undefined
      throw error
    }
  }

  // Where nothing lives the extent has no cells, which not every kernel takes for a box.
  read(box: WorldBox, into: Uint8Array): void {
    if (countCells(box.size) > 0) this.#kernel.read(box, into)
  }

  write(box: WorldBox, cells: Uint8Array): void {
    if (countCells(box.size) > 0) this.#kernel.write(box, cells)
  }

  readPlane(): void {
    throw new Error('a world without an end has no planes')
  }

  writePlane(): void {
    this.readPlane()
  }

  async paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void> {
    for (const stroke of strokes) {
      if (stroke.kind === 'sites') this.#paintSites(stroke)
      else if (stroke.kind === 'quadtree') this.#load(stroke.table, tick)
      else this.#paintBox(stroke, palette)
    }
  }

  dispose(): void {
    this.#kernel.dispose()
  }

  saveQuadtree(): QuadTable | undefined {
    return this.background === 0 ? this.#kernel.save?.() : undefined
  }

  #load(table: QuadTable, tick: number): void {
    if (this.#kernel.load !== undefined) {
      this.#kernel.load(table, tick)
      return
    }
    if (countLeaves(table) > MAX_PAINTED_LEAVES) throw new QuadtreeError({ backend: this.backend })
    const size = { x: LEAF_CELLS, y: LEAF_CELLS, z: 1 }
    this.#kernel.clear(tick, 0)
    forEachLeaf(table, (x, y, cells) => this.#kernel.write({ x, y, z: 0, size }, cells))
  }

  #paintBox(stroke: Exclude<PaintedStroke, { readonly kind: 'sites' }>, palette: Palette): void {
    const paint = startStroke(stroke, palette)
    for (const part of splitBox(stroke.box, PART_CELLS)) {
      const cells = new Uint8Array(countCells(part.size))
      paint(part, cells)
      this.#kernel.write(part, cells)
    }
  }

  #paintSites({ cells, x, y, z }: Extract<Stroke, { readonly kind: 'sites' }>): void {
    for (const indices of groupByTile(cells)) {
      const box = boundsOfSites(cells, indices)
      const { size } = box
      const moved = { ...box, x: box.x + x, y: box.y + y, z: box.z + z }
      const states = new Uint8Array(countCells(size))
      this.#kernel.read(moved, states)
      for (const i of indices) {
        const [dx, dy, dz] = [cells.x[i]! - box.x, cells.y[i]! - box.y, cells.z[i]! - box.z]
        states[dx + size.x * (dy + size.y * dz)] = cells.states[i]!
      }
      this.#kernel.write(moved, states)
    }
  }
}

/** The cells of a list that lie in one tile, for each tile that has any. */
function groupByTile(list: CellList): Iterable<readonly number[]> {
  const tiles = new Map<string, number[]>()
  const tileOf = (coordinate: number) => Math.floor(coordinate / TILE_CELLS)
  for (let i = 0; i < list.states.length; i++) {
    const key = `${tileOf(list.x[i]!)} ${tileOf(list.y[i]!)} ${tileOf(list.z[i]!)}`
    const tile = tiles.get(key)
    if (tile === undefined) tiles.set(key, [i])
    else tile.push(i)
  }
  return tiles.values()
}

function boundsOfSites(list: CellList, indices: readonly number[]): WorldBox {
  const rangeAlong = (coordinates: Int32Array) => {
    let min = coordinates[indices[0]!]!
    let max = min
    for (const i of indices) {
      min = Math.min(min, coordinates[i]!)
      max = Math.max(max, coordinates[i]!)
    }
    return [min, max - min + 1] as const
  }
  const [x, width] = rangeAlong(list.x)
  const [y, height] = rangeAlong(list.y)
  const [z, depth] = rangeAlong(list.z)
  return { x, y, z, size: { x: width, y: height, z: depth } }
}
