/**
 * Where the cells of a world lie among the sites that their neighbors can name: the world's box
 * with a border as wide as the program reaches, so that a neighbor is always the same distance away.
 */
import { type Reach, reachOf } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { gatheringsOf } from '../../rules/program/program-topology.ts'

export interface BorderedGrid {
  readonly size: Size
  readonly reach: Reach
  /** Sites from one row to the next, and from one layer to the next. */
  readonly strideY: number
  readonly strideZ: number
  /** Index of the cell (0, 0, 0). */
  readonly origin: number
  /** Sites in all. */
  readonly length: number
}

/** The grid for a world of this size with a border for everything the program gathers. */
export function buildBorderedGrid(program: RuleProgram, size: Size): BorderedGrid {
  const reaches = gatheringsOf(program).map((gathering): Reach => {
    if (gathering.kind === 'neighborhood') return reachOf(gathering.neighborhood)
    const { x, y, z } = gathering.sizeCells
    return { x: x - 1, y: y - 1, z: z - 1 }
  })
  const widest = (axis: keyof Reach) => Math.max(0, ...reaches.map((reach) => reach[axis]))
  const reach = { x: widest('x'), y: widest('y'), z: widest('z') }
  const strideY = size.x + 2 * reach.x
  const strideZ = strideY * (size.y + 2 * reach.y)
  return {
    size,
    reach,
    strideY,
    strideZ,
    origin: reach.x + reach.y * strideY + reach.z * strideZ,
    length: strideZ * (size.z + 2 * reach.z),
  }
}

/** How far along the grid's indices an offset leads. */
export function distanceOf(
  { strideY, strideZ }: BorderedGrid,
  dx: number,
  dy: number,
  dz: number,
): number {
  return dx + dy * strideY + dz * strideZ
}
