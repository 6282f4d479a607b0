/**
 * Decision diagrams: a rule as a graph that asks for the state of one place after another.
 *
 * This is the form of Golly's rule trees, and of the `tree` node of programs. Diagrams here are
 * canonical: equal parts are one row, rows stand in the order in which a walk from the root
 * finishes them, and the root is the last. So two rules over the same places are equal when and
 * only when their rows are.
 */
import { RuleFileSizeError } from './errors.ts'

/** A cell of the 3 x 3 block, by its direction from the center `c`. */
export type Place = 'nw' | 'ne' | 'sw' | 'se' | 'n' | 'w' | 'e' | 's' | 'c'

/** The order in which diagrams ask, which is that of Golly's trees; others leave places out. */
export const PLACES: readonly Place[] = ['nw', 'ne', 'sw', 'se', 'n', 'w', 'e', 's', 'c']

/** Entries that a diagram may have, its arity times its rows. */
export const MAX_DIAGRAM_ENTRIES = 2 ** 22

export interface DecisionDiagram {
  /** What is asked for, in order. */
  readonly places: readonly Place[]
  /** Number of states. */
  readonly arity: number
  /** As in the `tree` node of a program: entry `row * arity + state` is a row or a next state. */
  readonly rows: Int32Array
}

/** Makes rows from the last place to the first; rows that are equal are the same row. */
export class DiagramBuilder {
  readonly places: readonly Place[]
  readonly arity: number
  readonly #rows: Int32Array[] = []
  readonly #depths: number[] = []
  readonly #known = new Map<string, number>()

  constructor(places: readonly Place[], arity: number) {
    this.places = places
    this.arity = arity
  }

  /**
   * Gives the row at a depth (0 is the root's) that has these entries, which are kept.
   *
   * @throws {RuleFileSizeError} when the diagram grows beyond MAX_DIAGRAM_ENTRIES.
   */
  row(depth: number, entries: Int32Array): number {
    const key = `${depth}:${entries.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if ((this.#rows.length + 1) * this.arity > MAX_DIAGRAM_ENTRIES) {
      throw new RuleFileSizeError({
        what: 'entries in its decision diagram',
        max: MAX_DIAGRAM_ENTRIES,
      })
    }
    const row = this.#rows.push(entries) - 1
    this.#depths.push(depth)
    this.#known.set(key, row)
    return row
  }

  /** The diagram with this root, its rows numbered anew. */
  finish(root: number): DecisionDiagram {
    const { places, arity } = this
    const last = places.length - 1
    const order: number[] = []
    const numbers = new Map<number, number>()
    const walk = (row: number) => {
      if (numbers.has(row)) return
      const entries = this.#rows[row]!
      if (this.#depths[row]! < last) {
        for (let i = 0; i < arity; i++) if (entries[i] !== entries[i - 1]) walk(entries[i]!)
      }
      numbers.set(row, order.push(row) - 1)
    }
    walk(root)
    const rows = new Int32Array(order.length * arity)
    for (const [at, row] of order.entries()) {
      const isLast = this.#depths[row] === last
      const entries = this.#rows[row]!
      rows.set(isLast ? entries : entries.map((entry) => numbers.get(entry)!), at * arity)
    }
    return Object.freeze({ places, arity, rows })
  }
}

/** The number of a diagram's last row, its root. */
export function rootOf({ rows, arity }: DecisionDiagram): number {
  return rows.length / arity - 1
}

/** The places that a diagram's outcome depends on, in its order. */
export function essentialPlacesOf(diagram: DecisionDiagram): Place[] {
  const { places, arity, rows } = diagram
  let level = new Set([rootOf(diagram)])
  return places.filter((_, depth) => {
    const below = new Set<number>()
    let isEssential = false
    for (const row of level) {
      const first = rows[row * arity]!
      for (let state = 0; state < arity; state++) {
        const entry = rows[row * arity + state]!
        if (entry !== first) isEssential = true
        if (depth < places.length - 1) below.add(entry)
      }
    }
    level = below
    return isEssential
  })
}

/**
 * The same rule over other places, which must keep the order of PLACES, end with `c` and have all
 * the essential ones among them.
 */
export function replacePlaces(diagram: DecisionDiagram, places: readonly Place[]): DecisionDiagram {
  const { arity, rows } = diagram
  if (places.join() === diagram.places.join()) return diagram
  const builder = new DiagramBuilder(places, arity)
  const known = new Map<string, number>()
  const build = (row: number, from: number, to: number): number => {
    const key = `${row}:${from}:${to}`
    const same = known.get(key)
    if (same !== undefined) return same
    const asked = diagram.places[from]!
    const wanted = places[to]!
    let built: number
    if (asked === wanted) {
      const entries = rows.slice(row * arity, (row + 1) * arity)
      const isLast = to === places.length - 1
      built = builder.row(
        to,
        isLast ? entries : entries.map((entry) => build(entry, from + 1, to + 1)),
      )
    } else if (PLACES.indexOf(asked) < PLACES.indexOf(wanted)) {
      built = build(rows[row * arity]!, from + 1, to)
    } else {
      built = builder.row(to, new Int32Array(arity).fill(build(row, from, to + 1)))
    }
    known.set(key, built)
    return built
  }
  return builder.finish(build(rootOf(diagram), 0, 0))
}
