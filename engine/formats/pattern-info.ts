/** What a pattern file holds, without its cells. */
import type { Dimensions } from '../lattice/size.ts'
import type { RuleWorld } from '../rules/rule.ts'
import { sumCounts } from './macrocell-facts.ts'
import type { Pattern, PatternFormat } from './pattern.ts'
import type { Macrocell } from './read-macrocell.ts'

export interface PatternInfo {
  readonly format: PatternFormat
  /** The rule as the file writes it, without a topology suffix; undefined where it names none. */
  readonly ruleText: string | undefined
  readonly world: RuleWorld | undefined
  readonly dimensions: Dimensions
  /** Cells along x, y and z; a macrocell can have more than a number holds. */
  readonly size: readonly [x: bigint, y: bigint, z: bigint]
  /** Non-zero cells. */
  readonly population: bigint
  /** Cells in each state that occurs in the box, by state, ascending and with state 0. */
  readonly counts: Readonly<Record<number, bigint>>
  readonly name: string | undefined
  readonly comments: readonly string[]
  readonly generation: bigint | undefined
}

/** Describes a pattern that is there cell by cell. */
export function infoOfPattern(pattern: Pattern): PatternInfo {
  const { format, ruleText, world, dimensions, name, comments, generation, cells } = pattern
  const { x, y, z } = pattern.size
  const size = [BigInt(x), BigInt(y), BigInt(z)] as const
  const tally = new Float64Array(256)
  for (let i = 0; i < cells.states.length; i++) tally[cells.states[i]!]!++
  const counts = new Map<number, bigint>()
  tally.forEach((count, state) => {
    if (count > 0) counts.set(state, BigInt(count))
  })
  const summary = summarize(counts, size)
  return { format, ruleText, world, dimensions, size, ...summary, name, comments, generation }
}

/** Describes a macrocell from its tree. */
export function infoOfMacrocell(macrocell: Macrocell): PatternInfo {
  const { ruleText, world, name, comments, generation, counts, bounds } = macrocell
  const size = [bounds?.width ?? 1n, bounds?.height ?? 1n, 1n] as const
  const summary = summarize(counts, size)
  const format = 'macrocell'
  return { format, ruleText, world, dimensions: 2, size, ...summary, name, comments, generation }
}

function summarize(live: ReadonlyMap<number, bigint>, [x, y, z]: PatternInfo['size']) {
  const population = sumCounts(live)
  const dead = x * y * z - population
  const counts: Record<number, bigint> = dead > 0n ? { 0: dead } : {}
  for (const [state, count] of live) counts[state] = count
  return { population, counts }
}
