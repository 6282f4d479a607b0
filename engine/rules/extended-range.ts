/**
 * The extended-range notation (HROT) of Golly 4 and LifeViewer: `R2,C2,S6-9,B7-8,NM`.
 *
 * Lists of counts and ranges over squares, diamonds, circles, many other shapes, any map of a
 * square (`N@`, CoordCA) and weights (`NW`, `NG`). The cell itself is not counted, except where
 * there are weights: then it has its own (LifeWiki, "Higher-range outer-totalistic rule";
 * LifeViewer).
 */
import { countNeighbors, MAX_RADIUS_CELLS } from '../lattice/neighborhood.ts'
import { buildListedRule, buildRoundRule } from './counted-range.ts'
import { NotationReader } from './notation-reader.ts'
import { type RangeNeighborhood, readRangeNeighborhood } from './range-neighborhood.ts'
import { roundShapes } from './range-shapes.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'
import { buildWeightedRule } from './weighted-rule.ts'
import { highestSum } from './weighted-sums.ts'

/**
 * Reads `Rr,Cc,Slist,Blist` and perhaps `,N` and a neighborhood, without which it is a square.
 *
 * @throws {RuleNotYetError} for triangular neighborhoods.
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readExtendedRangeRule(whole: NotationReader): Rule {
  // The neighborhood comes last but bounds the counts.
  const comma = whole.rest.search(/,\s*N(?!.*,\s*N)/is)
  const end = comma === -1 ? whole.end : whole.position + comma
  const reader = new NotationReader(whole.notation, whole.position, end)
  reader.expectText('R')
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  expectComma(reader)
  reader.expectText('C', '"C" and a number of states')
  const states = Math.max(2, reader.readNumber('a number of states', 0, MAX_STATES))
  const hood: RangeNeighborhood =
    comma === -1
      ? { kind: 'round', shape: 'M' }
      : readRangeNeighborhood(
          new NotationReader(whole.notation, end + 1, whole.end),
          radiusCells,
          states,
        )
  const lists = readLists(reader, highestSumOf(hood, radiusCells))
  const counts = { ...lists, states }
  switch (hood.kind) {
    case 'round':
      return buildRoundRule(hood.shape, radiusCells, counts)
    case 'listed':
      return buildListedRule(hood.sites, counts)
    case 'weighted':
      return buildWeightedRule({
        ...hood,
        states,
        birth: sumsOf(counts.birth),
        survival: sumsOf(counts.survival),
      })
    default:
      return hood satisfies never
  }
}

function sumsOf(selected: Uint8Array): Set<number> {
  const sums = new Set<number>()
  for (const [sum, isSelected] of selected.entries()) if (isSelected === 1) sums.add(sum)
  return sums
}

function highestSumOf(hood: RangeNeighborhood, radiusCells: number): number {
  switch (hood.kind) {
    case 'round':
      return countNeighbors({ kind: roundShapes[hood.shape], radiusCells })
    case 'listed':
      return hood.sites.length
    case 'weighted':
      return highestSum(hood)
    default:
      return hood satisfies never
  }
}

/** The parts `S` and `B`, in either order. */
function readLists(reader: NotationReader, most: number) {
  let survival: Uint8Array | undefined
  let birth: Uint8Array | undefined
  while (survival === undefined || birth === undefined) {
    expectComma(reader)
    if (survival === undefined && reader.accept('s')) survival = readList(reader, most)
    else if (birth === undefined && reader.accept('b')) birth = readList(reader, most)
    else {
      const missing = [survival === undefined ? '"S"' : '', birth === undefined ? '"B"' : '']
      reader.fail(`${missing.filter((part) => part !== '').join(' or ')} and counts`)
    }
  }
  reader.expectEnd('"," and a count, ",N" and a neighborhood, or the end of the rule')
  return { survival, birth }
}

/** Counts and ranges `a-b` or `a..b`; a comma that no digit follows belongs to the next part. */
function readList(reader: NotationReader, most: number): Uint8Array {
  const selected = new Uint8Array(most + 1)
  reader.skipSpace()
  if (!/^\d/.test(reader.rest.slice(0, 1))) return selected
  for (;;) {
    const low = reader.readNumber('a count', 0, most)
    const isRange = reader.acceptText('-') || reader.acceptText('..')
    const high = isRange ? reader.readNumber('the end of the range', low, most) : low
    selected.fill(1, low, high + 1)
    const next = /^\s*,\s*(?=\d)/.exec(reader.rest.slice(0, 16))
    if (next === null) return selected
    reader.position += next[0].length
  }
}

function expectComma(reader: NotationReader): void {
  reader.skipSpace()
  reader.expectText(',')
  reader.skipSpace()
}
