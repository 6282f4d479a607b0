/** From what a person asks for to the setup of a census. */
import { isUnbounded, type Size } from '../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../lattice/topology.ts'
import { CensusError } from '../../metrics/census/errors.ts'
import type { ParsedRule } from '../../rules/rule.ts'
import { type ParsedSize, parseSize } from '../../scenario/parse-size.ts'
import type { Run } from '../../scenario/run.ts'
import type { CensusLimits } from './census-limits.ts'
import type { CensusSetup } from './soup-census.ts'
import { soupsInBox, soupsOfRun } from './soup-source.ts'

/** What is asked for beside the rule. */
export interface CensusWishes {
  /** `16,16`: the size of the soups, and of the world where it has an end. */
  readonly size?: string | undefined
  /** `endless`, `torus` or `box`. */
  readonly topology?: string | undefined
  /** 1 to 255. */
  readonly density: number
  /** A u64. */
  readonly seed: bigint
  readonly limits: CensusLimits
}

/** Cells along each axis of soups, by dimensions: Catagolue's 16 x 16 in the plane. */
const ENDLESS_SOUP_CELLS = { 1: 32, 2: 16, 3: 8 } as const
const BOUNDED_SOUP_CELLS = { 1: 64, 2: 64, 3: 24 } as const

/**
 * A census of a rule. In one and two dimensions the world has no end unless one is asked for; in
 * three it is a torus that the soup fills.
 *
 * @throws {CensusError | RunSetupError} for a size or a topology that is none.
 */
export function planRuleCensus({ rule, world }: ParsedRule, wishes: CensusWishes): CensusSetup {
  const { dimensions, states } = rule
  const { density, seed, limits } = wishes
  const topology = world?.topology ?? chooseTopology(wishes.topology, dimensions)
  const isEndless = world === undefined ? topology === undefined : isUnbounded(world.size)
  const cells = (isEndless ? ENDLESS_SOUP_CELLS : BOUNDED_SOUP_CELLS)[dimensions]
  const written = wishes.size === undefined ? undefined : parseSize(wishes.size)
  const ofWorld = world !== undefined && !isEndless ? world.size : undefined
  const soup = ofWorld ?? sizeOfSoup(written, dimensions, cells)
  const endless = { x: 0, y: dimensions > 1 ? 0 : 1, z: dimensions > 2 ? 0 : 1 }
  return {
    rule,
    size: isEndless ? (world?.size ?? endless) : soup,
    topology: isEndless || topology === undefined ? BOX : topology,
    makeSoup: soupsInBox(soup, density, states),
    seed,
    limits,
  }
}

/** A census of the first states of a run, in the world it has. */
export function planRunCensus(run: Run, seed: bigint, limits: CensusLimits): CensusSetup {
  const { rule, size, topology } = run
  return { rule, size, topology, makeSoup: soupsOfRun(run), seed, limits }
}

/** Undefined for a world without an end. */
function chooseTopology(text: string | undefined, dimensions: number): Topology | undefined {
  const name = text ?? (dimensions === 3 ? 'torus' : 'endless')
  if (name === 'endless') return undefined
  if (name === 'torus') return TORUS
  if (name === 'box') return BOX
  const found = `the topology ${JSON.stringify(name.slice(0, 40))}`
  throw new CensusError({ found, wanted: 'it is endless, torus or box' })
}

function sizeOfSoup(written: ParsedSize | undefined, dimensions: number, cells: number): Size {
  if (written === undefined || written.dimensions === 1) {
    const side = written?.size.x ?? cells
    return { x: side, y: dimensions > 1 ? side : 1, z: dimensions > 2 ? side : 1 }
  }
  if (written.dimensions <= dimensions) return written.size
  const found = `soups of ${written.dimensions} dimensions`
  throw new CensusError({ found, wanted: `the rule has ${dimensions}` })
}
