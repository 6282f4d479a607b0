/**
 * Classes of 3 x 3 neighborhoods: which configurations a 2-D notation cannot tell apart.
 *
 * `B3/S23` tells configurations apart by the number of live neighbors only, its `H` and `V` forms
 * by the number among six and four of them, Hensel's letters by shape. With each of these written
 * as one table from configuration to class, reading a rule and finding its simplest form are the
 * same few lines for all four.
 *
 * A configuration is the 9-bit index of the transition kind `configuration`: rows from the top,
 * the top-left cell most significant, the centre at CENTER_BIT.
 */
import type { NamedNeighborhood } from '../lattice/neighborhood.ts'
import { shapesOfCount } from './hensel-letters.ts'

export const CONFIGURATIONS = 512
export const CENTER_BIT = 0b000_010_000

/** Which of the nine cells belong to each neighborhood, the centre included. */
export const maskOfNeighborhood = {
  'moore-2d': 0b111_111_111,
  'hexagonal-2d': 0b110_111_011,
  'von-neumann-2d': 0b010_111_010,
} as const satisfies Partial<Record<NamedNeighborhood, number>>

export type PlanarNeighborhood = keyof typeof maskOfNeighborhood

/** A number of live neighbors, and the Hensel letter of their shape or the empty string. */
export interface NeighborClass {
  readonly count: number
  readonly letter: string
}

export interface NeighborClasses {
  readonly neighborhood: PlanarNeighborhood
  readonly maxCount: number
  /** Suffix of the notation: empty, `H` or `V`. */
  readonly suffix: string
  /** In order of count, then letter. */
  readonly classes: readonly NeighborClass[]
  /** Class of each configuration; the centre plays no part. */
  readonly classOf: Uint8Array
}

/** Number of ones in the binary form of a small number. */
export function countBits(bits: number): number {
  let count = 0
  for (let rest = bits; rest > 0; rest &= rest - 1) count++
  return count
}

function buildCountClasses(neighborhood: PlanarNeighborhood, suffix: string): NeighborClasses {
  const mask = maskOfNeighborhood[neighborhood] & ~CENTER_BIT
  const maxCount = countBits(mask)
  return Object.freeze({
    neighborhood,
    maxCount,
    suffix,
    classes: Array.from({ length: maxCount + 1 }, (_, count) => ({ count, letter: '' })),
    classOf: Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => countBits(index & mask)),
  })
}

/** Bits of a shape such as `oo./o../...`, in the order of a configuration. */
function readShape(shape: string): number {
  return Number.parseInt(shape.replaceAll('/', '').replaceAll('.', '0').replaceAll('o', '1'), 2)
}

/** The configuration turned by a quarter, clockwise. */
function rotate(index: number): number {
  let turned = 0
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 3; x++) {
      if ((index >> (8 - (x + 3 * y))) & 1) turned |= 1 << (8 - (2 - y + 3 * x))
    }
  }
  return turned
}

/** The configuration with top and bottom rows exchanged. */
function mirror(index: number): number {
  return ((index & 0b111) << 6) | (index & 0b111_000) | (index >> 6)
}

/** The configuration in all eight positions. */
function listSymmetric(index: number): number[] {
  const positions: number[] = []
  for (let turned = index, turns = 0; turns < 4; turns++, turned = rotate(turned)) {
    positions.push(turned, mirror(turned))
  }
  return positions
}

function buildShapeClasses(): NeighborClasses {
  const allNeighbors = 0b111_111_111 & ~CENTER_BIT
  const classes: NeighborClass[] = []
  const classOf = new Uint8Array(CONFIGURATIONS)
  for (let count = 0; count <= 8; count++) {
    const isComplement = count > 4
    const shapes = shapesOfCount[isComplement ? 8 - count : count] ?? { '': '.../.../...' }
    for (const [letter, shape] of Object.entries(shapes)) {
      const bits = readShape(shape)
      for (const position of listSymmetric(isComplement ? allNeighbors ^ bits : bits)) {
        classOf[position] = classes.length
        classOf[position | CENTER_BIT] = classes.length
      }
      classes.push({ count, letter })
    }
  }
  return Object.freeze({ neighborhood: 'moore-2d', maxCount: 8, suffix: '', classes, classOf })
}

export const MOORE_COUNTS = buildCountClasses('moore-2d', '')
export const HEXAGONAL_COUNTS = buildCountClasses('hexagonal-2d', 'H')
export const VON_NEUMANN_COUNTS = buildCountClasses('von-neumann-2d', 'V')
/** The 51 shapes that Hensel's letters tell apart. */
export const MOORE_SHAPES = buildShapeClasses()
