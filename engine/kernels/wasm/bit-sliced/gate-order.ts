/**
 * The order in which gates are computed.
 *
 * A processor does four vector instructions at once, each of which has its outcome a cycle or two
 * later, and looks only so far ahead for instructions whose operands are there. So those go first
 * on whose outcome the longest chain of others waits, as long as registers last; where they run
 * short, those that free one (list scheduling: J. R. Goodman, W.-C. Hsu, "Code scheduling and
 * register allocation in large basic blocks", ICS 1988).
 */
import type { Local } from '../../../forge/wasm/expression.ts'

/** A node without negations: it, or its complement, is a node of a graph. */
export type Gate = ZeroGate | InputGate | PairGate

/** What is known of any gate. */
interface GateUse {
  readonly number: number
  /** By other gates and as an outcome. */
  uses: number
  local: Local<'v128'> | undefined
}

export interface ZeroGate extends GateUse {
  readonly op: 'zero'
}

export interface InputGate extends GateUse {
  readonly op: 'input'
  readonly name: string
}

export const PAIR_OPERATORS = ['and', 'or', 'xor', 'andnot'] as const

export type PairOperator = (typeof PAIR_OPERATORS)[number]

export interface PairGate extends GateUse {
  readonly op: PairOperator
  readonly left: Gate
  readonly right: Gate
}

/**
 * Values at hand from which on registers are thought to be short. V8 has 15 on x86-64; for 3-D
 * rules 8 to 11 did alike, and 12 to 14 a little worse.
 */
const MAX_AT_HAND = 10

/** Of more gates, the order is the one in which they are come across. */
const MAX_SCHEDULED = 400

/** The pairs that some gates are made of, each after those it uses, in a good order. */
export function orderGates(outcomes: readonly Gate[]): readonly PairGate[] {
  const found = findPairs(outcomes)
  return found.length > MAX_SCHEDULED ? found : new Schedule(found).order()
}

/** Depth first: each just before its first use. */
function findPairs(outcomes: readonly Gate[]): readonly PairGate[] {
  const found: PairGate[] = []
  const isFound: boolean[] = []
  const visit = (gate: Gate) => {
    if (!('left' in gate) || isFound[gate.number]) return
    isFound[gate.number] = true
    visit(gate.left)
    visit(gate.right)
    found.push(gate)
  }
  outcomes.forEach(visit)
  return found
}

/** Gates go by number in all lists. */
class Schedule {
  readonly #pairs: readonly PairGate[]
  readonly #ready: PairGate[] = []
  /** The pairs that use a pair. */
  readonly #users: PairGate[][] = []
  /** Operands that are not there yet, of a pair. */
  readonly #missing: number[] = []
  /** Instructions from a pair to the end of the longest chain that waits for it. */
  readonly #heights: number[] = []
  /** Uses that are still to come. */
  readonly #uses: number[] = []
  /** Values that are there and used again. */
  #atHand = 0

  /** @param pairs each after those it uses. */
  constructor(pairs: readonly PairGate[]) {
    this.#pairs = pairs
    for (const pair of pairs) this.#add(pair)
    for (let i = pairs.length - 1; i >= 0; i--) {
      const pair = pairs[i]!
      const height = (this.#heights[pair.number] ?? 0) + 1
      this.#heights[pair.number] = height
      this.#raise(pair.left, height)
      this.#raise(pair.right, height)
    }
  }

  #add(pair: PairGate): void {
    const { left, right, number } = pair
    this.#uses[number] = pair.uses
    this.#uses[left.number] = left.uses
    this.#uses[right.number] = right.uses
    this.#users[number] = []
    this.#missing[number] = 0
    if ('left' in left) {
      this.#users[left.number]!.push(pair)
      this.#missing[number]++
    }
    if ('left' in right) {
      this.#users[right.number]!.push(pair)
      this.#missing[number]++
    }
    if (this.#missing[number] === 0) this.#ready.push(pair)
  }

  #raise({ number }: Gate, height: number): void {
    this.#heights[number] = Math.max(this.#heights[number] ?? 0, height)
  }

  order(): readonly PairGate[] {
    const order: PairGate[] = []
    while (order.length < this.#pairs.length) {
      const pair = this.#takeBest()
      order.push(pair)
      this.#compute(pair)
    }
    return order
  }

  #takeBest(): PairGate {
    let best = 0
    let bestScore = Number.NEGATIVE_INFINITY
    const isRoomy = this.#atHand < MAX_AT_HAND
    for (let i = 0; i < this.#ready.length; i++) {
      const pair = this.#ready[i]!
      const height = this.#heights[pair.number]!
      // The first is the longest chain's, of equally long ones that which needs least room.
      const score = isRoomy ? 10 * height - this.#growth(pair) : height - 1000 * this.#growth(pair)
      if (score > bestScore) [best, bestScore] = [i, score]
    }
    return this.#ready.splice(best, 1)[0]!
  }

  /** By how much computing a pair changes the number of values at hand. */
  #growth({ left, right }: PairGate): number {
    return 1 + this.#growthBy(left) + this.#growthBy(right)
  }

  #growthBy(operand: Gate): number {
    const uses = this.#uses[operand.number]!
    const isNew = operand.op === 'input' && uses === operand.uses
    if (isNew) return uses > 1 ? 1 : 0
    return uses === 1 ? -1 : 0
  }

  #compute(pair: PairGate): void {
    this.#atHand += this.#growth(pair)
    this.#uses[pair.left.number]!--
    this.#uses[pair.right.number]!--
    for (const user of this.#users[pair.number]!) {
      if (--this.#missing[user.number]! === 0) this.#ready.push(user)
    }
  }
}
