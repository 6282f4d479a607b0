/**
 * The site that coordinates name, for every topology and dimension in one code path.
 *
 * Coordinates may lie outside the box, by any distance. What they name there is decided by the
 * topology: each crossing of an edge is an isometry of the grid, and the world is the grid modulo
 * those isometries, so the order in which edges are crossed does not matter. The one exception is
 * the sphere, whose corners are singular: it is defined for sites that touch the box only.
 *
 * Kernels use this to build their borders; nothing here is meant for an inner loop.
 * Conventions for shifts, twists and corners are those of Golly's bounded grids
 * (https://golly.sourceforge.io/Help/bounded.html).
 */
import { flatIndexOf, type Size } from './size.ts'
import type { Topology } from './topology.ts'

/** What a resolver answers for a site that is not part of the world; such sites read state 0. */
export const OUTSIDE = -1

/** Flat index of the site that (x, y, z) names, or OUTSIDE. */
export type SiteResolver = (x: number, y: number, z: number) => number

/** Remainder that is never negative. Most sites are inside, where there is nothing to divide. */
const wrap = (n: number, period: number) =>
  n >= 0 && n < period ? n : ((n % period) + period) % period

/** How many whole periods lie below n; odd or even says how often a twist is crossed. */
const countCrossings = (n: number, period: number) => Math.floor(n / period)

const isOdd = (n: number) => n % 2 !== 0

/**
 * Builds the resolver of a world. The topology is one that `assertTopology` lets pass for it.
 *
 * A torus wraps every axis, however far: on a world smaller than the distance it wraps several
 * times.
 */
export function createSiteResolver(size: Size, topology: Topology): SiteResolver {
  const { x: width, y: height, z: depth } = size
  const at = (x: number, y: number, z: number) => flatIndexOf(size, x, y, z)
  const isInside = (x: number, y: number, z: number) =>
    x >= 0 && x < width && y >= 0 && y < height && z >= 0 && z < depth

  switch (topology.kind) {
    case 'box':
      return (x, y, z) => (isInside(x, y, z) ? at(x, y, z) : OUTSIDE)

    case 'torus':
      return (x, y, z) => at(wrap(x, width), wrap(y, height), wrap(z, depth))

    case 'shifted-torus': {
      const { shiftCells } = topology
      if (topology.along === 'x') {
        return inPlane((x, y) => {
          const shifted = x + shiftCells * countCrossings(y, height)
          return at(wrap(shifted, width), wrap(y, height), 0)
        })
      }
      return inPlane((x, y) => {
        const shifted = y + shiftCells * countCrossings(x, width)
        return at(wrap(x, width), wrap(shifted, height), 0)
      })
    }

    case 'klein': {
      const { shiftCells } = topology
      if (topology.along === 'x') {
        return inPlane((x, y) => {
          const isTwisted = isOdd(countCrossings(y, height))
          return at(wrap(isTwisted ? width - 1 - shiftCells - x : x, width), wrap(y, height), 0)
        })
      }
      return inPlane((x, y) => {
        const isTwisted = isOdd(countCrossings(x, width))
        return at(wrap(x, width), wrap(isTwisted ? height - 1 - shiftCells - y : y, height), 0)
      })
    }

    case 'cross-surface':
      return inPlane((x, y) => {
        const acrossY = isOdd(countCrossings(y, height)) ? width - 1 - x : x
        const down = wrap(y, height)
        const acrossX = isOdd(countCrossings(acrossY, width)) ? height - 1 - down : down
        return at(wrap(acrossY, width), acrossX, 0)
      })

    case 'sphere':
      return inPlane((x, y) => {
        const onSphere = foldOntoSphere(x, y, width)
        return onSphere === undefined ? OUTSIDE : at(onSphere[0], onSphere[1], 0)
      })

    default:
      return topology satisfies never
  }
}

/**
 * The same with no outside: what the world has no site for is the nearest one inside, axis by axis.
 * Nothing flows through the faces of a world whose sites look at each other so, and waves come back.
 */
export function createNearestResolver(size: Size, topology: Topology): SiteResolver {
  const resolve = createSiteResolver(size, topology)
  const clamp = (n: number, length: number) => Math.min(Math.max(n, 0), length - 1)
  return (x, y, z) => {
    const site = resolve(x, y, z)
    if (site !== OUTSIDE) return site
    const inLayer = resolve(x, y, clamp(z, size.z))
    if (inLayer !== OUTSIDE) return inLayer
    return flatIndexOf(size, clamp(x, size.x), clamp(y, size.y), clamp(z, size.z))
  }
}

/** A resolver of a 2-D world, in which nothing lies above or below the plane. */
function inPlane(resolve: (x: number, y: number) => number): SiteResolver {
  return (x, y, z) => (z === 0 ? resolve(x, y) : OUTSIDE)
}

/**
 * The top edge meets the left one and the right edge the bottom one, each from the corner they
 * share; a site diagonally beyond a corner is that corner itself. Undefined further out.
 */
function foldOntoSphere(
  x: number,
  y: number,
  side: number,
): readonly [x: number, y: number] | undefined {
  if (x < -1 || y < -1 || x > side || y > side) return undefined
  const isBeyondX = x < 0 || x === side
  const isBeyondY = y < 0 || y === side
  const last = side - 1
  if (isBeyondX && isBeyondY) return [x < 0 ? 0 : last, y < 0 ? 0 : last]
  if (isBeyondY) return y < 0 ? [0, x] : [last, x]
  if (isBeyondX) return x < 0 ? [y, 0] : [y, last]
  return [x, y]
}
