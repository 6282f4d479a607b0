/** What a partition gathers in a world whose sites may have coordinates of either sign. */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { countCells, flatIndexOf, type Size } from '../../lattice/size.ts'
import type { Gathering } from '../../rules/program/program.ts'

export type Site = readonly [x: number, y: number, z: number]

/** Remainder that is never negative. */
export const remainder = (n: number, period: number): number => ((n % period) + period) % period

/** What a partition gathers. */
export interface PartitionView {
  readonly reach: Size
  /** The sites that a cell sees, in their order. */
  sitesOf(site: Site, tick: number): readonly Site[]
  /** Which of its block's sites the cell is; 0 for neighborhoods, which have no such thing. */
  positionOf(site: Site, tick: number): number
}

/** The view of a gathering. */
export function viewOf(gathering: Gathering): PartitionView {
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
