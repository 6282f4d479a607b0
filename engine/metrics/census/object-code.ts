/**
 * What an object is called: a code that it shares with its every phase, turned and mirrored, and
 * with nothing else.
 *
 * In the plane, under a rule of two states, it is the apgcode that Catagolue and apgsearch use: `xs`
 * and the number of cells for still lifes, `xp` and the period for oscillators, `xq` and the period
 * for ships, then an underscore and the pattern in the extended Wechsler format, of all phases and
 * symmetries the shortest, and of these the first by its characters.
 *
 * Elsewhere it is made in the same spirit. Layers of a space follow each other from low z to high,
 * with `_` between; states 1, 2, ... follow each other with `.` between, each over the whole box.
 */
import { boundsOf, type CellSet, type Vector } from './cell-set.ts'
import type { Orbit } from './orbit.ts'
import { applySymmetry, type Symmetry } from './symmetries.ts'
import { isBefore, writeWechsler } from './wechsler.ts'

export type ObjectKind = 'still-life' | 'oscillator' | 'ship'

/** An object, in whatever phase and orientation it comes. */
export interface CensusObject {
  readonly code: string
  readonly kind: ObjectKind
  readonly period: number
  /**
   * Where it is after a period, relative to where it was; of the directions that symmetry gives it
   * the one of greatest x, then y, then z.
   */
  readonly displacement: Vector
  /** Live cells in the phase that has the fewest. */
  readonly cells: number
}

/**
 * Objects of more cells and phases than this together are not written out: their code ends in
 * nothing but the number, after `ov_`, as apgsearch has it for what is oversized.
 */
const MAX_WRITTEN_CELLS = 2 ** 16

/** Boxes wider than this are not written out either. */
const MAX_WRITTEN_AXIS_CELLS = 1024

/** Describes an object by its orbit. */
export function describeObject(
  { period, displacement, phases }: Orbit,
  symmetries: readonly Symmetry[],
  states: number,
): CensusObject {
  const cells = phases.reduce(
    (least, { count }) => Math.min(least, count),
    Number.POSITIVE_INFINITY,
  )
  const isShip = displacement.some((along) => along !== 0)
  const kind = isShip ? 'ship' : period === 1 ? 'still-life' : 'oscillator'
  const number = kind === 'still-life' ? cells : period
  const letter = { 'still-life': 's', oscillator: 'p', ship: 'q' }[kind]
  const written = writeCanonical(phases, symmetries, states)
  return Object.freeze({
    code: written === undefined ? `ov_${letter}${number}` : `x${letter}${number}_${written}`,
    kind,
    period,
    displacement: greatestImage(displacement, symmetries),
    cells,
  })
}

function writeCanonical(
  phases: readonly CellSet[],
  symmetries: readonly Symmetry[],
  states: number,
): string | undefined {
  const isTooWide = phases.some((phase) => {
    const { size } = boundsOf(phase)
    return Math.max(size.x, size.y, size.z) > MAX_WRITTEN_AXIS_CELLS
  })
  const cells = phases.reduce((sum, { count }) => sum + count, 0)
  if (isTooWide || cells > MAX_WRITTEN_CELLS) return undefined
  let best: string | undefined
  for (const phase of phases) {
    for (const symmetry of symmetries) {
      const text = writePhase(phase, symmetry, states)
      if (best === undefined || isBefore(text, best)) best = text
    }
  }
  return best
}

function writePhase(phase: CellSet, symmetry: Symmetry, states: number): string {
  const sites = new Int32Array(3 * phase.count)
  for (let i = 0; i < sites.length; i += 3) {
    const [x, y, z] = [phase.sites[i]!, phase.sites[i + 1]!, phase.sites[i + 2]!]
    sites.set(applySymmetry(symmetry, x, y, z), i)
  }
  const box = boundsOf({ ...phase, sites })
  const texts: string[] = []
  for (let state = 1; state < states; state++) {
    const layers: number[][] = Array.from({ length: box.size.z }, () => [])
    for (let i = 0; i < phase.count; i++) {
      if (phase.states[i] !== state) continue
      layers[sites[3 * i + 2]! - box.z]!.push(sites[3 * i]! - box.x, sites[3 * i + 1]! - box.y)
    }
    texts.push(layers.map((layer) => writeWechsler(layer, box.size.x, box.size.y)).join('_'))
  }
  return texts.join('.')
}

function greatestImage([x, y, z]: Vector, symmetries: readonly Symmetry[]): Vector {
  const images = symmetries.map((symmetry) => applySymmetry(symmetry, x, y, z))
  const [first] = images.sort((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2])
  return first === undefined ? [x, y, z] : [first[0] + 0, first[1] + 0, first[2] + 0]
}
