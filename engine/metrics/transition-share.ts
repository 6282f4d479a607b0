/**
 * The share of a program's transitions that do not lead to state 0.
 *
 * Programs that come down to tables are counted out with weights, in whole numbers: a row by the number
 * of live neighbors stands for as many configurations as have that number. Others are evaluated
 * as they are, for all configurations where these are few and else for a seeded sample of them.
 */
import { countOnes } from '../math/word-bits.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import type {
  ConfigurationForm,
  CountingForm,
  NextRow,
  TotalisticForm,
} from '../rules/program/program-form.ts'
import { recognizeForm } from '../rules/program/recognize-form.ts'
import { evaluateTransitions, type TransitionShare } from './evaluate-transitions.ts'

/** Tables of larger neighborhoods are sampled: their numbers have too many digits. */
const MAX_NEIGHBORS = 2 ** 12

/** Additions of whole numbers that totalistic tables may take. */
const MAX_ADDITIONS = 2 ** 20

/**
 * Measures a program; undefined for one that sees fields, parameters, other components, its
 * coordinates or the tick, or more sites than can be sampled.
 */
export function shareOfTransitions(program: RuleProgram): TransitionShare | undefined {
  const form = recognizeForm(program)
  if (form.kind === 'counting' && form.neighbors <= MAX_NEIGHBORS) return shareOfCounting(form)
  if (form.kind === 'configuration') return shareOfConfigurations(form)
  if (form.kind === 'totalistic') {
    const additions = (form.neighbors + 1) * form.next.length
    if (additions <= MAX_ADDITIONS) return shareOfTotalistic(form)
  }
  return evaluateTransitions(program)
}

/** Configurations by the number of neighbors in state 1: C(n, live) (states - 1)^(n - live). */
function weighLive(neighbors: number, states: number): bigint[] {
  const others = BigInt(states - 1)
  const weights = [1n]
  for (let live = 1; live <= neighbors; live++) {
    weights.push((weights[live - 1]! * BigInt(neighbors - live + 1)) / BigInt(live))
  }
  let factor = 1n
  for (let live = neighbors; live >= 0; live--) {
    weights[live]! *= factor
    factor *= others
  }
  return weights
}

function shareOfCounting({ neighbors, states, rows }: CountingForm): TransitionShare {
  const weights = weighLive(neighbors, states)
  const all = weights.reduce((sum, weight) => sum + weight, 0n)
  const leaving = rows.map((row) => {
    if (typeof row === 'number') return row === 0 ? 0n : all
    return weights.reduce((sum, weight, live) => (row[live] === 0 ? sum : sum + weight), 0n)
  })
  return exactShare(leaving, all)
}

function shareOfConfigurations({ neighbors, states, rows }: ConfigurationForm): TransitionShare {
  const others = BigInt(states - 1)
  const all = BigInt(states) ** BigInt(neighbors)
  const leaving = rows.map((row) => {
    if (typeof row === 'number') return row === 0 ? 0n : all
    return countLeaving(row, neighbors).reduce(
      (sum, count, live) => sum + BigInt(count) * others ** BigInt(neighbors - live),
      0n,
    )
  })
  return exactShare(leaving, all)
}

/** Entries of a row that are not 0, by how many neighbors are live in them. */
function countLeaving(row: Exclude<NextRow, number>, neighbors: number): number[] {
  const counts = new Array<number>(neighbors + 1).fill(0)
  for (let i = 0; i < row.length; i++) if (row[i] !== 0) counts[countOnes(i)]!++
  return counts
}

/** Configurations of the cell and its neighbors by the sum of their states: one cell after another. */
function shareOfTotalistic({ neighbors, states, next }: TotalisticForm): TransitionShare {
  let weights = [1n]
  for (let cell = 0; cell <= neighbors; cell++) {
    const wider = new Array<bigint>(weights.length + states - 1).fill(0n)
    let window = 0n
    for (let sum = 0; sum < wider.length; sum++) {
      window += weights[sum] ?? 0n
      window -= weights[sum - states] ?? 0n
      wider[sum] = window
    }
    weights = wider
  }
  const leaving = weights.reduce((sum, weight, i) => (next[i] === 0 ? sum : sum + weight), 0n)
  return exactShare([leaving], BigInt(states) ** BigInt(neighbors + 1))
}

/** @param all transitions of each row. */
function exactShare(leaving: readonly bigint[], all: bigint): TransitionShare {
  const sum = leaving.reduce((a, b) => a + b, 0n)
  return { share: divide(sum, all * BigInt(leaving.length)), error: 0 }
}

/** A quotient from 0 to 1, cut off after 64 fraction bits. */
function divide(part: bigint, whole: bigint): number {
  return Number((part << 64n) / whole) / 2 ** 64
}
