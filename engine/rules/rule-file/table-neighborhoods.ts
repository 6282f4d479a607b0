/**
 * The neighborhoods and symmetries of rule tables (Golly Help, "Rule format"; Golly's RoadMap).
 *
 * A table lists the cell itself and then its neighbors clockwise from the north, so that every
 * rotation is a step along that ring and every mirroring runs it backward.
 */
import type { Place } from './decision-diagram.ts'

export interface TableNeighborhood {
  readonly name: string
  /** The neighbors in the order of a table's lines. */
  readonly ring: readonly Place[]
  readonly symmetries: readonly string[]
}

const ROTATIONS_OF_SQUARES = ['none', 'rotate4', 'rotate4reflect', 'reflect_horizontal', 'permute']

/** The neighborhoods that tables name. */
export const tableNeighborhoods: readonly TableNeighborhood[] = [
  { name: 'vonNeumann', ring: ['n', 'e', 's', 'w'], symmetries: ROTATIONS_OF_SQUARES },
  {
    name: 'Moore',
    ring: ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'],
    symmetries: [...ROTATIONS_OF_SQUARES, 'rotate8', 'rotate8reflect'],
  },
  {
    name: 'hexagonal',
    ring: ['n', 'e', 'se', 's', 'w', 'nw'],
    symmetries: ['none', 'rotate2', 'rotate3', 'rotate6', 'rotate6reflect', 'permute'],
  },
  { name: 'oneDimensional', ring: ['w', 'e'], symmetries: ['none', 'reflect', 'permute'] },
]

/**
 * The ways in which a symmetry lays a line's neighbors around the cell: element `i` of each is
 * the entry that goes to place `i` of the ring. Of `permute` there is but one here, since it is
 * not a list of ways but freedom itself.
 */
export function arrangementsOf({ ring }: TableNeighborhood, symmetry: string): number[][] {
  const places = ring.length
  const turns = Number(/rotate(\d)/.exec(symmetry)?.[1] ?? 1)
  const step = places / turns
  const arrangements: number[][] = []
  for (let turn = 0; turn < turns; turn++) {
    const shift = turn * step
    arrangements.push(ring.map((_, i) => (i + shift) % places))
    // Of the two places of a line, running backward means to change them.
    const mirror = places === 2 ? 1 : 0
    if (symmetry.includes('reflect')) {
      arrangements.push(ring.map((_, i) => (mirror + shift + places - i) % places))
    }
  }
  return arrangements
}
