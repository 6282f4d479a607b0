/**
 * From a rule table to its decision diagram.
 *
 * The diagram is built from the root: a row stands for the list of transitions that can still
 * match, each cut down to what it has yet to ask, and equal lists are one row. A transition is cut
 * down to a *rest*: the sets it still wants, place by place; under `permute` the sets that are
 * still to be found, in whatever place. So a permuted line is never written out in all its orders.
 */
import { type DecisionDiagram, DiagramBuilder, PLACES, type Place } from './decision-diagram.ts'
import { RuleFileSizeError } from './errors.ts'
import type { RuleTable } from './rule-table.ts'
import type { StateSet } from './state-sets.ts'
import { arrangementsOf } from './table-neighborhoods.ts'

/** Steps of work that are done for one table: a second or two. */
const MAX_STEPS = 2 ** 26

/** What telling a list of transitions from all others takes, for each in it. */
const KEY_STEPS = 8

/** What making a rest takes. */
const REST_STEPS = 64

/** Counts the steps of work on one table. */
class WorkBudget {
  #steps = 0

  /** @throws {RuleFileSizeError} when more than MAX_STEPS have been spent. */
  spend(steps: number): void {
    this.#steps += steps
    if (this.#steps > MAX_STEPS) {
      throw new RuleFileSizeError({
        what: 'steps from its transitions to a diagram',
        max: MAX_STEPS,
      })
    }
  }
}

/** What a transition has yet to ask. */
interface Rest {
  readonly id: number
  /** The sets it can ask for next, and what it has yet to ask then; none at the end. */
  steps(): readonly Step[]
  /** Whether it matches whatever is still to come. */
  readonly isSure: boolean
  readonly next: number
}

interface Step {
  readonly set: StateSet
  readonly rest: Rest
}

/**
 * Builds the diagram of a table: the first transition that matches counts, and a cell that none
 * matches keeps its state.
 *
 * @throws {RuleFileSizeError} when the table is too tangled for a diagram of bounded size.
 */
export function buildTableDiagram(table: RuleTable): DecisionDiagram {
  const places = PLACES.filter((place) => place === 'c' || table.neighborhood.ring.includes(place))
  const builder = new DiagramBuilder(places, table.states)
  const budget = new WorkBudget()
  const rests = listRests(table, places, budget)
  return builder.finish(new TableWalk(table, builder, budget).row(0, rests))
}

/** The rests of all transitions in all their arrangements, in the table's order. */
function listRests(table: RuleTable, places: readonly Place[], budget: WorkBudget): Rest[] {
  const rests = new RestStore(budget)
  const { ring } = table.neighborhood
  const list: Rest[] = []
  const seen = new Set<number>()
  const add = (rest: Rest) => {
    if (!seen.has(rest.id)) list.push(rest)
    seen.add(rest.id)
  }
  const arrangements = arrangementsOf(table.neighborhood, table.symmetry)
  for (const { center, neighbors, next } of table.transitions) {
    if (table.symmetry === 'permute') {
      add(rests.free(neighbors, center, next))
      continue
    }
    for (const arrangement of arrangements) {
      add(
        rests.fixed(
          places.map((place) =>
            place === 'c' ? center : neighbors[arrangement[ring.indexOf(place)]!]!,
          ),
          next,
        ),
      )
    }
  }
  return list
}

/** Makes rests, of which equal ones are the same object. */
class RestStore {
  readonly #known = new Map<string, Rest>()
  readonly #budget: WorkBudget

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  /** Wants these sets in this order. */
  fixed(sets: readonly StateSet[], next: number): Rest {
    let rest = this.#intern(`=${next}`, true, next, () => [])
    for (const set of sets.toReversed()) {
      const after = rest
      const isSure = set.isAll && after.isSure
      rest = this.#intern(`${set.id},${after.id}`, isSure, next, () => [{ set, rest: after }])
    }
    return rest
  }

  /** Wants these sets in any order, and then the center's. */
  free(sets: readonly StateSet[], center: StateSet, next: number): Rest {
    if (sets.length === 0) return this.fixed([center], next)
    const sorted = sets.toSorted((a, b) => a.id - b.id)
    const key = `${sorted.map(({ id }) => id).join()}|${center.id}=${next}`
    const isSure = center.isAll && sorted.every(({ isAll }) => isAll)
    return this.#intern(key, isSure, next, () =>
      sorted.flatMap((set, i) =>
        set === sorted[i - 1]
          ? []
          : [{ set, rest: this.free(sorted.toSpliced(i, 1), center, next) }],
      ),
    )
  }

  /** The steps are listed when they are asked for: most ways through a permuted line never are. */
  #intern(key: string, isSure: boolean, next: number, list: () => Step[]): Rest {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#budget.spend(REST_STEPS)
    let steps: readonly Step[] | undefined
    const rest: Rest = {
      id: this.#known.size,
      isSure,
      next,
      steps() {
        steps ??= list()
        return steps
      },
    }
    this.#known.set(key, rest)
    return rest
  }
}

/** Walks all lists of rests there are, each once. */
class TableWalk {
  readonly #builder: DiagramBuilder
  readonly #states: number
  readonly #known = new Map<string, number>()
  readonly #budget: WorkBudget

  constructor({ states }: RuleTable, builder: DiagramBuilder, budget: WorkBudget) {
    this.#states = states
    this.#builder = builder
    this.#budget = budget
  }

  /** The row for what can still match at a depth. */
  row(depth: number, rests: readonly Rest[]): number {
    this.#budget.spend(KEY_STEPS * rests.length)
    const key = `${depth}:${rests.map(({ id }) => id).join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const isLast = depth === this.#builder.places.length - 1
    const entries = new Int32Array(this.#states)
    const kinds = this.#kindsOf(rests)
    const made: (number | undefined)[] = []
    for (let state = 0; state < this.#states; state++) {
      if (isLast) {
        entries[state] = this.#after(rests, state)[0]?.next ?? state
        continue
      }
      const kind = kinds[state]!
      made[kind] ??= this.row(depth + 1, this.#after(rests, state))
      entries[state] = made[kind]
    }
    const row = this.#builder.row(depth, entries)
    this.#known.set(key, row)
    return row
  }

  /** What can still match once a state has been seen. */
  #after(rests: readonly Rest[], state: number): Rest[] {
    const after: Rest[] = []
    const seen = new Set<number>()
    for (const before of rests) {
      const steps = before.steps()
      this.#budget.spend(steps.length)
      for (const { set, rest } of steps) {
        if (set.has[state] === 0 || seen.has(rest.id)) continue
        seen.add(rest.id)
        after.push(rest)
        if (rest.isSure) return after
      }
    }
    return after
  }

  /** A number for every state, the same for states that none of the rests tells apart. */
  #kindsOf(rests: readonly Rest[]): Int32Array {
    const kinds = new Int32Array(this.#states)
    const sets = new Set(rests.flatMap((rest) => rest.steps().map(({ set }) => set)))
    for (const { has } of sets) {
      this.#budget.spend(this.#states)
      const renamed = new Map<number, number>()
      for (let state = 0; state < this.#states; state++) {
        const kind = 2 * kinds[state]! + has[state]!
        if (!renamed.has(kind)) renamed.set(kind, renamed.size)
        kinds[state] = renamed.get(kind)!
      }
    }
    return kinds
  }
}
