/**
 * Ways around a world: what a loop of cells that leaves through edges and comes back adds up to.
 *
 * A world whose edges meet is the endless grid modulo the isometries that its edges stand for. A
 * loop can be drawn together to nothing exactly where the isometries it crosses multiply to none.
 * On a torus, shifted or not, they are translations and simply add; on a Klein bottle those along
 * one axis are turned around by the twist; on a cross-surface only odd and even differ; on a sphere
 * every loop can be drawn together.
 */
import type { Topology } from '../../lattice/topology.ts'

/** How often edges are crossed along each axis, as one product. Three numbers, changed in place. */
export interface Crossing {
  x: number
  y: number
  z: number
}

/** The isometries of a world, as numbers of crossings. */
export interface CrossingGroup {
  /** into = first, then second. `into` may be either of them. */
  compose(first: Crossing, second: Crossing, into: Crossing): void
  /** into = what undoes it. */
  invert(of: Crossing, into: Crossing): void
}

export const noCrossing = (): Crossing => ({ x: 0, y: 0, z: 0 })

const set = (into: Crossing, x: number, y: number, z: number) => {
  // Adding 0 turns a negative zero into the one zero there should be.
  into.x = x + 0
  into.y = y + 0
  into.z = z + 0
}

const TRANSLATIONS: CrossingGroup = {
  compose: (a, b, into) => set(into, a.x + b.x, a.y + b.y, a.z + b.z),
  invert: (a, into) => set(into, -a.x, -a.y, -a.z),
}

const signOf = (twists: number) => (twists % 2 === 0 ? 1 : -1)

/** Crossing y mirrors x: what was crossed along x before counts the other way around after it. */
const MIRRORED_IN_X: CrossingGroup = {
  compose: (a, b, into) => set(into, signOf(b.y) * a.x + b.x, a.y + b.y, 0),
  invert: (a, into) => set(into, -signOf(a.y) * a.x, -a.y, 0),
}

const MIRRORED_IN_Y: CrossingGroup = {
  compose: (a, b, into) => set(into, a.x + b.x, signOf(b.x) * a.y + b.y, 0),
  invert: (a, into) => set(into, -a.x, -signOf(a.x) * a.y, 0),
}

const ODD_AND_EVEN: CrossingGroup = {
  compose: (a, b, into) => {
    const isOdd = Math.abs(a.x + b.x) % 2
    set(into, isOdd, isOdd, 0)
  },
  invert: (a, into) => set(into, a.x, a.y, 0),
}

const ALL_ONE: CrossingGroup = {
  compose: (_, __, into) => set(into, 0, 0, 0),
  invert: (_, into) => set(into, 0, 0, 0),
}

/** The group of a topology's crossings. */
export function crossingGroupOf(topology: Topology): CrossingGroup {
  switch (topology.kind) {
    case 'box':
    case 'torus':
    case 'shifted-torus':
      return TRANSLATIONS
    case 'klein':
      return topology.along === 'x' ? MIRRORED_IN_X : MIRRORED_IN_Y
    case 'cross-surface':
      return ODD_AND_EVEN
    case 'sphere':
      return ALL_ONE
    default:
      return topology satisfies never
  }
}

/**
 * Tells what is crossed on the way from inside a 2-D world to (x, y), with the edges as
 * `site-resolver.ts` has them.
 */
export function crossingTo(
  { x: width, y: height }: { readonly x: number; readonly y: number },
  topology: Topology,
  x: number,
  y: number,
  into: Crossing,
): void {
  const acrossX = (at: number) => Math.floor(at / width)
  const acrossY = (at: number) => Math.floor(at / height)
  const isOdd = (n: number) => n % 2 !== 0
  switch (topology.kind) {
    case 'box':
    case 'sphere':
      return set(into, 0, 0, 0)
    case 'torus':
      return set(into, acrossX(x), acrossY(y), 0)
    case 'shifted-torus':
      return topology.along === 'x'
        ? set(into, acrossX(x + topology.shiftCells * acrossY(y)), acrossY(y), 0)
        : set(into, acrossX(x), acrossY(y + topology.shiftCells * acrossX(x)), 0)
    case 'klein': {
      const { along, shiftCells } = topology
      if (along === 'x') {
        const mirrored = isOdd(acrossY(y)) ? width - 1 - shiftCells - x : x
        return set(into, acrossX(mirrored), acrossY(y), 0)
      }
      const mirrored = isOdd(acrossX(x)) ? height - 1 - shiftCells - y : y
      return set(into, acrossX(x), acrossY(mirrored), 0)
    }
    case 'cross-surface': {
      const isAcross = Math.abs(acrossX(x) + acrossY(y)) % 2
      return set(into, isAcross, isAcross, 0)
    }
    default:
      return topology satisfies never
  }
}
