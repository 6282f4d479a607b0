/**
 * The symmetries of a rule: the ways to turn and mirror a pattern after which it does the same,
 * turned and mirrored.
 *
 * They are found, not listed: every matrix of small whole numbers that maps the neighborhood onto
 * itself is tried, so that a hexagon has its twelve although it is drawn on squares. Rules that only
 * count have all symmetries of their neighborhood; of others, tables are compared.
 */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { listShears, listTurns, OffsetTurner, type Orientation } from '../orientation.ts'

/** An orientation after which a pattern does the same. Unused axes are kept as they are. */
export type Symmetry = Orientation

export const IDENTITY: Symmetry = Object.freeze([1, 0, 0, 0, 1, 0, 0, 0, 1])

/** Tables of more neighbors than this are not compared. */
const MAX_COMPARED_NEIGHBORS = 16

/** The symmetries of a rule by its form, the first as it is; only that where they cannot be told. */
export function findSymmetries(form: ProgramForm): readonly Symmetry[] {
  if (!isComparable(form)) return [IDENTITY]
  const { offsets, oddOffsets, dimensions } = buildNeighborhood(form.neighborhood)
  if (oddOffsets !== undefined) return [IDENTITY]
  const turner = new OffsetTurner(offsets)
  return [...listTurns(dimensions), ...listShears(dimensions)].filter((matrix) =>
    isKeptBy(form, turner.turn(matrix)),
  )
}

/** Whether a rule is known by its form to have all of some symmetries. */
export function hasSymmetries(form: ProgramForm, symmetries: readonly Symmetry[]): boolean {
  const others = symmetries.filter((each) => String(each) !== String(IDENTITY))
  if (others.length === 0) return true
  if (!isComparable(form)) return false
  const { offsets, oddOffsets } = buildNeighborhood(form.neighborhood)
  if (oddOffsets !== undefined) return false
  const turner = new OffsetTurner(offsets)
  return others.every((each) => isKeptBy(form, turner.turn(each)))
}

type ComparableForm = Exclude<ProgramForm, { kind: 'general' }>

function isComparable(form: ProgramForm): form is ComparableForm {
  if (form.kind === 'general') return false
  return form.kind !== 'configuration' || form.neighbors <= MAX_COMPARED_NEIGHBORS
}

/** The image of (x, y, z). */
export function applySymmetry(
  m: Symmetry,
  x: number,
  y: number,
  z: number,
): [number, number, number] {
  return [
    m[0]! * x + m[1]! * y + m[2]! * z,
    m[3]! * x + m[4]! * y + m[5]! * z,
    m[6]! * x + m[7]! * y + m[8]! * z,
  ]
}

function isKeptBy(form: ComparableForm, turned: readonly number[] | undefined): boolean {
  if (turned === undefined) return false
  if (form.kind !== 'configuration') return true
  const { neighbors, rows } = form
  const bitOf = (neighbor: number) => 1 << (neighbors - 1 - neighbor)
  for (let seen = 0; seen < 2 ** neighbors; seen++) {
    let image = 0
    for (let i = 0; i < neighbors; i++) if ((seen & bitOf(i)) !== 0) image |= bitOf(turned[i]!)
    for (const row of rows) {
      if (typeof row !== 'number' && row[seen] !== row[image]) return false
    }
  }
  return true
}
