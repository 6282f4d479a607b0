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
 * Values at hand from which on registers are thought to be short. Of the 15 that V8 has on x86-64,
 * 9 to 12 do alike in `npm run bench -- kernels`.
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
  const found = new Set<PairGate>()
  const visit = (gate: Gate) => {
    if (!('left' in gate) || found.has(gate)) return
    visit(gate.left)
    visit(gate.right)
    found.add(gate)
  }
  outcomes.forEach(visit)
  return [...found]
}

class Schedule {
  readonly #ready: PairGate[] = []
  readonly #users = new Map<Gate, PairGate[]>()
  /** Operands that are not there yet, of a pair. */
  readonly #missing = new Map<PairGate, number>()
  /** Instructions from a pair to the end of the longest chain that waits for it. */
  readonly #heights = new Map<PairGate, number>()
  /** Uses that are still to come. */
  readonly #uses = new Map<Gate, number>()
  /** Values that are there and used again. */
  #atHand = 0

  constructor(pairs: readonly PairGate[]) {
    for (const pair of pairs) {
      for (const operand of [pair.left, pair.right]) {
        this.#uses.set(operand, operand.uses)
        const users = this.#users.get(operand)
        if (users === undefined) this.#users.set(operand, [pair])
        else users.push(pair)
      }
      this.#uses.set(pair, pair.uses)
      const missing = Number('left' in pair.left) + Number('left' in pair.right)
      this.#missing.set(pair, missing)
      if (missing === 0) this.#ready.push(pair)
    }
    for (const pair of pairs.toReversed()) {
      let height = 0
      for (const user of this.#users.get(pair) ?? []) {
        height = Math.max(height, this.#heights.get(user)!)
      }
      this.#heights.set(pair, height + 1)
    }
  }

  order(): readonly PairGate[] {
    const order: PairGate[] = []
    while (this.#ready.length > 0) {
      const pair = this.#takeBest()
      order.push(pair)
      this.#compute(pair)
    }
    return order
  }

  #takeBest(): PairGate {
    let best = 0
    let bestScore = Number.NEGATIVE_INFINITY
    for (const [i, pair] of this.#ready.entries()) {
      const height = this.#heights.get(pair)!
      const growth = this.#growth(pair)
      const score = this.#atHand < MAX_AT_HAND ? 10 * height - growth : height - 1000 * growth
      if (score > bestScore) [best, bestScore] = [i, score]
    }
    return this.#ready.splice(best, 1)[0]!
  }

  /** By how much computing a pair changes the number of values at hand. */
  #growth(pair: PairGate): number {
    let growth = 1
    for (const operand of [pair.left, pair.right]) {
      const uses = this.#uses.get(operand)!
      const isNew = operand.op === 'input' && uses === operand.uses
      if (isNew && uses > 1) growth++
      else if (!isNew && uses === 1) growth--
    }
    return growth
  }

  #compute(pair: PairGate): void {
    this.#atHand += this.#growth(pair)
    for (const operand of [pair.left, pair.right]) {
      this.#uses.set(operand, this.#uses.get(operand)! - 1)
    }
    for (const user of this.#users.get(pair) ?? []) {
      const missing = this.#missing.get(user)! - 1
      this.#missing.set(user, missing)
      if (missing === 0) this.#ready.push(user)
    }
  }
}
