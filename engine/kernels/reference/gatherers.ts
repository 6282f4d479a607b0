/** Where the sites lie that a partition gathers for a cell. */
import { buildNeighborhood, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import {
  createNearestResolver,
  createSiteResolver,
  type SiteResolver,
} from '../../lattice/site-resolver.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { edgeOf } from '../../rules/program/node-ranges.ts'
import type { Gathering, NodeId, RuleProgram } from '../../rules/program/program.ts'

/** One partition of a program in a world. */
export interface Gatherer {
  readonly component: number
  /** How many sites it gathers. */
  readonly siteCount: number
  /**
   * Flat indices of the sites that the cell (x, y, z) gathers; negative outside the world. They are
   * good until another cell's are asked for.
   */
  sitesOf(x: number, y: number, z: number, tick: number): Int32Array
  /** Which of its block's sites the cell is; 0 for neighborhoods, which have no such thing. */
  positionOf(x: number, y: number, z: number, tick: number): number
}

/** The gatherers of a program's partitions by their nodes. */
export function createGatherers(
  program: RuleProgram,
  size: Size,
  topology: Topology,
): ReadonlyMap<NodeId, Gatherer> {
  const resolvers = {
    zero: createSiteResolver(size, topology),
    nearest: createNearestResolver(size, topology),
  }
  const gatherers = new Map<NodeId, Gatherer>()
  for (const [id, node] of program.nodes.entries()) {
    if (node.op !== 'partition') continue
    const { component, gathering } = node
    gatherers.set(id, {
      component,
      ...createGatherer(gathering, resolvers[edgeOf(program, component)]),
    })
  }
  return gatherers
}

function createGatherer(gathering: Gathering, resolve: SiteResolver): Omit<Gatherer, 'component'> {
  if (gathering.kind === 'block') return createBlockGatherer(gathering, resolve)
  const { neighborhood, withCenter } = gathering
  const even = listSites(neighborhood, withCenter, 0)
  const odd = listSites(neighborhood, withCenter, 1)
  const sites = new Int32Array(even.length)
  return {
    siteCount: sites.length,
    sitesOf(x, y, z) {
      const offsets = (x + y + z) % 2 === 1 ? odd : even
      for (let i = 0; i < sites.length; i++) {
        const offset = offsets[i]!
        sites[i] = resolve(x + offset[0], y + offset[1], z + offset[2])
      }
      return sites
    },
    positionOf: () => 0,
  }
}

type Offset = readonly [dx: number, dy: number, dz: number]

/** The offsets looked at from sites whose x + y + z is even (0) or odd (1), in order. */
function listSites(spec: NeighborhoodSpec, withCenter: boolean, parity: 0 | 1): readonly Offset[] {
  const { offsets, oddOffsets } = buildNeighborhood(spec)
  const flat = parity === 1 ? (oddOffsets ?? offsets) : offsets
  const sites: Offset[] = withCenter ? [[0, 0, 0]] : []
  for (let i = 0; i < flat.length; i += 3) sites.push([flat[i]!, flat[i + 1]!, flat[i + 2]!])
  return sites.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
}

function createBlockGatherer(
  { sizeCells, corners }: Extract<Gathering, { readonly kind: 'block' }>,
  resolve: SiteResolver,
): Omit<Gatherer, 'component'> {
  const wrap = (n: number, period: number) => ((n % period) + period) % period
  /** Where the cell lies in its block, along each axis. */
  const placeOf = (x: number, y: number, z: number, tick: number): Offset => {
    const corner = corners[tick % corners.length]!
    return [
      wrap(x - corner[0], sizeCells.x),
      wrap(y - corner[1], sizeCells.y),
      wrap(z - corner[2], sizeCells.z),
    ]
  }
  const sites = new Int32Array(countCells(sizeCells))
  return {
    siteCount: sites.length,
    sitesOf(x, y, z, tick) {
      const [px, py, pz] = placeOf(x, y, z, tick)
      let i = 0
      for (let dz = 0; dz < sizeCells.z; dz++) {
        for (let dy = 0; dy < sizeCells.y; dy++) {
          for (let dx = 0; dx < sizeCells.x; dx++) {
            sites[i++] = resolve(x - px + dx, y - py + dy, z - pz + dz)
          }
        }
      }
      return sites
    },
    positionOf(x, y, z, tick) {
      const [px, py, pz] = placeOf(x, y, z, tick)
      return px + sizeCells.x * (py + sizeCells.y * pz)
    },
  }
}
