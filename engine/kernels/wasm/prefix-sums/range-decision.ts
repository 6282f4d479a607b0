/**
 * Rules as ranges of counts: what most of them are, however long their tables.
 *
 * A row of a rule's table becomes the value it mostly holds and the ranges of counts where it holds
 * another. Rows that look at nothing become a few steps such as "states from 2 to 6 go up by one".
 * Counts are those of the whole shape: a cell in state 1 counts itself.
 */
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'

/** Counts from `low` to `high`, both among them. */
export interface CountRange {
  readonly low: number
  readonly high: number
}

/** What a cell of one own state becomes by its count. */
export interface RangeRow {
  readonly own: number
  readonly otherwise: number
  readonly values: readonly { readonly value: number; readonly ranges: readonly CountRange[] }[]
}

/** What cells of neighboring own states become, whatever they see: a sum modulo 256, or a state. */
export interface AgingStep {
  readonly firstOwn: number
  readonly lastOwn: number
  readonly kind: 'add' | 'set'
  readonly amount: number
}

export interface RangeDecision {
  readonly states: number
  /** The largest count there is. */
  readonly maxCount: number
  readonly rows: readonly RangeRow[]
  readonly steps: readonly AgingStep[]
}

/**
 * Comparisons of a whole decision, beyond which looking it up cell by cell is faster. Measured;
 * nothing but speed depends on it.
 */
const MAX_TESTS = 50

/**
 * Finds the ranges of a rule.
 *
 * @param vectors how many vectors the counts of a chunk take.
 * @returns undefined where there are too many of them.
 */
export function planRanges(form: CountingForm, vectors: number): RangeDecision | undefined {
  const rows: RangeRow[] = []
  let testsLeft = Math.floor(MAX_TESTS / vectors)
  for (const [own, row] of form.rows.entries()) {
    if (typeof row === 'number') continue
    const found = findRanges(own, row, testsLeft)
    if (found === undefined) return undefined
    testsLeft -= found.values.reduce((sum, { ranges }) => sum + ranges.length, 1)
    rows.push(found)
  }
  const steps = findSteps(form.rows)
  if (steps.length > testsLeft) return undefined
  return { states: form.states, maxCount: form.neighbors + 1, rows, steps }
}

function findRanges(own: number, row: Uint8Array, maxRanges: number): RangeRow | undefined {
  const self = own === 1 ? 1 : 0
  const byValue = new Map<number, CountRange[]>()
  let found = 0
  for (let low = 0, high = 0; low < row.length; low = high + 1) {
    const value = row[low]!
    high = low
    while (high + 1 < row.length && row[high + 1] === value) high++
    // One value will be the one held otherwise, and needs no ranges; it is not known yet which.
    if (++found > 2 * maxRanges + 1) return undefined
    const range = { low: low + self, high: high + self }
    byValue.set(value, [...(byValue.get(value) ?? []), range])
  }
  const [most, ...others] = [...byValue].sort(([, a], [, b]) => b.length - a.length)
  const values = others.map(([value, ranges]) => ({ value, ranges }))
  const tests = values.reduce((sum, { ranges }) => sum + ranges.length, 0)
  return tests > maxRanges ? undefined : { own, otherwise: most?.[0] ?? 0, values }
}

/** The rows that look at nothing as steps, each as long as can be, the longest first. */
function findSteps(rows: readonly NextRow[]): readonly AgingStep[] {
  const steps: AgingStep[] = []
  for (let own = 0; own < rows.length; ) {
    const next = rows[own]!
    if (typeof next !== 'number') {
      own++
      continue
    }
    const added = (next - own) & 0xff
    let lastSet = own
    while (rows[lastSet + 1] === next) lastSet++
    let lastAdd = own
    while (rows[lastAdd + 1] === ((lastAdd + 1 + added) & 0xff)) lastAdd++
    const step: AgingStep =
      lastSet >= lastAdd
        ? { firstOwn: own, lastOwn: lastSet, kind: 'set', amount: next }
        : { firstOwn: own, lastOwn: lastAdd, kind: 'add', amount: added }
    steps.push(step)
    own = step.lastOwn + 1
  }
  const length = ({ firstOwn, lastOwn }: AgingStep) => lastOwn - firstOwn
  return steps.sort((a, b) => length(b) - length(a))
}
