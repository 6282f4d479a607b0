/**
 * Sizes and topologies as people write them beside a file.
 */
import type { Dimensions, Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { RunSetupError } from './errors.ts'

export interface ParsedSize {
  readonly size: Size
  /** How many numbers were written. */
  readonly dimensions: Dimensions
}

/** A size from one to three numbers; what is left out is one cell. */
export function sizeFromAxes(axes: readonly number[]): ParsedSize {
  const [x = 1, y = 1, z = 1] = axes
  return { size: { x, y, z }, dimensions: Math.min(Math.max(axes.length, 1), 3) as Dimensions }
}

/**
 * Reads `512`, `64,64` or `64x64x64`. An axis of 0 is infinite. Whoever takes one number for a rule
 * of more axes takes it for all of them.
 *
 * @throws {RunSetupError} naming the text where it is no such size.
 */
export function parseSize(text: string): ParsedSize {
  const parts = text.trim().split(/\s*[,x×]\s*/i)
  if (parts.length > 3 || !parts.every((part) => /^\d{1,9}$/.test(part))) {
    throw new RunSetupError(
      'run/option',
      `A size is one to three whole numbers such as 64,64,64 or 64x64x64, not ${JSON.stringify(text)} (--size).`,
      { option: 'size', value: text },
    )
  }
  return sizeFromAxes(parts.map(Number))
}

/**
 * Reads `torus` or `box`.
 *
 * @throws {RunSetupError} naming the text where it is neither.
 */
export function parseTopology(text: string): Topology {
  const name = text.trim().toLowerCase()
  if (name === 'torus') return TORUS
  if (name === 'box') return BOX
  throw new RunSetupError(
    'run/option',
    `A topology is torus or box, not ${JSON.stringify(text)} (--topology); the others are written ` +
      "as a rule's suffix, such as B3/S23:K64,64*.",
    { option: 'topology', value: text },
  )
}
