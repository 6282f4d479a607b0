/**
 * The spatial index: what stands around a coordinate. Thunderbit contract, section 4.
 *
 * States are read from the planes through the world's topology, never from a bit, so a bit knows
 * nothing of its neighbors but their numbers. A vacant site reads 0, and so does what lies outside
 * the world; a suspended bit is seen as it was.
 */
import {
  buildNeighborhood,
  type NeighborhoodSpec,
  type NeighborhoodTable,
} from '../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE, type SiteResolver } from '../lattice/site-resolver.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { type BitPlane, type PlaneSource, planeOf, STATE_PLANE } from './bit-planes.ts'
import type { BitWorld } from './bit-world.ts'

export class SpatialIndex {
  readonly #source: PlaneSource
  readonly #resolve: SiteResolver
  /** Component 0, the state, and the others. */
  readonly #planes: readonly BitPlane[]
  readonly #tables = new WeakMap<NeighborhoodSpec, NeighborhoodTable>()

  constructor(world: BitWorld, source: PlaneSource) {
    this.#source = source
    this.#resolve = createSiteResolver(world.size, world.topology)
    const components = world.components.map((name) => planeOf('component', name))
    this.#planes = [STATE_PLANE, ...components]
  }

  /** The flat index of the site that a coordinate names, around the edges too; or OUTSIDE. */
  resolve({ x, y, z }: GridPoint): number {
    return this.#resolve(x, y, z)
  }

  /** A component of the sites that coordinates name, in their order; component 0 is the state. */
  getStates(coords: Iterable<GridPoint>, component = 0): Int32Array {
    return Int32Array.from(coords, (coord) => this.#read(component, coord))
  }

  /**
   * A component of the neighbors of a coordinate, in the order z, y, x. A torus that is smaller
   * than the neighborhood counts a site as often as it is met.
   *
   * @throws {NeighborhoodError} when the neighborhood cannot be built.
   */
  getNeighborStates(coord: GridPoint, neighborhood: NeighborhoodSpec, component = 0): Int32Array {
    return this.getStates(this.#neighborsOf(coord, neighborhood, false), component)
  }

  /** The same with the site itself at its place in the order. */
  getStatesAround(coord: GridPoint, neighborhood: NeighborhoodSpec, component = 0): Int32Array {
    return this.getStates(this.#neighborsOf(coord, neighborhood, true), component)
  }

  *#neighborsOf(
    { x, y, z }: GridPoint,
    neighborhood: NeighborhoodSpec,
    withCenter: boolean,
  ): Generator<GridPoint> {
    const { offsets, oddOffsets } = this.#tableOf(neighborhood)
    const isOdd = (((x + y + z) % 2) + 2) % 2 === 1
    const list = isOdd ? (oddOffsets ?? offsets) : offsets
    let isCenterDue = withCenter
    for (let i = 0; i < list.length; i += 3) {
      const [dx, dy, dz] = [list[i]!, list[i + 1]!, list[i + 2]!]
      const isBeyond = dz > 0 || (dz === 0 && (dy > 0 || (dy === 0 && dx > 0)))
      if (isCenterDue && isBeyond) {
        isCenterDue = false
        yield { x, y, z }
      }
      yield { x: x + dx, y: y + dy, z: z + dz }
    }
    if (isCenterDue) yield { x, y, z }
  }

  #tableOf(neighborhood: NeighborhoodSpec): NeighborhoodTable {
    const known = this.#tables.get(neighborhood)
    if (known !== undefined) return known
    const table = buildNeighborhood(neighborhood)
    this.#tables.set(neighborhood, table)
    return table
  }

  #read(component: number, coord: GridPoint): number {
    const cell = this.resolve(coord)
    const plane = this.#planes[component]
    return cell === OUTSIDE || plane === undefined ? 0 : this.#source.readAt(plane, cell)
  }
}
