/**
 * Rules as the Thunderbit contract writes them, as rules of this project. Sections 1, 2.3 and 4.
 *
 * - `{ custom }` is a function, as text: it is parsed into a program and never run.
 * - `{ ruleNumber, neighborhood: 'outer_totalistic', over }` is Wolfram's outer-totalistic code:
 *   bit 2n + s of the number is the next state of a cell in state s with n live neighbors
 *   (N. Packard, S. Wolfram, "Two-Dimensional Cellular Automata", J. Stat. Phys. 38, 1985).
 * - `{ ruleNumber }` with any other neighborhood is an elementary rule, whose two neighbors are
 *   those along x, as Wolfram numbers them; the neighborhood does not count.
 */
import { countNeighbors, type NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import { buildElementaryRule } from '../rules/elementary.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { parseScriptRule } from '../rules/script/script-rule.ts'
import { accept, type Outcome, refuse } from './bit-failure.ts'

/** Neighborhoods as the contract calls them. */
export type ContractNeighborhood = 'von_neumann' | 'moore' | 'hex'

export type ContractRules =
  /** A function as text. */
  | { readonly custom: string }
  /** Any notation that `parseRule` reads. */
  | { readonly notation: string }
  | {
      /** A decimal number; a text or a bigint where it has more than 53 bits. */
      readonly ruleNumber: number | bigint | string
      readonly neighborhood: 'outer_totalistic'
      /** What is counted; the six of von Neumann where absent. */
      readonly over?: ContractNeighborhood
      readonly dimensions?: Dimensions
    }
  | { readonly ruleNumber: number; readonly neighborhood?: ContractNeighborhood }

const NAMES = {
  1: { von_neumann: 'elementary', moore: 'elementary', hex: 'elementary' },
  2: { von_neumann: 'von-neumann-2d', moore: 'moore-2d', hex: 'hexagonal-2d' },
  3: { von_neumann: 'von-neumann-3d', moore: 'moore-3d', hex: 'hex12-3d' },
} as const

const specs = new Map<string, NeighborhoodSpec>()

/** The neighborhood that the contract means by a name, in a world of so many dimensions. */
export function contractNeighborhood(
  name: ContractNeighborhood = 'von_neumann',
  dimensions: Dimensions = 3,
): NeighborhoodSpec {
  const named = NAMES[dimensions][name]
  const spec = specs.get(named) ?? Object.freeze<NeighborhoodSpec>({ kind: 'named', name: named })
  specs.set(named, spec)
  return spec
}

/**
 * The rule that a map of the contract means. Text that cannot be read throws what its reader does.
 *
 * Refuses with `rule_evaluation_failed` a number that names no rule.
 */
export function buildContractRule(rules: ContractRules): Outcome<Rule> {
  if ('custom' in rules) return accept(parseScriptRule(rules.custom))
  if ('notation' in rules) return accept(parseRule(rules.notation).rule)
  if (rules.neighborhood === 'outer_totalistic') {
    return buildOuterTotalistic(rules.ruleNumber, rules.over, rules.dimensions)
  }
  const { ruleNumber } = rules
  if (Number.isInteger(ruleNumber) && ruleNumber >= 0 && ruleNumber <= 255) {
    return accept(buildElementaryRule(ruleNumber))
  }
  const reason = `${String(ruleNumber)} is no elementary rule, whose numbers are 0 to 255`
  return refuse('rule_evaluation_failed', { reason })
}

function buildOuterTotalistic(
  ruleNumber: number | bigint | string,
  over: ContractNeighborhood = 'von_neumann',
  dimensions: Dimensions = 3,
): Outcome<Rule> {
  const neighbors = countNeighbors(contractNeighborhood(over, dimensions))
  const isNumber = /^(0|[1-9][0-9]{0,30})$/.test(String(ruleNumber))
  const number = isNumber ? BigInt(ruleNumber) : -1n
  if (number < 0n || number >= 1n << BigInt(2 * neighbors + 2)) {
    const reason =
      `the number is no outer-totalistic rule of ${neighbors} neighbors, ` +
      `whose numbers are whole and below 2^${2 * neighbors + 2}`
    return refuse('rule_evaluation_failed', { reason })
  }
  const isLive = (own: 0 | 1, count: number) => (number >> BigInt(2 * count + own)) & 1n
  return accept(parseRule(notationOf(isLive, neighbors, over, dimensions)).rule)
}

/** The notation in which this project writes such a rule. */
function notationOf(
  isLive: (own: 0 | 1, count: number) => bigint,
  neighbors: number,
  over: ContractNeighborhood,
  dimensions: Dimensions,
): string {
  if (dimensions === 1) {
    const bits = Array.from({ length: 8 }, (_, index) => {
      const [left, own, right] = [index >> 2, ((index >> 1) & 1) as 0 | 1, index & 1]
      return Number(isLive(own, left + right)) << index
    })
    return `W${bits.reduce((code, bit) => code | bit)}`
  }
  const counts = Array.from({ length: neighbors + 1 }, (_, count) => count)
  const [birth, survival] = ([0, 1] as const).map((own) =>
    counts.filter((count) => isLive(own, count) === 1n),
  ) as [number[], number[]]
  if (dimensions === 2) {
    return `B${birth.join('')}/S${survival.join('')}${{ moore: '', von_neumann: 'V', hex: 'H' }[over]}`
  }
  const letters = { moore: 'M', von_neumann: 'VN', hex: 'HEX12' }[over]
  return `${survival.join(',')}/${birth.join(',')}/2/${letters}`
}
