/**
 * Two-state rules of the plane by what is seen: one entry for each of the 512 squares of 3x3 cells.
 *
 * Bit 3 (dy + 1) + dx + 1 of an entry's index is the cell at (dx, dy) from the one in the middle,
 * which is bit 4; the entry is what that one becomes, 0 or 1.
 */
import type { BitForm } from '../../forge/bit-step.ts'
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { countOnes } from '../../math/word-bits.ts'
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

/** A rule by the number of the eight around where only that matters, and by which ones elsewhere. */
export function formOf(rule: PlaneRule): BitForm {
  const common = { neighborhood: MOORE, states: 2, neighbors: 8 } as const
  const rows: [Uint8Array, Uint8Array] = [new Uint8Array(9), new Uint8Array(9)]
  rule.forEach((next, square) => {
    rows[ownOf(square)]![countNeighbors(square)] = next
  })
  if (rule.every((next, square) => rows[ownOf(square)]![countNeighbors(square)] === next)) {
    return { kind: 'counting', ...common, rows }
  }
  const configurations = [0, 1].map((own) =>
    Uint8Array.from({ length: 256 }, (_, key) => rule[squareOf(own, key)]!),
  )
  return { kind: 'configuration', ...common, rows: configurations }
}

const MOORE = { kind: 'named', name: 'moore-2d' } as const

const ownOf = (square: number) => (square >> CENTER_BIT) & 1

/** The square whose neighbors in flat order are the bits of a key, the most significant first. */
function squareOf(own: number, key: number): number {
  let square = own << CENTER_BIT
  for (let bit = 0; bit < 9; bit++) {
    if (bit === CENTER_BIT) continue
    const place = bit < CENTER_BIT ? 7 - bit : 8 - bit
    square |= ((key >> place) & 1) << bit
  }
  return square
}

const countNeighbors = (square: number) => countOnes(square & ~(1 << CENTER_BIT))
