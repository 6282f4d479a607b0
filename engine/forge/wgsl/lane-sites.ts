/** Writes where the sites of a neighborhood lie, and what is read there. */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { edgeOf } from '../../rules/program/node-ranges.ts'
import type { Gathering } from '../../rules/program/program.ts'
import type { LaneContext } from './lane-context.ts'
import { intLiteral } from './shader.ts'

export type Offset = readonly [dx: number, dy: number, dz: number]

export type NeighborhoodGathering = Extract<Gathering, { readonly kind: 'neighborhood' }>

/** The sites a neighborhood gathers, in order: on even sites and, where they differ, on odd ones. */
export interface SiteList {
  readonly even: readonly Offset[]
  readonly odd: readonly Offset[] | undefined
}

export function listSites({ neighborhood, withCenter }: NeighborhoodGathering): SiteList {
  const { offsets, oddOffsets } = buildNeighborhood(neighborhood)
  const inOrder = (flat: Int32Array): Offset[] => {
    const sites: Offset[] = withCenter ? [[0, 0, 0]] : []
    for (let i = 0; i < flat.length; i += 3) sites.push([flat[i]!, flat[i + 1]!, flat[i + 2]!])
    return sites.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
  }
  return { even: inOrder(offsets), odd: oddOffsets && inOrder(oddOffsets) }
}

/** Tells whether rows stay rows beyond the edges, so that axes can be looked at one by one. */
export function hasStraightRows({ world }: LaneContext): boolean {
  return world.topology.kind === 'box' || world.topology.kind === 'torus'
}

/** An expression for the value of a component at a site, given by its coordinates as arguments. */
export function readAt({ world }: LaneContext, component: number, place: string): string {
  return edgeOf(world.program, component) === 'nearest'
    ? `component_${component}(resolve_nearest(${place}))`
    : `read_${component}(resolve(${place}))`
}

/** An expression for the value of a component at site `index` of a list. */
export function readSite(
  context: LaneContext,
  component: number,
  { even, odd }: SiteList,
  index: number,
): string {
  const offset = even[index]!
  const other = odd?.[index]
  if (other !== undefined) {
    const parity = context.declare('is_odd_site', () => '((x + y + z) & 1) == 1')
    const at = (['x', 'y', 'z'] as const).map((axis, i) => {
      return `${axis} + select(${intLiteral(offset[i]!)}, ${intLiteral(other[i]!)}, ${parity})`
    })
    return readAt(context, component, at.join(', '))
  }
  if (!hasStraightRows(context)) return readAt(context, component, placeAt(offset))
  const [dx, dy, dz] = offset
  const edge = edgeOf(context.world.program, component)
  const row = declareRow(context, dy, dz, edge)
  const x = declareAxis(context, 'x', dx, edge)
  const value = `component_${component}(${row.at} + ${x.at})`
  const inside = [row.inside, x.inside].filter((test) => test !== undefined)
  return inside.length === 0 ? value : `select(0i, ${value}, ${inside.join(' & ')})`
}

/** Coordinates at an offset, as arguments. */
export function placeAt(offset: Offset): string {
  return ['x', 'y', 'z'].map((axis, i) => `${axis} + ${intLiteral(offset[i]!)}`).join(', ')
}

/** Names of a coordinate and of whether it lies in the world, where it may not. */
interface Place {
  readonly at: string
  readonly inside: string | undefined
}

type Edge = ReturnType<typeof edgeOf>

/** A coordinate at a distance from the cell's, on the torus or in the box. */
function declareAxis(
  context: LaneContext,
  axis: 'x' | 'y' | 'z',
  distance: number,
  edge: Edge,
): Place {
  if (distance === 0) return { at: axis, inside: undefined }
  const { size, topology } = context.world
  const name = `${axis}_${distance < 0 ? 'm' : 'p'}${Math.abs(distance)}`
  const period = `SIZE_${axis.toUpperCase()}`
  const moved = `${axis} + ${intLiteral(distance)}`
  if (topology.kind === 'torus') {
    const wrap = Math.abs(distance) <= size[axis] ? 'wrap_near' : 'wrap'
    return { at: context.declare(name, () => `${wrap}(${moved}, ${period})`), inside: undefined }
  }
  if (edge === 'nearest') {
    const inside = distance < 0 ? `max(${moved}, 0i)` : `min(${moved}, ${period} - 1i)`
    return { at: context.declare(`near_${name}`, () => inside), inside: undefined }
  }
  const at = context.declare(name, () => moved)
  const test = distance < 0 ? `${at} >= 0i` : `${at} < ${period}`
  return { at, inside: context.declare(`in_${name}`, () => test) }
}

/** The flat index of the first cell of a row. */
function declareRow(context: LaneContext, dy: number, dz: number, edge: Edge): Place {
  const y = declareAxis(context, 'y', dy, edge)
  const z = declareAxis(context, 'z', dz, edge)
  const name = `row_${y.at}_${z.at}`
  const inside = [y.inside, z.inside].filter((test) => test !== undefined)
  return {
    at: context.declare(name, () => `SIZE_X * (${y.at} + SIZE_Y * ${z.at})`),
    inside:
      inside.length === 0 ? undefined : context.declare(`in_${name}`, () => inside.join(' & ')),
  }
}
