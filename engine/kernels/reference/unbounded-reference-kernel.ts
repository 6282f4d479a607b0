/**
 * The reference kernel of worlds without an end: the oracle for kernels that run such worlds.
 *
 * It keeps one box that holds every cell that is not background. A tick asks for every cell of the
 * box, grown along the axes without an end by as far as the rule looks, what the program makes of
 * its surroundings; what lies further out is background and goes the way of one cell far off.
 * Nothing is shared with a faster kernel, so that the two can disagree.
 */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { assertWorldSize, countCells, flatIndexOf, type Size } from '../../lattice/size.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { createPhilox } from '../../math/philox.ts'
import {
  type CellView,
  createEvaluator,
  type Evaluate,
} from '../../rules/program/evaluate-program.ts'
import type { Gathering, NodeId } from '../../rules/program/program.ts'
import { assertProgramTopology, gatheringsOf } from '../../rules/program/program-topology.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import { KernelMemoryError, KernelUnsupportedError } from '../errors.ts'
import { planesOf } from '../program-planes.ts'
import type { UnboundedKernel, UnboundedSetup } from '../unbounded-kernel.ts'

/**
 * Builds the kernel of an empty world.
 *
 * @throws {KernelUnsupportedError} when cells have more than a state.
 */
export function createUnboundedReferenceKernel(setup: UnboundedSetup): UnboundedKernel {
  const { size, topology, rule } = setup
  assertWorldSize(size)
  validateProgram(rule.program)
  assertProgramTopology(size, topology, rule.program)
  if (planesOf(rule.program).length > 0) {
    const reason = 'a world without an end keeps one state a cell, and no planes of numbers'
    throw new KernelUnsupportedError({ backend: 'reference', rule: rule.canonical, reason })
  }
  return new UnboundedReferenceKernel(setup)
}

type Site = readonly [x: number, y: number, z: number]

/** A box of cells, in its flat order. */
interface CellBox extends WorldBox {
  readonly cells: Uint8Array
}

/** A site along an axis without an end where there never was anything but background. */
const FAR_OFF = 2 ** 30

/** Some ten seconds a tick. */
const MAX_BOX_CELLS = 2 ** 24

class UnboundedReferenceKernel implements UnboundedKernel {
  readonly backend = 'reference'
  readonly #setup: UnboundedSetup
  readonly #views: ReadonlyMap<NodeId, PartitionView>
  /** The longest side of a block the rule gathers; 0 if it gathers none. */
  readonly #blockCells: number
  readonly #evaluate: Evaluate<Int32Array>
  readonly #random: ReturnType<typeof createPhilox>
  #box: CellBox
  #tick = 0
  #background = 0

  constructor(setup: UnboundedSetup) {
    this.#setup = setup
    this.#views = new Map(
      setup.rule.program.nodes.flatMap((node, id) =>
        node.op === 'partition' ? [[id, viewOf(node.gathering)]] : [],
      ),
    )
    this.#blockCells = Math.max(
      0,
      ...gatheringsOf(setup.rule.program).flatMap((gathering) =>
        gathering.kind === 'block' ? Object.values(gathering.sizeCells) : [],
      ),
    )
    this.#evaluate = createEvaluator(setup.rule.program)
    this.#random = createPhilox(setup.seed)
    this.#box = this.#nothing()
  }

  get tick(): number {
    return this.#tick
  }

  get background(): number {
    return this.#background
  }

  clear(tick: number, background = 0): void {
    this.#tick = tick
    this.#background = background
    this.#box = this.#nothing()
  }

  write(box: WorldBox, cells: Uint8Array): void {
    const united = uniteBoxes(this.#box, box)
    const stateOf = (site: Site) => (isIn(box, site) ? cells[indexIn(box, site)]! : this.#at(site))
    this.#box = this.#crop(this.#tabulate(united, stateOf))
  }

  read(box: WorldBox, into: Uint8Array): void {
    into.set(this.#tabulate(box, (site) => this.#at(site)).cells)
  }

  advance(ticks: number, isOver?: () => boolean): void {
    for (let i = 0; i < ticks; i++) {
      if (i > 0 && isOver?.()) return
      const next = this.#tabulate(this.#grow(this.#box), (site) => this.#next(site))
      const background = this.#nextBackground()
      this.#tick++
      this.#background = background
      this.#box = this.#crop(next)
    }
  }

  bounds(): WorldBox | undefined {
    const { cells, ...box } = this.#box
    return cells.length === 0 ? undefined : box
  }

  filledBoxes(): Iterable<WorldBox> {
    const box = this.bounds()
    return box === undefined ? [] : [box]
  }

  population(): bigint | undefined {
    if (this.#background !== 0) return undefined
    return BigInt(this.#box.cells.reduce((sum, state) => sum + (state === 0 ? 0 : 1), 0))
  }

  dispose(): void {
    this.clear(0)
  }

  #nothing(): CellBox {
    return { x: 0, y: 0, z: 0, size: { x: 0, y: 0, z: 0 }, cells: new Uint8Array(0) }
  }

  /** @throws {KernelMemoryError} where a box is larger than anybody would wait for. */
  #tabulate({ x, y, z, size }: WorldBox, stateOf: (site: Site) => number): CellBox {
    if (countCells(size) > MAX_BOX_CELLS) {
      const details = { backend: this.backend, maxBytes: MAX_BOX_CELLS, tick: this.#tick }
      throw new KernelMemoryError(details)
    }
    const cells = new Uint8Array(countCells(size))
    let index = 0
    for (let dz = 0; dz < size.z; dz++) {
      for (let dy = 0; dy < size.y; dy++) {
        for (let dx = 0; dx < size.x; dx++) cells[index++] = stateOf([x + dx, y + dy, z + dz])
      }
    }
    return { x, y, z, size, cells }
  }

  /** The part of a box outside of which it is all background. */
  #crop(box: CellBox): CellBox {
    let least = [Infinity, Infinity, Infinity] as Site
    let most = [-Infinity, -Infinity, -Infinity] as Site
    this.#tabulate(box, (site) => {
      const state = box.cells[indexIn(box, site)]!
      if (state !== this.#background) {
        least = least.map((at, axis) => Math.min(at, site[axis]!)) as unknown as Site
        most = most.map((at, axis) => Math.max(at, site[axis]!)) as unknown as Site
      }
      return state
    })
    if (least[0] === Infinity) return this.#nothing()
    const [x, y, z] = least
    const size = { x: most[0] - x + 1, y: most[1] - y + 1, z: most[2] - z + 1 }
    return this.#tabulate({ x, y, z, size }, (site) => box.cells[indexIn(box, site)]!)
  }

  /** All sites that can see one of a box; along axes with an end, all there are. */
  #grow(box: WorldBox): WorldBox {
    const reach = { x: 0, y: 0, z: 0 }
    for (const view of this.#views.values()) {
      for (const axis of ['x', 'y', 'z'] as const) {
        reach[axis] = Math.max(reach[axis], view.reach[axis])
      }
    }
    const { size } = this.#setup
    const along = (axis: 'x' | 'y' | 'z') =>
      size[axis] > 0
        ? ([0, size[axis]] as const)
        : ([box[axis] - reach[axis], box.size[axis] + 2 * reach[axis]] as const)
    const [[x, width], [y, height], [z, depth]] = [along('x'), along('y'), along('z')]
    return { x, y, z, size: { x: width, y: height, z: depth } }
  }

  /** The state of any site, as a neighbor sees it. */
  #at(site: Site): number {
    const { size, topology } = this.#setup
    const wrapped: [number, number, number] = [...site]
    for (const [axis, cells] of [size.x, size.y, size.z].entries()) {
      const at = wrapped[axis]!
      if (cells === 0 || (at >= 0 && at < cells)) continue
      if (topology.kind === 'box') return 0
      wrapped[axis] = remainder(at, cells)
    }
    return isIn(this.#box, wrapped)
      ? this.#box.cells[indexIn(this.#box, wrapped)]!
      : this.#background
  }

  #next([x, y, z]: Site): number {
    const { program } = this.#setup.rule
    const site: Site = [x, y, z]
    const view: CellView = {
      x,
      y,
      z,
      tick: this.#tick | 0,
      rule: 0,
      own: () => this.#at(site),
      field: () => 0,
      parameter: () => 0,
      random: (draw) => this.#random(x, y, z, this.#tick, draw),
      gather: (partition) =>
        this.#views
          .get(partition)!
          .sitesOf(site, this.#tick)
          .map((seen) => this.#at(seen)),
      position: (partition) => this.#views.get(partition)!.positionOf(site, this.#tick),
    }
    return this.#evaluate(view)[program.next[0]!]!
  }

  /** What cells far off come to, if that is the same for all of them. */
  #nextBackground(): number {
    const { size, rule } = this.#setup
    const from = (cells: number) => (cells > 0 ? 0 : FAR_OFF)
    // So many cells along an axis have every place in a block, and both parities.
    const along = (cells: number) => (cells > 0 ? cells : Math.max(2, this.#blockCells))
    const { cells } = this.#tabulate(
      {
        x: from(size.x),
        y: from(size.y),
        z: from(size.z),
        size: { x: along(size.x), y: along(size.y), z: along(size.z) },
      },
      (site) => this.#next(site),
    )
    const next = cells[0]!
    if (cells.every((state) => state === next)) return next
    throw new KernelUnsupportedError({
      backend: this.backend,
      rule: rule.canonical,
      reason: 'cells of the background come to different states',
    })
  }
}

const remainder = (n: number, period: number) => ((n % period) + period) % period

function isIn(box: WorldBox, [x, y, z]: Site): boolean {
  const inAxis = (at: number, from: number, cells: number) => at >= from && at < from + cells
  const { size } = box
  return inAxis(x, box.x, size.x) && inAxis(y, box.y, size.y) && inAxis(z, box.z, size.z)
}

const indexIn = (box: WorldBox, [x, y, z]: Site) =>
  flatIndexOf(box.size, x - box.x, y - box.y, z - box.z)

function uniteBoxes(a: WorldBox, b: WorldBox): WorldBox {
  if (countCells(a.size) === 0) return b
  if (countCells(b.size) === 0) return a
  const along = (axis: 'x' | 'y' | 'z') => {
    const from = Math.min(a[axis], b[axis])
    return [from, Math.max(a[axis] + a.size[axis], b[axis] + b.size[axis]) - from] as const
  }
  const [[x, width], [y, height], [z, depth]] = [along('x'), along('y'), along('z')]
  return { x, y, z, size: { x: width, y: height, z: depth } }
}

/** What a partition gathers. */
interface PartitionView {
  readonly reach: Size
  /** The sites that a cell sees, in their order. */
  sitesOf(site: Site, tick: number): readonly Site[]
  /** Which of its block's sites the cell is; 0 for neighborhoods, which have no such thing. */
  positionOf(site: Site, tick: number): number
}

function viewOf(gathering: Gathering): PartitionView {
  return gathering.kind === 'block' ? viewOfBlock(gathering) : viewOfNeighborhood(gathering)
}

function viewOfNeighborhood({
  neighborhood,
  withCenter,
}: Extract<Gathering, { readonly kind: 'neighborhood' }>): PartitionView {
  const { reach, offsets, oddOffsets } = buildNeighborhood(neighborhood)
  const listOffsets = (flat: Int32Array): readonly Site[] => {
    const list: Site[] = withCenter ? [[0, 0, 0]] : []
    for (let i = 0; i < flat.length; i += 3) list.push([flat[i]!, flat[i + 1]!, flat[i + 2]!])
    return list.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
  }
  const even = listOffsets(offsets)
  const odd = oddOffsets === undefined ? even : listOffsets(oddOffsets)
  return {
    reach,
    sitesOf: ([x, y, z]) =>
      (remainder(x + y + z, 2) === 1 ? odd : even).map(([dx, dy, dz]) => [x + dx, y + dy, z + dz]),
    positionOf: () => 0,
  }
}

function viewOfBlock({
  sizeCells,
  corners,
}: Extract<Gathering, { readonly kind: 'block' }>): PartitionView {
  /** Where in its block a cell lies, along each axis. */
  const placeOf = ([x, y, z]: Site, tick: number): Site => {
    const corner = corners[tick % corners.length]!
    return [
      remainder(x - corner[0], sizeCells.x),
      remainder(y - corner[1], sizeCells.y),
      remainder(z - corner[2], sizeCells.z),
    ]
  }
  return {
    reach: sizeCells,
    sitesOf(site, tick) {
      const [px, py, pz] = placeOf(site, tick)
      const [x, y, z] = [site[0] - px, site[1] - py, site[2] - pz]
      return Array.from({ length: countCells(sizeCells) }, (_, i): Site => {
        const row = Math.floor(i / sizeCells.x)
        return [x + (i % sizeCells.x), y + (row % sizeCells.y), z + Math.floor(row / sizeCells.y)]
      })
    },
    positionOf: (site, tick) => flatIndexOf(sizeCells, ...placeOf(site, tick)),
  }
}
