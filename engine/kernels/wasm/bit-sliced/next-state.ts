/** What cells become, plane by plane, from their own planes and what they see. */
import { decide, FREE } from '../../../forge/bit-decision.ts'
import type { BitGraph, BitId } from '../../../forge/bit-graph.ts'
import type {
  ConfigurationForm,
  CountingForm,
  NextRow,
} from '../../../rules/program/program-form.ts'
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

/**
 * The words of a row's next states, one for each plane.
 *
 * @param countsSelf tells whether the cell itself is in the count where it is alive.
 */
export function decideNext(
  graph: BitGraph,
  form: CountingForm | ConfigurationForm,
  code: StateCode,
  countsSelf: boolean,
  { live, ages, seen }: RowWords,
): readonly BitId[] {
  const cases = form.kind === 'counting' ? form.neighbors + 1 : 2 ** form.neighbors
  const seenBy = (own: number, index: number) => index - (countsSelf && own === 1 ? 1 : 0)
  const bitOf = (row: NextRow, plane: number, index: number) => {
    if (index < 0 || index >= cases) return FREE
    return planeBitOf(code, typeof row === 'number' ? row : row[index]!, plane)
  }
  /** States 0 and 1 are decided together: the live word is one more input. */
  const youngNext = (plane: number): BitId => {
    const table = Uint8Array.from({ length: 2 ** (seen.length + 1) }, (_, index) => {
      const own = index & 1
      return bitOf(form.rows[own]!, plane, seenBy(own, index >>> 1))
    })
    return decide(graph, [live, ...seen], table)
  }
  const oldNext = (state: number, plane: number): BitId => {
    const row = form.rows[state]!
    if (typeof row === 'number') return planeBitOf(code, row, plane) === 1 ? graph.ones : graph.zero
    const table = Uint8Array.from({ length: 2 ** seen.length }, (_, index) =>
      bitOf(row, plane, index),
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
