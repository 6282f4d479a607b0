/**
 * Two-state rules of the plane by what is seen: one entry for each of the 512 squares of 3x3 cells.
 *
 * Bit 3 (dy + 1) + dx + 1 of an entry's index is the cell at (dx, dy) from the one in the middle,
 * which is bit 4; the entry is what that one becomes, 0 or 1.
 */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import type { NextRow, ProgramForm } from '../../rules/program/program-form.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'

/** What the middle of each of the 512 squares becomes. */
export type PlaneRule = Uint8Array

const SQUARES = 512
const CENTER_BIT = 4

export type PlaneRuleResult =
  | { readonly ok: true; readonly rule: PlaneRule }
  /** Why the program is no such rule: a sentence without its full stop. */
  | { readonly ok: false; readonly reason: string }

/** The rule of the plane that a program comes down to. */
export function planeRuleOf(program: RuleProgram): PlaneRuleResult {
  if (program.states !== 2) return refuse(`it has ${program.states} states, and HashLife takes two`)
  const form = recognizeForm(program)
  if (form.kind !== 'counting' && form.kind !== 'configuration') {
    return refuse('its next state depends on more than which neighbors are alive')
  }
  const bits = neighborBitsOf(form)
  if (bits === undefined) {
    return refuse('it looks further than the eight cells around, and HashLife does not')
  }
  const lookUp = (row: NextRow, key: number) => (typeof row === 'number' ? row : row[key]!)
  const rule = Uint8Array.from({ length: SQUARES }, (_, square) => {
    let key = 0
    for (const bit of bits) {
      const isLive = (square >> bit) & 1
      key = form.kind === 'counting' ? key + isLive : 2 * key + isLive
    }
    return lookUp(form.rows[(square >> CENTER_BIT) & 1]!, key)
  })
  return { ok: true, rule }
}

const refuse = (reason: string): PlaneRuleResult => ({ ok: false, reason })

/** The bits of the neighbors in flat order; undefined where one lies outside the square. */
function neighborBitsOf({
  neighborhood,
}: Exclude<ProgramForm, { readonly kind: 'general' }>): number[] | undefined {
  const { offsets, reach, oddOffsets } = buildNeighborhood(neighborhood)
  if (reach.x > 1 || reach.y > 1 || reach.z > 0 || oddOffsets !== undefined) return undefined
  const bits: number[] = []
  for (let i = 0; i < offsets.length; i += 3) {
    bits.push(3 * (offsets[i + 1]! + 1) + offsets[i]! + 1)
  }
  return bits
}

/** What a plane of one state becomes. */
export function nextBackground(rule: PlaneRule, background: number): number {
  return rule[background === 0 ? 0 : SQUARES - 1]!
}

/**
 * The rule as seen from a background: cells are 1 where they differ from the background, before
 * and after. Nothing ever comes of nothing in it.
 */
export function relativeTo(rule: PlaneRule, background: number): PlaneRule {
  const after = nextBackground(rule, background)
  const flip = background === 0 ? 0 : SQUARES - 1
  return rule.map((_, square) => rule[square ^ flip]! ^ after)
}

/** Births and survivals by the number of live cells among the eight around. */
export interface NeighborCounts {
  /** 9 entries, 0 or 1. */
  readonly birth: readonly number[]
  readonly survival: readonly number[]
}

/** The counts a rule comes down to; undefined where it is not only the number that matters. */
export function neighborCountsOf(rule: PlaneRule): NeighborCounts | undefined {
  const rows: [(number | undefined)[], (number | undefined)[]] = [[], []]
  for (let square = 0; square < SQUARES; square++) {
    const row = rows[(square >> CENTER_BIT) & 1 ? 1 : 0]
    const count = countOnes(square & ~(1 << CENTER_BIT))
    row[count] ??= rule[square]!
    if (row[count] !== rule[square]) return undefined
  }
  const complete = (row: (number | undefined)[]) => row.map((entry) => entry ?? 0)
  return { birth: complete(rows[0]), survival: complete(rows[1]) }
}

function countOnes(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
