/** What is counted of the state of a bit-sliced kernel, by all its threads together. */
import type { SlicedPlan } from './sliced-plan.ts'
import { MAX_COUNTED_STATES, TOTALS_BYTES } from './tally-code.ts'
import type { Tally } from './tally-work.ts'

/** Counts of the present state. */
export class SlicedCounts {
  readonly #states: number
  readonly #cells: number
  readonly #totals: Uint32Array
  /** What is lent: making room takes as long as all else of a probe. */
  readonly #counts = new Float64Array(256)
  readonly #work: (tally: Tally) => number
  /** Cells that live in the present state, where they have been counted with something else. */
  #alive: number | undefined

  /**
   * @param work lets the threads count the present state, and gives how many have left totals behind
   * in the room for cells, which holds nothing between a kernel's calls.
   */
  constructor(
    { code, layout, map }: SlicedPlan,
    memory: WebAssembly.Memory,
    work: (tally: Tally) => number,
  ) {
    const { x, y, z } = layout.size
    this.#states = code.states
    this.#cells = x * y * z
    this.#totals = new Uint32Array(memory.buffer, map.cells, Math.floor(map.cellsBytes / 4))
    this.#work = work
  }

  /** Has to be told when the state becomes another. */
  forget(): void {
    this.#alive = undefined
  }

  /** Cells by state, 256 numbers lent until the next call; undefined where counting bytes is as quick. */
  countStates(): Float64Array | undefined {
    if (this.#states > MAX_COUNTED_STATES) return undefined
    const counts = this.#counts
    let others = 0
    const isCounted = this.#alive !== undefined
    const members = isCounted ? 0 : this.#work('states')
    for (let state = 1; state < this.#states; state++) {
      const count = isCounted ? this.#alive! : this.#sum(members, state - 1)
      counts[state] = count
      others += count
    }
    counts[0] = this.#cells - others
    return counts
  }

  /** Cells that are in another state than in the state that is not the present one. */
  countChanged(): number {
    const members = this.#work('changes')
    if (this.#states === 2) this.#alive = this.#sum(members, 1)
    return this.#sum(members, 0)
  }

  #sum(members: number, total: number): number {
    let sum = 0
    for (let member = 0; member < members; member++) {
      const word = (member * TOTALS_BYTES) / 4 + 2 * total
      sum += this.#totals[word]! + 2 ** 32 * this.#totals[word + 1]!
    }
    return sum
  }
}
