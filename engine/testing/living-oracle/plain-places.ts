/** Where things are: neighborhoods as lists of steps, and the sites that they lead to. */
import { createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import type { Size } from '../../lattice/size.ts'
import { normalizeTopology } from '../../lattice/topology-check.ts'
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'

export type Step = readonly [dx: number, dy: number, dz: number]

/** A site beyond the faces of a box. */
export const BEYOND = OUTSIDE

const length = ([dx, dy, dz]: Step) => Math.abs(dx) + Math.abs(dy) + Math.abs(dz)

/** All steps of at most one cell along each of so many axes, in the order z, y, x. */
function cube(dimensions: number): Step[] {
  const along = (axis: number) => (axis < dimensions ? [-1, 0, 1] : [0])
  const steps: Step[] = []
  for (const dz of along(2)) {
    for (const dy of along(1)) for (const dx of along(0)) steps.push([dx, dy, dz])
  }
  return steps.filter((step) => length(step) > 0)
}

/** The neighborhoods by the names that channels and meta-rules call them. */
const NAMED: Readonly<Record<string, readonly Step[]>> = {
  elementary: cube(1),
  'moore-2d': cube(2),
  'von-neumann-2d': cube(2).filter((step) => length(step) === 1),
  'hexagonal-2d': cube(2).filter(
    ([dx, dy]) => !(dx === 1 && dy === -1) && !(dx === -1 && dy === 1),
  ),
  'moore-3d': cube(3),
  'von-neumann-3d': cube(3).filter((step) => length(step) === 1),
  'corners-3d': cube(3).filter((step) => length(step) === 3),
  'edges-3d': cube(3).filter((step) => length(step) === 2),
  'hexahedral-3d': cube(3).filter(
    (step) => length(step) === 1 || (length(step) === 2 && step[0] + step[1] + step[2] === 0),
  ),
  'hex12-3d': [[-1, 0, -1], [0, 0, -1], ...cube(2), [0, 0, 1], [1, 0, 1]],
  lopsided: [
    [-2, 0, 0],
    [1, 0, 0],
  ],
}

const CORNERS: readonly Step[] = cube(3).filter(([dx, dy, dz]) => dx * dy * dz === 1)
const OTHER_CORNERS: readonly Step[] = cube(3).filter(([dx, dy, dz]) => dx * dy * dz === -1)

/** The steps from a site to its neighbors. */
export function stepsOf(name: string, { x, y, z }: Place): readonly Step[] {
  if (name === 'tetrahedral-3d') return (x + y + z) % 2 === 0 ? CORNERS : OTHER_CORNERS
  return NAMED[name]!
}

/** The neighborhood of the sites that share a face. */
export const facesIn = (dimensions: number) =>
  ['elementary', 'von-neumann-2d', 'von-neumann-3d'][dimensions - 1]!

/** The neighborhood of all sites within one cell. */
export const allAroundIn = (dimensions: number) =>
  ['elementary', 'moore-2d', 'moore-3d'][dimensions - 1]!

export interface Place {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** A world's sites by their coordinates, wherever these lie. */
export interface Ground {
  readonly size: Size
  readonly dimensions: number
  readonly isTorus: boolean
  /** The flat index of a site, or BEYOND. */
  at(x: number, y: number, z: number): number
  /** The same, of the nearest site inside where the place lies beyond a face. */
  nearest(x: number, y: number, z: number): number
}

/** @param world as a scenario has it, with a size. */
export function groundOf(world: NonNullable<ScenarioDocument['world']>): Ground {
  const [x = 1, y = 1, z = 1] = world.size!
  const size = { x, y, z }
  const { topology = 'torus' } = world
  const written =
    typeof topology === 'string'
      ? ({ kind: topology } as const)
      : topology.kind === 'klein'
        ? ({ kind: 'klein', along: topology.along, shiftCells: topology.shift ?? 0 } as const)
        : ({ kind: 'shifted-torus', along: topology.along, shiftCells: topology.shift } as const)
  const resolved = normalizeTopology(size, written)
  const at = createSiteResolver(size, resolved)
  const inside = (value: number, cells: number) => Math.min(Math.max(value, 0), cells - 1)
  return {
    size,
    dimensions: world.size!.length,
    isTorus: resolved.kind === 'torus',
    at,
    nearest(px, py, pz) {
      const found = at(px, py, pz)
      return found === BEYOND ? at(inside(px, x), inside(py, y), inside(pz, z)) : found
    },
  }
}

/** The sites that a site's steps lead to, BEYOND among them. */
export const reach = (ground: Ground, place: Place, steps: readonly Step[]): number[] =>
  steps.map(([dx, dy, dz]) => ground.at(place.x + dx, place.y + dy, place.z + dz))
