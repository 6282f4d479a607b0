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

/** A matrix in rows: nine whole numbers. Unused axes are kept as they are. */
export type Symmetry = readonly number[]

export const IDENTITY: Symmetry = Object.freeze([1, 0, 0, 0, 1, 0, 0, 0, 1])

/** Tables of more neighbors than this are not compared. */
const MAX_COMPARED_NEIGHBORS = 16

/** The symmetries of a rule by its form; only the identity where they cannot be told. */
export function findSymmetries(form: ProgramForm): readonly Symmetry[] {
  if (form.kind === 'general') return [IDENTITY]
  const { offsets, oddOffsets, dimensions } = buildNeighborhood(form.neighborhood)
  if (oddOffsets !== undefined) return [IDENTITY]
  if (form.kind === 'configuration' && form.neighbors > MAX_COMPARED_NEIGHBORS) return [IDENTITY]
  const found: Symmetry[] = []
  for (const matrix of smallMatrices(dimensions)) {
    const turned = turnNeighbors(offsets, matrix)
    if (turned !== undefined && isKeptBy(form, turned)) found.push(matrix)
  }
  return found
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

/** All matrices of -1, 0 and 1 along so many axes with determinant 1 or -1. */
function* smallMatrices(dimensions: number): Generator<Symmetry> {
  const free = dimensions * dimensions
  for (let code = 0; code < 3 ** free; code++) {
    const matrix = [...IDENTITY]
    for (let i = 0, rest = code; i < free; i++, rest = Math.floor(rest / 3)) {
      matrix[3 * Math.floor(i / dimensions) + (i % dimensions)] = (rest % 3) - 1
    }
    if (Math.abs(determinant(matrix)) === 1) yield Object.freeze(matrix)
  }
}

function determinant(m: Symmetry): number {
  return (
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
    m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
    m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
  )
}

/** Which neighbor each neighbor becomes; undefined where one becomes none. */
function turnNeighbors(offsets: Int32Array, matrix: Symmetry): readonly number[] | undefined {
  const placeOf = new Map<string, number>()
  for (let i = 0; i < offsets.length; i += 3) placeOf.set(offsets.slice(i, i + 3).join(), i / 3)
  const turned: number[] = []
  for (let i = 0; i < offsets.length; i += 3) {
    const image = applySymmetry(matrix, offsets[i]!, offsets[i + 1]!, offsets[i + 2]!)
    const place = placeOf.get(image.map((n) => n + 0).join())
    if (place === undefined) return undefined
    turned.push(place)
  }
  return turned
}

function isKeptBy(
  form: Exclude<ProgramForm, { kind: 'general' }>,
  turned: readonly number[],
): boolean {
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
