/** What cells become, plane by plane, from their own planes and what they see. */
import { countDecisions, decide, FREE } from '../../../forge/bit-decision.ts'
import type { BitGraph, BitId } from '../../../forge/bit-graph.ts'
import type {
  ConfigurationForm,
  CountingForm,
  NextRow,
} from '../../../rules/program/program-form.ts'
import { type CountCode, countBitsOf, MAX_EXTRA, plainCount, readCount } from './count-code.ts'
import { ageOf, planeBitOf, type StateCode, stateOfAge } from './state-code.ts'

/** The words of a row of cells. */
export interface RowWords {
  /** Who is alive. */
  readonly live: BitId
  /** The planes of the age, lowest bit first. */
  readonly ages: readonly BitId[]
  /** What is seen: the bits of a count, or the neighbors themselves, lowest bit first. */
  readonly seen: readonly BitId[]
}

/** Wider counts are written as they are: there are too many ways for a few milliseconds. */
const MAX_CHOSEN_BITS = 5

/** The way of writing a rule's counts in which least is left to decide. */
export function chooseCountCode(
  form: CountingForm,
  code: StateCode,
  countsSelf: boolean,
): CountCode {
  const plain = plainCount(countsSelf)
  const bits = countBitsOf(plain, form.neighbors)
  if (bits > MAX_CHOSEN_BITS) return plain
  let best = plain
  let fewest = Number.POSITIVE_INFINITY
  for (const countsDead of [false, true]) {
    for (let extra = 0; extra <= MAX_EXTRA; extra++) {
      const count = { countsSelf, countsDead, extra }
      if (countBitsOf(count, form.neighbors) > bits) continue
      let decisions = 0
      for (let plane = 0; plane <= code.agePlanes; plane++) {
        decisions += countDecisions(youngTable(form, code, count, bits, plane))
      }
      if (decisions < fewest) [best, fewest] = [count, decisions]
    }
  }
  return best
}

/**
 * What states 0 and 1 become: bit 0 of the index tells them apart, the others are what is seen.
 */
function youngTable(
  form: TableForm,
  code: StateCode,
  count: CountCode,
  seenBits: number,
  plane: number,
): Uint8Array {
  return Uint8Array.from({ length: 2 ** (seenBits + 1) }, (_, index) => {
    const own = index & 1
    return bitOf(form, code, form.rows[own]!, plane, seenAs(form, count, own, index >>> 1))
  })
}

type TableForm = CountingForm | ConfigurationForm

/** Which case of a form's tables some seen bits stand for. */
function seenAs(form: TableForm, count: CountCode, own: number, index: number): number {
  return form.kind === 'counting' ? readCount(count, form.neighbors, own, index) : index
}

function bitOf(
  { kind, neighbors }: TableForm,
  code: StateCode,
  row: NextRow,
  plane: number,
  seen: number,
) {
  const cases = kind === 'counting' ? neighbors + 1 : 2 ** neighbors
  if (seen < 0 || seen >= cases) return FREE
  return planeBitOf(code, typeof row === 'number' ? row : row[seen]!, plane)
}

/**
 * The words of a row's next states, one for each plane.
 *
 * @param count how what is seen is written, where it is a count.
 */
export function decideNext(
  graph: BitGraph,
  form: TableForm,
  code: StateCode,
  count: CountCode,
  { live, ages, seen }: RowWords,
): readonly BitId[] {
  /** States 0 and 1 are decided together: the live word is one more input. */
  const youngNext = (plane: number): BitId =>
    decide(graph, [live, ...seen], youngTable(form, code, count, seen.length, plane))
  const oldNext = (state: number, plane: number): BitId => {
    const row = form.rows[state]!
    if (typeof row === 'number') return planeBitOf(code, row, plane) === 1 ? graph.ones : graph.zero
    const table = Uint8Array.from({ length: 2 ** seen.length }, (_, index) =>
      bitOf(form, code, row, plane, seenAs(form, count, 0, index)),
    )
    return decide(graph, seen, table)
  }
  return Array.from({ length: 1 + ages.length }, (_, plane) => {
    const byAge = Array.from({ length: 2 ** ages.length }, (_, age) => {
      if (age === ageOf(code, 0)) return youngNext(plane)
      const state = stateOfAge(code, age)
      return state === undefined ? undefined : oldNext(state, plane)
    })
    return choose(graph, ages, byAge)
  })
}

/** The word that a number picks; undefined where the number never occurs. */
function choose(
  graph: BitGraph,
  number: readonly BitId[],
  words: readonly (BitId | undefined)[],
): BitId {
  const known = new Set(words.filter((word) => word !== undefined))
  if (known.size < 2) return known.values().next().value ?? graph.zero
  const half = words.length / 2
  const lower = number.slice(0, -1)
  const [low, high] = [words.slice(0, half), words.slice(half)]
  const isSame = low.every(
    (word, i) => word === undefined || high[i] === undefined || word === high[i],
  )
  if (isSame) {
    return choose(
      graph,
      lower,
      low.map((word, i) => word ?? high[i]),
    )
  }
  return graph.choose(number.at(-1)!, choose(graph, lower, high), choose(graph, lower, low))
}
