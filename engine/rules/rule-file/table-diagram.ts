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
import { type Kinds, StateKinds } from './state-kinds.ts'
import type { StateSet } from './state-sets.ts'
import { arrangementsOf } from './table-neighborhoods.ts'

/** Steps of work that are done for one table: a second or two. */
const MAX_STEPS = 2 ** 26

/** What telling a list of transitions from all others takes, for each in it. */
const KEY_STEPS = 8

/** What it takes to deal a transition out to the states of a kind. */
const DEAL_STEPS = 4

/** What making a rest takes. */
const REST_STEPS = 128

/** More rests than this there cannot be. */
const MAX_RESTS = MAX_STEPS / REST_STEPS

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
class Rest {
  readonly id: number
  /** Whether it matches whatever is still to come. */
  readonly isSure: boolean
  readonly next: number
  /** The number of the list that it was put into last. */
  lastList = 0
  #steps: readonly Step[] | (() => readonly Step[])

  /** @param steps a way to list them where few of them will be asked for. */
  constructor(
    id: number,
    isSure: boolean,
    next: number,
    steps: readonly Step[] | (() => readonly Step[]),
  ) {
    this.id = id
    this.isSure = isSure
    this.next = next
    this.#steps = steps
  }

  /** The sets it can ask for next, and what it has yet to ask then; none at the end. */
  get steps(): readonly Step[] {
    if (typeof this.#steps === 'function') this.#steps = this.#steps()
    return this.#steps
  }
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
  return builder.finish(new TableWalk(table, builder, budget).root(rests))
}

/** The rests of all transitions in all their arrangements, in the table's order; some twice. */
function listRests(table: RuleTable, places: readonly Place[], budget: WorkBudget): Rest[] {
  const rests = new RestStore(budget)
  const { ring } = table.neighborhood
  if (table.symmetry === 'permute') {
    return table.transitions.map(({ center, neighbors, next }) =>
      rests.free(neighbors, center, next),
    )
  }
  // By place, which entry of a line goes there: the neighbors, and behind them the center.
  const ways = arrangementsOf(table.neighborhood, table.symmetry).map((arrangement) =>
    places.map((place) => (place === 'c' ? ring.length : arrangement[ring.indexOf(place)]!)),
  )
  const list: Rest[] = []
  for (const { center, neighbors, next } of table.transitions) {
    const sets = [...neighbors, center]
    for (const way of ways) list.push(rests.fixed(sets, way, next))
  }
  return list
}

/** Makes rests, of which equal ones are the same object. */
class RestStore {
  /** By what they want: numbers where the order is fixed, texts where it is not. */
  readonly #known = new Map<string | number, Rest>()
  readonly #budget: WorkBudget

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  /** Wants these sets in an order: the one at `order[0]` first. */
  fixed(sets: readonly StateSet[], order: readonly number[], next: number): Rest {
    const end = -1 - next
    let rest = this.#known.get(end) ?? this.#add(end, true, next, [])
    for (let i = order.length - 1; i >= 0; i--) {
      const set = sets[order[i]!]!
      const after = rest
      // A number of its own for each set and rest: most of the time of reading a table is here.
      const key = set.id * MAX_RESTS + after.id
      rest =
        this.#known.get(key) ??
        this.#add(key, set.isAll && after.isSure, next, [{ set, rest: after }])
    }
    return rest
  }

  /** Wants these sets in any order, and then the center's. */
  free(sets: readonly StateSet[], center: StateSet, next: number): Rest {
    return this.#sorted(
      sets.toSorted((a, b) => a.id - b.id),
      center,
      next,
    )
  }

  /** The same for sets that are sorted by their numbers. */
  #sorted(sorted: readonly StateSet[], center: StateSet, next: number): Rest {
    if (sorted.length === 0) return this.fixed([center], [0], next)
    const key = keyOfFree(sorted, center, next)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const isSure = center.isAll && sorted.every(({ isAll }) => isAll)
    // Most ways through a permuted line are never asked for.
    return this.#add(key, isSure, next, () =>
      sorted.flatMap((set, i) =>
        set === sorted[i - 1]
          ? []
          : [{ set, rest: this.#sorted(sorted.toSpliced(i, 1), center, next) }],
      ),
    )
  }

  #add(
    key: string | number,
    isSure: boolean,
    next: number,
    steps: readonly Step[] | (() => readonly Step[]),
  ): Rest {
    this.#budget.spend(REST_STEPS)
    const rest = new Rest(this.#known.size, isSure, next, steps)
    this.#known.set(key, rest)
    return rest
  }
}

/** A text of its own for each list of sets with a center and a next state: two characters a number. */
function keyOfFree(sorted: readonly StateSet[], center: StateSet, next: number): string {
  const codes = [next, center.id >>> 16, center.id & 0xffff]
  for (let i = 0; i < sorted.length; i++) {
    const { id } = sorted[i]!
    codes.push(id >>> 16, id & 0xffff)
  }
  return String.fromCharCode(...codes)
}

/** A list of rests that has been met at a depth, and its row. */
interface KnownList {
  readonly depth: number
  readonly rests: readonly Rest[]
  readonly row: number
}

/** What can still match once a state has been seen, with a number that equal lists share. */
interface RestList {
  readonly rests: readonly Rest[]
  readonly hash: number
}

/** Walks all lists of rests there are, each once. */
class TableWalk {
  readonly #builder: DiagramBuilder
  readonly #states: number
  readonly #kinds: StateKinds
  /** By their hash. */
  readonly #known = new Map<number, KnownList[]>()
  readonly #budget: WorkBudget
  /** By a set's id, the number of the list that it was put into last. */
  readonly #lastSets: number[] = []
  /** How many lists there have been. */
  #lists = 0

  constructor({ states }: RuleTable, builder: DiagramBuilder, budget: WorkBudget) {
    this.#states = states
    this.#kinds = new StateKinds(states)
    this.#builder = builder
    this.#budget = budget
  }

  /** The row for the root, where all of these can still match. */
  root(rests: readonly Rest[]): number {
    return this.#row(0, this.#distinct(rests))
  }

  /** The row for what can still match at a depth. */
  #row(depth: number, { rests, hash }: RestList): number {
    this.#budget.spend(KEY_STEPS * rests.length)
    const alike = this.#known.get(hash) ?? []
    for (const known of alike) {
      if (known.depth === depth && isSameList(known.rests, rests)) return known.row
    }
    const isLast = depth === this.#builder.places.length - 1
    const steps = rests.length === 1 ? rests[0]!.steps : rests.flatMap(stepsOf)
    const entries = isLast ? this.#lastEntries(steps) : this.#entries(depth, steps)
    const row = this.#builder.row(depth, entries)
    alike.push({ depth, rests, row })
    this.#known.set(hash, alike)
    return row
  }

  /** The rows below a row: states that no step tells apart share theirs. */
  #entries(depth: number, steps: readonly Step[]): Int32Array {
    const sets = this.#setsOf(steps)
    const kinds = this.#kinds.tellApart(sets)
    const made: number[] = []
    for (const after of this.#dealOut(steps, kinds)) {
      made.push(this.#row(depth + 1, this.#distinct(after)))
    }
    const entries = kinds.ofState
    for (let state = 0; state < entries.length; state++) entries[state] = made[entries[state]!]!
    return entries
  }

  /** The sets that steps ask for, each once. */
  #setsOf(steps: readonly Step[]): StateSet[] {
    const sets: StateSet[] = []
    const list = ++this.#lists
    let members = 0
    for (let i = 0; i < steps.length; i++) {
      const { set } = steps[i]!
      if (this.#lastSets[set.id] === list) continue
      this.#lastSets[set.id] = list
      sets.push(set)
      members += set.members.length
    }
    this.#budget.spend(members)
    return sets
  }

  /** What can still match once a state of each kind has been seen; some may be there twice. */
  #dealOut(steps: readonly Step[], { count, inSet }: Kinds): Rest[][] {
    const lists: Rest[][] = []
    while (lists.length < count) lists.push([])
    let dealt = 0
    for (let i = 0; i < steps.length; i++) {
      const { set, rest } = steps[i]!
      const kinds = inSet[set.id]!
      dealt += kinds.length
      for (let j = 0; j < kinds.length; j++) {
        const list = lists[kinds[j]!]!
        // Nothing matters behind one that is sure to match.
        if (list.length === 0 || !list[list.length - 1]!.isSure) list.push(rest)
      }
    }
    this.#budget.spend(DEAL_STEPS * dealt)
    return lists
  }

  /** The list with each rest only where it is first. */
  #distinct(all: readonly Rest[]): RestList {
    const rests: Rest[] = []
    const list = ++this.#lists
    let hash = 0
    for (let i = 0; i < all.length; i++) {
      const rest = all[i]!
      if (rest.lastList === list) continue
      rest.lastList = list
      rests.push(rest)
      hash = Math.imul(hash ^ rest.id, 0x9e3779b1)
    }
    return { rests, hash }
  }

  /** Where nothing is left to ask: the next states, by the first that matches. */
  #lastEntries(steps: readonly Step[]): Int32Array {
    const entries = new Int32Array(this.#states)
    for (let state = 0; state < entries.length; state++) entries[state] = state
    // From the last to the first, so that the first of those that match is what stays.
    for (let i = steps.length - 1; i >= 0; i--) {
      const { set, rest } = steps[i]!
      this.#budget.spend(set.members.length)
      for (const state of set.members) entries[state] = rest.next
    }
    return entries
  }
}

const stepsOf = ({ steps }: Rest) => steps

function isSameList(list: readonly Rest[], other: readonly Rest[]): boolean {
  return list.length === other.length && list.every((rest, i) => rest === other[i])
}
